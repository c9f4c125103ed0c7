package org.viseme.face;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.viseme.VisemeException;

/**
 * Which of the faces in a video is meant.
 *
 * @param kind what the choice goes by
 * @param index for {@link Kind#INDEX}, the number of the face from the left, starting at 0
 */
public record FaceChoice(Kind kind, int index) {
    /** What a choice goes by. */
    public enum Kind {
        /** The face that covers most area over time, and in shots without it the largest one there. */
        LARGEST,
        /** One face, counted from the left. */
        INDEX,
        /** Every face. */
        ALL
    }

    /** Faces smaller than this share of the main one do not stand in for it: they belong to bystanders. */
    private static final double LEAST_SHARE_OF_AREA = 0.25;

    public static FaceChoice largest() {
        return new FaceChoice(Kind.LARGEST, 0);
    }

    /**
     * @param words {@code largest}, {@code all}, or a number: 0 is the leftmost face
     * @throws VisemeException when the words are none of these
     */
    public static FaceChoice parse(String words) {
        return switch (words) {
            case "largest" -> largest();
            case "all" -> new FaceChoice(Kind.ALL, 0);
            default -> {
                if (!words.matches("\\d{1,4}")) {
                    throw new VisemeException(
                            "--faces " + words, "unknown choice", "use largest, all, or a number from 0 (leftmost) on");
                }
                yield new FaceChoice(Kind.INDEX, Integer.parseInt(words));
            }
        };
    }

    /**
     * The chosen ones of all tracks of a video; none when there are none.
     *
     * @throws VisemeException when there is no face with the chosen index
     */
    public List<FaceTrack> choose(List<FaceTrack> tracks) {
        if (tracks.isEmpty()) {
            return List.of();
        }
        return switch (kind) {
            case ALL -> List.copyOf(tracks);
            case LARGEST -> largestOf(tracks);
            case INDEX -> {
                if (index >= tracks.size()) {
                    throw new VisemeException(
                            "--faces " + index,
                            "the video has " + tracks.size() + " face(s)",
                            "choose a number from 0 to " + (tracks.size() - 1) + ", counted from the left");
                }
                yield List.of(tracks.stream()
                        .sorted(Comparator.comparingDouble(
                                track -> track.meanBox().centreX()))
                        .toList()
                        .get(index));
            }
        };
    }

    private static List<FaceTrack> largestOf(List<FaceTrack> tracks) {
        List<FaceTrack> chosen = new ArrayList<>();
        List<FaceTrack> bySize = tracks.stream()
                .sorted(Comparator.comparingDouble(FaceTrack::accumulatedArea).reversed())
                .toList();
        for (FaceTrack track : bySize) {
            boolean large = chosen.isEmpty()
                    || track.meanArea()
                            >= LEAST_SHARE_OF_AREA * chosen.getFirst().meanArea();
            if (large && chosen.stream().noneMatch(track::meets)) {
                chosen.add(track);
            }
        }
        return List.copyOf(chosen);
    }
}
