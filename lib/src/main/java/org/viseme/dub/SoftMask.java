package org.viseme.dub;

/**
 * Where a drawn face counts, as the product of a weight for the row, one for the column and one that rounds the lower
 * corners, which show what is beside the jaw; each is 0 to 1. Above the middle the drawn face counts nothing; towards the
 * other three sides it fades out. The widths follow LatentSync's choice of the root of
 * the face's area over 20 as unit.
 */
record SoftMask(float[] rows, float[] columns) {
    private static final double UNIT = 1 / 20.0;
    private static final double ROUNDING = 0.25;

    static SoftMask of(int width, int height) {
        double edge = Math.max(1, UNIT * Math.sqrt((double) width * height));
        float[] rows = new float[height];
        for (int y = 0; y < height; y++) {
            rows[y] = (float) (rise(y + 0.5 - height / 2.0, 2 * edge) * rise(height - y - 0.5, 1.5 * edge));
        }
        float[] columns = new float[width];
        for (int x = 0; x < width; x++) {
            columns[x] = (float) (rise(x + 0.5, 1.5 * edge) * rise(width - x - 0.5, 1.5 * edge));
        }
        return new SoftMask(rows, columns);
    }

    /** From 0 at or before the edge to 1 after {@code width} pixels, without corners. */
    private static double rise(double distance, double width) {
        double t = Math.clamp(distance / width, 0.0, 1.0);
        return t * t * (3 - 2 * t);
    }

    float at(int x, int y) {
        return rows[y] * columns[x] * rounding(x, y);
    }

    /** 1 well inside the half ellipse that touches the sides at half the height and the lower edge, 0 outside. */
    private float rounding(int x, int y) {
        double across = (2 * x + 1.0) / columns.length - 1;
        double down = Math.max(0, (2 * y + 1.0) / rows.length - 1);
        return (float) rise(1 - across * across - down * down, ROUNDING);
    }
}
