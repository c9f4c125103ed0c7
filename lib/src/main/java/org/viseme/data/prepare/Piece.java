package org.viseme.data.prepare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.viseme.data.ClipInfo;
import org.viseme.data.ClipMedia;
import org.viseme.face.Landmarks;

/** A stretch that becomes a clip. */
record Piece(ClipInfo info, Stretch stretch, Seen seen) {
    double fromSeconds() {
        return stretch.first() / (double) ClipMedia.FPS;
    }

    boolean isWhole() {
        return stretch.count() == seen.frames();
    }

    /** The corpus's own where it has them, else those that were found with the face. */
    List<Landmarks> landmarks() {
        List<Landmarks> landmarks = new ArrayList<>();
        for (int frame = stretch.first(); frame < stretch.first() + stretch.count(); frame++) {
            landmarks.add(
                    seen.landmarks().isPresent()
                            ? seen.landmarks().get().get(frame)
                            : stretch.track().landmarks(frame));
        }
        return landmarks;
    }

    /** Where the landmarks come from, for reports. */
    String landmarkSource() {
        if (seen.landmarks().isPresent()) {
            return "corpus";
        }
        int count = stretch.track().landmarks(stretch.first()).count();
        return count == 0 ? "box" : count == Landmarks.FIVE ? "detector" : "model";
    }

    /** The least number of frames that last so long. */
    static int frames(double seconds) {
        return (int) Math.ceil(seconds * ClipMedia.FPS - 1e-6);
    }

    /** A length in words, for reports. */
    static String seconds(int frames) {
        return String.format(Locale.ROOT, "%.2f s", frames / (double) ClipMedia.FPS);
    }
}
