package org.viseme.embedding;

import java.util.Arrays;
import org.viseme.audio.Features;
import org.viseme.data.ClipMedia;
import org.viseme.metric.SyncEmbeddings;

/**
 * What an encoder makes of a clip, a row for each step of time. A row stands for the moment in the middle of what it
 * was computed from.
 *
 * @param rows (steps, width); null where there is none
 * @param rowsPerSecond steps a second
 * @param firstSeconds the moment of row 0, from the start of the clip
 */
public record FrameEmbeddings(float[][] rows, double rowsPerSecond, double firstSeconds) {
    /** One row for each frame of 25 a second, the first in the middle of frame 0. */
    public static FrameEmbeddings ofFrames(float[][] rows) {
        return new FrameEmbeddings(rows, ClipMedia.FPS, 0.5 / ClipMedia.FPS);
    }

    /** Features of sound, the first row in the middle of the first step. */
    static FrameEmbeddings of(Features features, double rowsPerSecond) {
        float[][] rows = new float[features.time()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = features.window(i, 1);
        }
        return new FrameEmbeddings(rows, rowsPerSecond, 0.5 / rowsPerSecond);
    }

    /**
     * What a sync expert sees of a clip.
     *
     * @param window frames that it looks at once
     */
    public static FrameEmbeddings lips(SyncEmbeddings clip, int window) {
        return windows(clip.lips(), window);
    }

    /** What a sync expert hears while it sees {@link #lips}, row by row. */
    public static FrameEmbeddings speech(SyncEmbeddings clip, int window) {
        return windows(Arrays.copyOfRange(clip.speech(), clip.reach(), clip.reach() + clip.windows()), window);
    }

    /** A row for each window that begins with a frame. */
    static FrameEmbeddings windows(float[][] rows, int window) {
        return new FrameEmbeddings(rows, ClipMedia.FPS, window / 2.0 / ClipMedia.FPS);
    }

    /** The moment of a row. */
    public double secondsOf(int row) {
        return firstSeconds + row / rowsPerSecond;
    }

    /**
     * The rows from one time to another: those whose moment lies in the interval, or the nearest one where it is too
     * short to hold any.
     *
     * @return the first of them, and the first one behind them; the same where there is no row at all
     */
    int[] between(double startSeconds, double endSeconds) {
        int from = Math.max(0, (int) Math.ceil((startSeconds - firstSeconds) * rowsPerSecond));
        int to = Math.min(rows.length, (int) Math.ceil((endSeconds - firstSeconds) * rowsPerSecond));
        if (from >= to && rows.length > 0) {
            double middle = (startSeconds + endSeconds) / 2;
            from = (int) Math.clamp(Math.rint((middle - firstSeconds) * rowsPerSecond), 0, rows.length - 1.0);
            to = from + 1;
        }
        return new int[] {from, Math.max(from, to)};
    }
}
