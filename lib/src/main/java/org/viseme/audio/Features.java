package org.viseme.audio;

import java.util.Arrays;

/**
 * Features of sound, a row for each step of time.
 *
 * @param time number of rows
 * @param width values a row
 * @param values the rows one after the other; shared, not copied
 */
public record Features(int time, int width, float[] values) {
    /** The guard of a layer norm against rows without variance, as PyTorch has it. */
    private static final double EPSILON = 1e-5;

    private static final int DELTA_REACH = 2;
    /** Twice the sum of the squares of 1 and 2. */
    private static final float DELTA_SQUARES = 10;

    public Features {
        if (time < 0 || width < 1 || values.length != Math.multiplyExact(time, width)) {
            throw new IllegalArgumentException(time + " rows of " + width + " in " + values.length + " values");
        }
    }

    /**
     * Copies rows.
     *
     * @param rows at least one, all of one length
     */
    public static Features of(float[][] rows) {
        int width = rows[0].length;
        float[] values = new float[rows.length * width];
        for (int row = 0; row < rows.length; row++) {
            if (rows[row].length != width) {
                throw new IllegalArgumentException("rows of " + width + " and of " + rows[row].length + " values");
            }
            System.arraycopy(rows[row], 0, values, row * width, width);
        }
        return new Features(rows.length, width, values);
    }

    /** One value. */
    public float at(int row, int column) {
        if (row < 0 || row >= time || column < 0 || column >= width) {
            throw new IndexOutOfBoundsException("row " + row + ", column " + column);
        }
        return values[row * width + column];
    }

    /** {@code length} rows from {@code start} on as (length, width); rows before the first and after the last are 0. */
    public float[] window(int start, int length) {
        float[] window = new float[length * width];
        int from = Math.clamp(start, 0, time);
        int to = Math.clamp((long) start + length, from, time);
        if (from < to) {
            System.arraycopy(values, from * width, window, (from - start) * width, (to - from) * width);
        }
        return window;
    }

    /** As {@link #window}, with time along the rows: (width, length). */
    public float[] transposedWindow(int start, int length) {
        float[] window = new float[width * length];
        for (int i = Math.max(0, -start); i < length && start + i < time; i++) {
            for (int column = 0; column < width; column++) {
                window[column * length + i] = values[(start + i) * width + column];
            }
        }
        return window;
    }

    /** Every {@code rows} rows side by side in one; rows of zeros follow the last one where some are lacking. */
    public Features stacked(int rows) {
        int stacks = Math.ceilDiv(time, rows);
        return new Features(stacks, rows * width, Arrays.copyOf(values, stacks * rows * width));
    }

    /**
     * How fast each value changes: the slope of a line through two rows to both sides, (x[t+1] - x[t-1] + 2 (x[t+2] -
     * x[t-2]))
     * / 10. Before the first row and behind the last one these are repeated.
     */
    public Features deltas() {
        float[] slopes = new float[values.length];
        for (int row = 0; row < time; row++) {
            for (int column = 0; column < width; column++) {
                float slope = 0;
                for (int reach = 1; reach <= DELTA_REACH; reach++) {
                    int after = Math.min(row + reach, time - 1);
                    int before = Math.max(row - reach, 0);
                    slope += reach * (values[after * width + column] - values[before * width + column]);
                }
                slopes[row * width + column] = slope / DELTA_SQUARES;
            }
        }
        return new Features(time, width, slopes);
    }

    /** The rows of both side by side. */
    public Features beside(Features other) {
        if (time != other.time) {
            throw new IllegalArgumentException(time + " rows beside " + other.time);
        }
        int both = width + other.width;
        float[] rows = new float[time * both];
        for (int row = 0; row < time; row++) {
            System.arraycopy(values, row * width, rows, row * both, width);
            System.arraycopy(other.values, row * other.width, rows, row * both + width, other.width);
        }
        return new Features(time, both, rows);
    }

    /** Each row with mean 0 and variance 1 (layer norm without parameters). */
    public Features normalised() {
        float[] normalised = new float[values.length];
        for (int row = 0; row < time; row++) {
            double sum = 0;
            for (int i = row * width; i < (row + 1) * width; i++) {
                sum += values[i];
            }
            double mean = sum / width;
            double squares = 0;
            for (int i = row * width; i < (row + 1) * width; i++) {
                squares += (values[i] - mean) * (values[i] - mean);
            }
            double scale = 1 / Math.sqrt(squares / width + EPSILON);
            for (int i = row * width; i < (row + 1) * width; i++) {
                normalised[i] = (float) ((values[i] - mean) * scale);
            }
        }
        return new Features(time, width, normalised);
    }
}
