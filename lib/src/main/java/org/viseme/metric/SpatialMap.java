package org.viseme.metric;

import org.viseme.model.Region;

/**
 * Values over a face crop, such as the weights of a spatial attention: a grid of cells that cover the crop evenly.
 *
 * @param height number of rows
 * @param width number of columns
 * @param values row by row from the top, as many as there are cells
 */
public record SpatialMap(int height, int width, float[] values) {
    public SpatialMap {
        if (height < 1 || width < 1 || values.length != height * width) {
            throw new IllegalArgumentException(values.length + " values in " + height + " rows of " + width);
        }
    }

    public float at(int row, int column) {
        return values[row * width + column];
    }

    /** Whether it can tell one place from another: one cell cannot. */
    public boolean hasPlaces() {
        return values.length > 1;
    }

    public double mean() {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    public double lowest() {
        double lowest = Double.POSITIVE_INFINITY;
        for (float value : values) {
            lowest = Math.min(lowest, value);
        }
        return lowest;
    }

    public double highest() {
        double highest = Double.NEGATIVE_INFINITY;
        for (float value : values) {
            highest = Math.max(highest, value);
        }
        return highest;
    }

    /**
     * The value at a place of the crop, bilinear between the centres of cells; from the outermost centres to the edge it
     * stays the same.
     *
     * @param y share of the crop's height, from the top
     * @param x share of its width, from the left
     */
    public double at(double y, double x) {
        double down = Math.clamp(y * height - 0.5, 0, height - 1);
        double right = Math.clamp(x * width - 0.5, 0, width - 1);
        int row = (int) down;
        int column = (int) right;
        int nextRow = Math.min(row + 1, height - 1);
        int nextColumn = Math.min(column + 1, width - 1);
        double above = mix(at(row, column), at(row, nextColumn), right - column);
        double below = mix(at(nextRow, column), at(nextRow, nextColumn), right - column);
        return mix(above, below, down - row);
    }

    private static double mix(double a, double b, double share) {
        return a + (b - a) * share;
    }

    /**
     * The share of the map's sum that lies inside a region. A cell that the region cuts counts by the part of its area that
     * lies inside. The same value everywhere gives {@link Region#area}.
     *
     * @return 0 to 1 for values of at least 0; NaN when the sum is 0, and for a single cell, whose share is that of the area
     *     whatever its value
     */
    public double shareIn(Region region) {
        if (!hasPlaces()) {
            return Double.NaN;
        }
        double inside = 0;
        double all = 0;
        for (int row = 0; row < height; row++) {
            double rows = overlap(row, height, region.top(), region.bottom());
            for (int column = 0; column < width; column++) {
                double value = at(row, column);
                inside += value * rows * overlap(column, width, region.left(), region.right());
                all += value;
            }
        }
        return inside / all;
    }

    /** How much of a cell lies between two shares of the crop, 0 to 1. */
    private static double overlap(int cell, int cells, double from, double to) {
        return Math.max(0, Math.min(cell + 1, to * cells) - Math.max(cell, from * cells));
    }
}
