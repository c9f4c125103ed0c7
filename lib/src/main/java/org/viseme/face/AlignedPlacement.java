package org.viseme.face;

import org.bytedeco.javacpp.indexer.DoubleRawIndexer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;
import org.viseme.media.RgbImage;

/** A square that is turned with the face. Where it shrinks the frame much, areas are averaged first. */
final class AlignedPlacement implements Placement {
    /** Bilinear interpolation sees two pixels; beyond this many frame pixels a pixel of the crop it would skip some. */
    private static final double MOST_SHRINKING = 2;

    /** Frame pixels beside the square that interpolation may ask for. */
    private static final int MARGIN = 2;

    private final Similarity toUnitSquare;
    private final Outside outside;

    /**
     * @param toUnitSquare from the frame's pixels to the crop, whose sides are 1 long
     */
    AlignedPlacement(Similarity toUnitSquare, Outside outside) {
        this.toUnitSquare = toUnitSquare;
        this.outside = outside;
    }

    @Override
    public RgbImage cut(RgbImage frame, int size) {
        PixelBox part = part(frame, size);
        RgbImage source = frame.crop(part.x(), part.y(), part.width(), part.height());
        double shrinking = 1 / (toUnitSquare.scale() * size);
        double factorX = 1;
        double factorY = 1;
        if (shrinking > MOST_SHRINKING) {
            int width = (int) Math.max(1, Math.round(part.width() / shrinking));
            int height = (int) Math.max(1, Math.round(part.height() / shrinking));
            factorX = part.width() / (double) width;
            factorY = part.height() / (double) height;
            source = source.resize(width, height);
        }
        Similarity map = toUnitSquare.scaled(size);
        // From the source's pixels, whose centres OpenCV counts at whole coordinates, to the crop's.
        double[] matrix = new double[6];
        for (int row = 0; row < 2; row++) {
            double x = row == 0 ? map.a() : map.b();
            double y = row == 0 ? -map.b() : map.a();
            double shift = row == 0 ? map.c() : map.d();
            matrix[3 * row] = x * factorX;
            matrix[3 * row + 1] = y * factorY;
            matrix[3 * row + 2] = shift + x * (part.x() + 0.5 * factorX) + y * (part.y() + 0.5 * factorY) - 0.5;
        }
        return warp(source, matrix, size);
    }

    private RgbImage warp(RgbImage source, double[] matrix, int size) {
        int border = outside == Outside.EDGE ? opencv_core.BORDER_REPLICATE : opencv_core.BORDER_CONSTANT;
        double grey = Outside.GREY_VALUE;
        try (Mat from = source.toMat();
                Mat to = new Mat();
                Mat map = new Mat(2, 3, opencv_core.CV_64FC1);
                Size square = new Size(size, size);
                Scalar fill = new Scalar(grey, grey, grey, 0)) {
            try (DoubleRawIndexer numbers = map.createIndexer()) {
                for (int i = 0; i < matrix.length; i++) {
                    numbers.put(i / 3, i % 3, matrix[i]);
                }
            }
            opencv_imgproc.warpAffine(from, to, map, square, opencv_imgproc.INTER_LINEAR, border, fill);
            return RgbImage.fromMat(to);
        }
    }

    /** The part of the frame that the crop needs; at least a pixel. */
    private PixelBox part(RgbImage frame, int size) {
        double left = Double.POSITIVE_INFINITY;
        double top = Double.POSITIVE_INFINITY;
        double right = Double.NEGATIVE_INFINITY;
        double bottom = Double.NEGATIVE_INFINITY;
        for (int corner = 0; corner < 4; corner++) {
            Point point = toUnitSquare.invert(new Point(corner % 2, corner / 2));
            left = Math.min(left, point.x());
            right = Math.max(right, point.x());
            top = Math.min(top, point.y());
            bottom = Math.max(bottom, point.y());
        }
        double margin = MARGIN * Math.max(1, 1 / (toUnitSquare.scale() * size));
        int x = (int) Math.clamp(Math.floor(left - margin), 0, frame.width() - 1);
        int y = (int) Math.clamp(Math.floor(top - margin), 0, frame.height() - 1);
        int endX = (int) Math.clamp(Math.ceil(right + margin), x + 1, frame.width());
        int endY = (int) Math.clamp(Math.ceil(bottom + margin), y + 1, frame.height());
        return new PixelBox(x, y, endX - x, endY - y);
    }

    @Override
    public float[] affine(int size) {
        Similarity map = toUnitSquare.scaled(size);
        return new float[] {
            (float) map.a(), (float) -map.b(), (float) map.c(), (float) map.b(), (float) map.a(), (float) map.d()
        };
    }
}
