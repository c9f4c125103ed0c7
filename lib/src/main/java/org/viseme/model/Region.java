package org.viseme.model;

/**
 * A part of a face crop, as shares of its height and width.
 *
 * @param top first row
 * @param bottom row after the last
 * @param left first column
 * @param right column after the last
 */
public record Region(double top, double bottom, double left, double right) {
    public static final Region WHOLE = new Region(0, 1, 0, 1);
    /** What the generator sees of the target. */
    public static final Region UPPER_HALF = new Region(0, 0.5, 0, 1);
    /** What the generator has to draw. */
    public static final Region LOWER_HALF = new Region(0.5, 1, 0, 1);
    /** Lips, teeth and chin of a face that is framed by the convention of {@code org.viseme.face.Box}. */
    public static final Region MOUTH = new Region(0.6, 0.95, 0.25, 0.75);

    /** Its share of the crop's area. */
    public double area() {
        return (bottom - top) * (right - left);
    }

    /** Rows or columns of a share of {@code size} pixels. */
    public static int pixels(double share, int size) {
        return (int) Math.round(share * size);
    }
}
