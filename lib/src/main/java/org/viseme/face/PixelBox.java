package org.viseme.face;

/** A box on whole pixels, at least one pixel in size; it may reach beyond the picture. */
public record PixelBox(int x, int y, int width, int height) {
    /** The box with each of its sides rounded to the nearest pixel. */
    public static PixelBox of(Box box) {
        int left = (int) Math.round(box.x());
        int top = (int) Math.round(box.y());
        int right = (int) Math.round(box.x() + box.width());
        int bottom = (int) Math.round(box.y() + box.height());
        return new PixelBox(left, top, Math.max(1, right - left), Math.max(1, bottom - top));
    }
}
