package org.viseme.face;

import org.viseme.media.RgbImage;

/**
 * Small copies of large pictures for detectors. Pixels are skipped down to twice the wanted size and averaged from
 * there: exact enough to find a face, and a copy of a 4K picture costs no more than one of a small picture.
 */
public final class SmallCopy {
    private SmallCopy() {}

    /** The whole picture with its long side at most {@code longSide}; the picture itself when it is no larger. */
    public static RgbImage of(RgbImage image, int longSide) {
        double scale = scale(image, longSide);
        if (scale == 1) {
            return image;
        }
        PixelBox all = new PixelBox(0, 0, image.width(), image.height());
        return of(image, all, scale);
    }

    /** The factor by which {@link #of(RgbImage, int)} shrinks a picture, at most 1. */
    public static double scale(RgbImage image, int longSide) {
        return Math.min(1, longSide / (double) Math.max(image.width(), image.height()));
    }

    /** A region of the picture, edges repeated outside, scaled by a factor. */
    static RgbImage of(RgbImage image, PixelBox region, double scale) {
        int width = (int) Math.max(1, Math.round(region.width() * scale));
        int height = (int) Math.max(1, Math.round(region.height() * scale));
        int stride = (int) Math.max(1, Math.floor(0.5 / scale));
        if (stride == 1) {
            return image.crop(region.x(), region.y(), region.width(), region.height())
                    .resize(width, height);
        }
        int columns = Math.max(1, region.width() / stride);
        int rows = Math.max(1, region.height() / stride);
        RgbImage sampled = RgbImage.black(columns, rows);
        byte[] from = image.bytes();
        byte[] to = sampled.bytes();
        int target = 0;
        for (int row = 0; row < rows; row++) {
            int line = Math.clamp(region.y() + (long) row * stride, 0, image.height() - 1) * image.width();
            for (int column = 0; column < columns; column++) {
                int source = 3 * (line + Math.clamp(region.x() + (long) column * stride, 0, image.width() - 1));
                to[target++] = from[source];
                to[target++] = from[source + 1];
                to[target++] = from[source + 2];
            }
        }
        return sampled.resize(width, height);
    }
}
