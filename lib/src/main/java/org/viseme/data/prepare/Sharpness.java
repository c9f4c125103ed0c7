package org.viseme.data.prepare;

import org.bytedeco.javacpp.indexer.DoubleIndexer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.viseme.media.RgbImage;

/**
 * How sharp a face is: the variance of the Laplacian of its brightness (Pech-Pacheco et al. 2000), at 96 pixels so that
 * faces of all sizes compare. A face that fills the frame of a good recording has some hundreds; one that was enlarged
 * twice or is out of focus has less than 20.
 */
public final class Sharpness {
    private static final int SIZE = 96;

    private Sharpness() {}

    /** Of one crop of a face. */
    public static double of(RgbImage face) {
        RgbImage crop = face.width() == SIZE && face.height() == SIZE ? face : face.resize(SIZE, SIZE);
        try (Mat rgb = crop.toMat();
                Mat grey = new Mat();
                Mat edges = new Mat();
                Mat mean = new Mat();
                Mat deviation = new Mat()) {
            opencv_imgproc.cvtColor(rgb, grey, opencv_imgproc.COLOR_RGB2GRAY);
            opencv_imgproc.Laplacian(grey, edges, opencv_core.CV_64F);
            opencv_core.meanStdDev(edges, mean, deviation);
            try (DoubleIndexer value = deviation.createIndexer()) {
                return value.get(0) * value.get(0);
            }
        }
    }
}
