package org.viseme.face;

import java.util.Arrays;
import org.viseme.media.RgbImage;

/**
 * An upright rectangle, cut as {@link FaceCrop} does: rounded to whole pixels and resized without regard to its
 * proportions.
 *
 * @param box the rectangle in the frame
 * @param outside what is shown beside the frame
 */
public record BoxPlacement(Box box, Outside outside) implements Placement {
    @Override
    public RgbImage cut(RgbImage frame, int size) {
        PixelBox pixels = PixelBox.of(box);
        boolean inside = pixels.x() >= 0
                && pixels.y() >= 0
                && pixels.x() + pixels.width() <= frame.width()
                && pixels.y() + pixels.height() <= frame.height();
        if (inside || outside == Outside.EDGE) {
            return FaceCrop.of(frame, box, size);
        }
        return padded(frame, pixels).resize(size, size);
    }

    private static RgbImage padded(RgbImage frame, PixelBox pixels) {
        RgbImage padded = RgbImage.black(pixels.width(), pixels.height());
        Arrays.fill(padded.bytes(), (byte) Outside.GREY_VALUE);
        int left = Math.max(0, pixels.x());
        int right = Math.min(frame.width(), pixels.x() + pixels.width());
        int bottom = Math.min(frame.height(), pixels.y() + pixels.height());
        for (int y = Math.max(0, pixels.y()); y < bottom && left < right; y++) {
            int from = y * frame.width() + left;
            int to = (y - pixels.y()) * pixels.width() + left - pixels.x();
            System.arraycopy(frame.bytes(), 3 * from, padded.bytes(), 3 * to, 3 * (right - left));
        }
        return padded;
    }

    @Override
    public float[] affine(int size) {
        PixelBox pixels = PixelBox.of(box);
        double x = size / (double) pixels.width();
        double y = size / (double) pixels.height();
        return new float[] {(float) x, 0, (float) (-pixels.x() * x), 0, (float) y, (float) (-pixels.y() * y)};
    }
}
