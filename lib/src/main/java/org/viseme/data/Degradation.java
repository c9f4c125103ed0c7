package org.viseme.data;

import java.util.SplittableRandom;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * What poor recordings do to a picture: it is blurred, or compressed.
 *
 * @param blur standard deviation of the blur in pixels; 0 for none
 * @param quality of a JPEG compression, 1 to 100; 0 for none
 */
record Degradation(double blur, int quality) {
    private static final Degradation NONE = new Degradation(0, 0);
    private static final double LARGEST_BLUR = 1.5;
    private static final int WORST_QUALITY = 25;
    private static final int BEST_QUALITY = 70;

    static Degradation none() {
        return NONE;
    }

    /** Draws one; takes the same number of draws whatever comes out. */
    static Degradation draw(double share, SplittableRandom random) {
        boolean degraded = random.nextDouble() < share;
        boolean blurred = random.nextBoolean();
        double blur = random.nextDouble(LARGEST_BLUR / 3, LARGEST_BLUR);
        int quality = random.nextInt(WORST_QUALITY, BEST_QUALITY + 1);
        if (!degraded) {
            return NONE;
        }
        return blurred ? new Degradation(blur, 0) : new Degradation(0, quality);
    }

    /** Changes a picture of three planes in place. */
    void apply(byte[] planes, int offset, int size) {
        if (blur > 0) {
            blur(planes, offset, size);
        }
        if (quality > 0) {
            CropCodec.compress(planes, offset, size, quality);
        }
    }

    private void blur(byte[] planes, int offset, int size) {
        for (int channel = 0; channel < 3; channel++) {
            int start = offset + channel * size * size;
            try (BytePointer data = new BytePointer((long) size * size);
                    Mat plane = new Mat(size, size, opencv_core.CV_8UC1, data);
                    Size kernel = new Size(0, 0)) {
                data.put(planes, start, size * size);
                opencv_imgproc.GaussianBlur(plane, plane, kernel, blur);
                data.get(planes, start, size * size);
            }
        }
    }
}
