package org.viseme.dub;

import java.util.Locale;
import org.viseme.VisemeException;

/** Which picture is shown when the speech is longer than the video. */
public enum Longer {
    /** Backwards from the last picture, and forwards again from the first: no jump. */
    PINGPONG,
    /** From the first picture again. */
    LOOP,
    /** The last picture stays. */
    HOLD,
    /** The result ends with the video, the rest of the speech is cut. */
    TRIM;

    /** The picture shown at an output frame, for a video of a number of pictures. */
    int source(int frame, int pictures) {
        return switch (this) {
            case HOLD, TRIM -> Math.min(frame, pictures - 1);
            case LOOP -> frame % pictures;
            case PINGPONG -> {
                int period = Math.max(1, 2 * (pictures - 1));
                int at = frame % period;
                yield at < pictures ? at : period - at;
            }
        };
    }

    /** The number of output frames for a speech; at least one. */
    int frames(double speechSeconds, double fps, int pictures) {
        int frames = (int) Math.max(1, Math.round(speechSeconds * fps));
        return this == TRIM ? Math.min(frames, pictures) : frames;
    }

    /** By the word of the command line. */
    public static Longer parse(String word) {
        for (Longer value : values()) {
            if (value.word().equals(word)) {
                return value;
            }
        }
        throw new VisemeException("--longer " + word, "unknown mode", "use pingpong, loop, hold or trim");
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
