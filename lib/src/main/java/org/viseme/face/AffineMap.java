package org.viseme.face;

/**
 * A map between pictures of one frame: {@code x' = a x + b y + c}, {@code y' = d x + e y + f}, in pixels whose centres lie
 * at half coordinates.
 */
public record AffineMap(double a, double b, double c, double d, double e, double f) {
    /** The two rows of {@link Placement#affine}. */
    public static AffineMap of(float... rows) {
        if (rows.length != 6) {
            throw new IllegalArgumentException(rows.length + " numbers instead of two rows of three");
        }
        return new AffineMap(rows[0], rows[1], rows[2], rows[3], rows[4], rows[5]);
    }

    /**
     * From one crop of a frame to another one.
     *
     * @param from where the first was cut, see {@link Placement#affine}
     * @param to where the second was cut
     */
    public static AffineMap between(float[] from, float[] to) {
        return of(from).inverse().then(of(to));
    }

    /** From a crop of a frame to the crop of a box in it, as {@link BoxPlacement} cuts it, so many pixels wide and high. */
    public static AffineMap toBox(float[] from, Box box, int size) {
        return between(from, new BoxPlacement(box, Outside.EDGE).affine(size));
    }

    /** This one, followed by another. */
    public AffineMap then(AffineMap next) {
        return new AffineMap(
                next.a * a + next.b * d,
                next.a * b + next.b * e,
                next.a * c + next.b * f + next.c,
                next.d * a + next.e * d,
                next.d * b + next.e * e,
                next.d * c + next.e * f + next.f);
    }

    /** The map back. */
    public AffineMap inverse() {
        double determinant = a * e - b * d;
        return new AffineMap(
                e / determinant,
                -b / determinant,
                (b * f - e * c) / determinant,
                -d / determinant,
                a / determinant,
                (d * c - a * f) / determinant);
    }

    public Point apply(Point point) {
        return new Point(a * point.x() + b * point.y() + c, d * point.x() + e * point.y() + f);
    }
}
