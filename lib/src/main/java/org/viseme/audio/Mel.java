package org.viseme.audio;

import java.util.Arrays;

/** A log-mel spectrogram: one column of {@code bands} values for each hop of the sound. */
public final class Mel {
    /** Columns a second of every spectrogram for Wav2Lip and its expert. */
    public static final double WAV2LIP_COLUMNS_PER_SECOND = 80;

    /** Times such as 7/25 s are not exact in binary; a column that begins within this of a time has begun. */
    private static final double COLUMN_SLACK = 1e-6;

    private final MelConfig config;
    private final int columns;
    /** Column after column, so that a spectrogram can grow; may be longer than the columns need. */
    private final float[] values;

    Mel(MelConfig config, int columns, float[] values) {
        this.config = config;
        this.columns = columns;
        this.values = values;
    }

    public MelConfig config() {
        return config;
    }

    public int bands() {
        return config.bands();
    }

    public int columns() {
        return columns;
    }

    /** One value, in [-range, range] of the configuration; band 0 is the lowest. */
    public float at(int band, int column) {
        if (band < 0 || band >= bands() || column < 0 || column >= columns) {
            throw new IndexOutOfBoundsException("band " + band + ", column " + column);
        }
        return values[column * bands() + band];
    }

    /**
     * A stretch of columns as (bands, width), row-major. A window that would leave the spectrogram is moved back inside,
     * so that the last {@code width} columns are given, as Wav2Lip does at the end of a sound; a shorter sound is
     * followed by columns of silence.
     */
    public float[] window(int startColumn, int width) {
        int start = Math.clamp(startColumn, 0, Math.max(0, columns - width));
        float[] window = new float[bands() * width];
        Arrays.fill(window, config.floor());
        int count = Math.min(width, columns - start);
        for (int band = 0; band < bands(); band++) {
            for (int column = 0; column < count; column++) {
                window[band * width + column] = values[(start + column) * bands() + band];
            }
        }
        return window;
    }

    /** The whole spectrogram as (bands, columns), row-major. */
    public float[] toArray() {
        return window(0, columns);
    }

    /** The column of Wav2Lip's 80 a second in which a time lies. */
    public static int columnAt(double seconds) {
        return columnAt(seconds, WAV2LIP_COLUMNS_PER_SECOND);
    }

    static int columnAt(double seconds, double columnsPerSecond) {
        return (int) Math.floor(seconds * columnsPerSecond + COLUMN_SLACK);
    }

    /**
     * Where Wav2Lip's published inference begins its windows for a sound: at each frame's time, until a window would
     * reach past the end; the last one is the final {@code width} columns. Frames beyond use that last window.
     */
    public int[] chunkStarts(double fps, int width) {
        if (columns < width) {
            return new int[] {0};
        }
        int count = 0;
        while (columnAt(count / fps, config.columnsPerSecond()) + width <= columns) {
            count++;
        }
        int[] starts = new int[count + 1];
        for (int frame = 0; frame < count; frame++) {
            starts[frame] = columnAt(frame / fps, config.columnsPerSecond());
        }
        starts[count] = columns - width;
        return starts;
    }
}
