package org.viseme.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds clips with nearly the same {@link Fingerprint}. The 128 bits of the sound are cut into one piece more than bits may
 * differ, so copies share at least one piece, and only clips that do are compared.
 */
final class Duplicates {
    private static final int PIECES = Fingerprint.SOUND_TOLERANCE + 1;
    private static final int BITS = 2 * Long.SIZE / PIECES;

    private record Known(String id, Fingerprint fingerprint) {}

    private final Map<Integer, List<Known>> byPiece = new HashMap<>();

    /** Remembers a clip. */
    void add(String id, Fingerprint fingerprint) {
        Known known = new Known(id, fingerprint);
        for (int piece = 0; piece < PIECES; piece++) {
            byPiece.computeIfAbsent(key(fingerprint, piece), key -> new ArrayList<>(1))
                    .add(known);
        }
    }

    /** The first remembered clip that is nearly the same. */
    Optional<String> of(Fingerprint fingerprint) {
        for (int piece = 0; piece < PIECES; piece++) {
            for (Known known : byPiece.getOrDefault(key(fingerprint, piece), List.of())) {
                if (known.fingerprint.nearlyEquals(fingerprint)) {
                    return Optional.of(known.id);
                }
            }
        }
        return Optional.empty();
    }

    private static int key(Fingerprint fingerprint, int piece) {
        long half = piece < PIECES / 2 ? fingerprint.early() : fingerprint.late();
        long bits = half >>> piece % (PIECES / 2) * BITS & (1L << BITS) - 1;
        return (int) bits * PIECES + piece;
    }
}
