package org.viseme.data.prepare;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.viseme.VisemeException;
import org.viseme.face.Box;
import org.viseme.face.FaceTrack;

/** The stretches of a video in which each face can be seen well enough and for long enough, long ones in pieces. */
final class FaceStretches {
    private FaceStretches() {}

    /** The pieces of each face, faces in the order of appearance, from left to right. */
    static List<List<Stretch>> of(List<FaceTrack> tracks, PreparationSettings settings) {
        int longest = Piece.frames(settings.thresholds().longestSeconds());
        return whole(tracks, settings).stream()
                .map(face -> face.stream()
                        .flatMap(stretch -> stretch.pieces(longest).stream())
                        .toList())
                .toList();
    }

    /** As {@link #of}, long ones as a whole. */
    static List<List<Stretch>> whole(List<FaceTrack> tracks, PreparationSettings settings) {
        return tracks.stream()
                .sorted(Comparator.comparingInt(FaceTrack::firstFrame)
                        .thenComparingDouble(track -> track.meanBox().x()))
                .map(track -> stretches(track, settings.thresholds()))
                .filter(stretches -> !stretches.isEmpty())
                .toList();
    }

    private static List<Stretch> stretches(FaceTrack track, Thresholds thresholds) {
        return Stretch.of(track, Piece.frames(thresholds.leastSeconds()), 1).stream()
                .filter(stretch -> smallerSide(stretch.meanBox()) >= thresholds.leastFacePixels())
                .toList();
    }

    private static double smallerSide(Box box) {
        return Math.min(box.width(), box.height());
    }

    /** What to say of a video without any. */
    static VisemeException none(Path video, PreparationSettings settings) {
        return new VisemeException(
                video.toString(),
                "no face of at least "
                        + Math.round(settings.thresholds().leastFacePixels()) + " pixels stays for "
                        + Piece.seconds(Piece.frames(settings.thresholds().leastSeconds())),
                "show a face from the front, or try another detector");
    }
}
