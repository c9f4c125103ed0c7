package org.viseme.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Finds clips with nearly the same {@link Fingerprint}. The bits of the sound are cut into one piece more than bits may
 * differ, so copies share at least one piece, and only clips that do are compared. Silent pieces do not count: nearly all clips
 * share them, and comparing all with all takes hours where clips are many.
 */
final class Duplicates {
    private static final int PIECES = Fingerprint.SOUND_TOLERANCE + 1;

    private record Known(String id, Fingerprint fingerprint) {}

    private record Piece(int number, int bits) {}

    private final Map<Piece, List<Known>> byPiece = new HashMap<>();

    /** Remembers a clip. */
    void add(String id, Fingerprint fingerprint) {
        Known known = new Known(id, fingerprint);
        for (Piece piece : pieces(fingerprint)) {
            byPiece.computeIfAbsent(piece, key -> new ArrayList<>(1)).add(known);
        }
    }

    /** A remembered clip that is nearly the same. */
    Optional<String> of(Fingerprint fingerprint) {
        for (Piece piece : pieces(fingerprint)) {
            for (Known known : byPiece.getOrDefault(piece, List.of())) {
                if (known.fingerprint.nearlyEquals(fingerprint)) {
                    return Optional.of(known.id);
                }
            }
        }
        return Optional.empty();
    }

    private static List<Piece> pieces(Fingerprint fingerprint) {
        return IntStream.range(0, PIECES)
                .mapToObj(number -> new Piece(number, fingerprint.piece(number, PIECES)))
                .filter(piece -> piece.bits != 0)
                .toList();
    }
}
