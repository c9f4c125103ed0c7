package org.viseme.data.synthetic;

/**
 * A picture over a part of the plane, with transparency: linear RGB, multiplied by alpha, and alpha itself, sampled
 * bilinearly. Outside it is transparent.
 */
final class Layer {
    private final int columns;
    private final int rows;
    private final double left;
    private final double top;
    private final double perUnit;
    private final float[] values;

    /** Computes one point: receives RGB (not multiplied) and alpha in {@code out}. */
    interface Paint {
        void at(double x, double y, double[] out);
    }

    Layer(double left, double top, double right, double bottom, double perUnit, Paint paint) {
        this.left = left;
        this.top = top;
        this.perUnit = perUnit;
        columns = (int) Math.ceil((right - left) * perUnit) + 1;
        rows = (int) Math.ceil((bottom - top) * perUnit) + 1;
        values = new float[columns * rows * 4];
        double[] out = new double[4];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                paint.at(left + column / perUnit, top + row / perUnit, out);
                int at = (row * columns + column) * 4;
                for (int c = 0; c < 3; c++) {
                    values[at + c] = (float) (out[c] * out[3]);
                }
                values[at + 3] = (float) out[3];
            }
        }
    }

    /** Puts this layer over a colour. */
    void over(double x, double y, double[] colour) {
        double u = (x - left) * perUnit;
        double v = (y - top) * perUnit;
        if (!(u >= 0 && v >= 0 && u < columns - 1 && v < rows - 1)) {
            return;
        }
        int column = (int) u;
        int row = (int) v;
        int at = (row * columns + column) * 4;
        int below = at + columns * 4;
        float p = (float) (u - column);
        float q = (float) (v - row);
        float clear = 1 - mixed(at + 3, below + 3, p, q);
        if (clear > 0.9999f) {
            return;
        }
        for (int c = 0; c < 3; c++) {
            colour[c] = colour[c] * clear + mixed(at + c, below + c, p, q);
        }
    }

    private float mixed(int at, int below, float p, float q) {
        float above = values[at] + (values[at + 4] - values[at]) * p;
        float under = values[below] + (values[below + 4] - values[below]) * p;
        return above + (under - above) * q;
    }
}
