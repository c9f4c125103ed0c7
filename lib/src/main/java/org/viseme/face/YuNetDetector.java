package org.viseme.face;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.javacpp.indexer.FloatRawIndexer;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_objdetect.FaceDetectorYN;
import org.viseme.VisemeException;
import org.viseme.media.RgbImage;

/**
 * YuNet (Wu, Peng and Yu 2023) by OpenCV's own reader, from a weight file that the user brings. Finds turned and small
 * faces that {@link HaarDetector} misses, and gives five landmarks of each. It works on a copy whose long side is at most {@value #LONG_SIDE} pixels.
 */
public final class YuNetDetector implements FaceDetector {
    private static final int LONG_SIDE = 320;
    private static final float LEAST_SCORE = 0.7f;
    private static final float OVERLAP_OF_DOUBLES = 0.3f;
    private static final int MOST_CANDIDATES = 500;
    private static final int FIRST_LANDMARK_COLUMN = 4;
    private static final int SCORE_COLUMN = 14;

    /** From the network's tight rectangle to the box that {@link Box} describes, in shares of its width and height. */
    private static final BoxFit FIT = new BoxFit(0.5, 0.55, 1.15, 1.02);

    private final Path weights;
    private final FaceDetectorYN network;

    /**
     * @param weights an ONNX file, such as {@code face_detection_yunet_2023mar.onnx} of the OpenCV model zoo
     */
    public YuNetDetector(Path weights) {
        this.weights = weights;
        if (!Files.isRegularFile(weights)) {
            throw new VisemeException(
                    weights.toString(), "no such file", "give the path of a YuNet ONNX file, or use --detector haar");
        }
        try (Size size = new Size(LONG_SIDE, LONG_SIDE)) {
            network = FaceDetectorYN.create(
                    weights.toString(), "", size, LEAST_SCORE, OVERLAP_OF_DOUBLES, MOST_CANDIDATES, 0, 0);
            // A network of another kind loads as well; only its first use tells.
            detect(RgbImage.black(64, 64));
        } catch (RuntimeException e) {
            throw new VisemeException(
                    weights.toString(), "not a YuNet network", "give a YuNet ONNX file, or use --detector haar", e);
        }
    }

    @Override
    public List<Detection> detect(RgbImage image) {
        double scale = SmallCopy.scale(image, LONG_SIDE);
        RgbImage small = SmallCopy.of(image, LONG_SIDE);
        List<Detection> found = new ArrayList<>();
        try (Mat pixels = small.toMat();
                Mat faces = new Mat();
                Size size = new Size(small.width(), small.height())) {
            opencv_imgproc.cvtColor(pixels, pixels, opencv_imgproc.COLOR_RGB2BGR);
            network.setInputSize(size);
            network.detect(pixels, faces);
            if (faces.empty()) {
                return found;
            }
            try (FloatRawIndexer rows = faces.createIndexer()) {
                for (int row = 0; row < faces.rows(); row++) {
                    Box raw = new Box(rows.get(row, 0), rows.get(row, 1), rows.get(row, 2), rows.get(row, 3));
                    double[] points = new double[2 * Landmarks.FIVE];
                    for (int i = 0; i < points.length; i++) {
                        points[i] = rows.get(row, FIRST_LANDMARK_COLUMN + i);
                    }
                    Detection face = new Detection(FIT.apply(raw), rows.get(row, SCORE_COLUMN), Landmarks.of(points));
                    found.add(face.scaled(1 / scale));
                }
            }
        }
        found.sort(Comparator.comparingDouble(Detection::score).reversed());
        return found;
    }

    @Override
    public String name() {
        return "yunet(" + weights.getFileName() + ", long side " + LONG_SIDE + ", score " + LEAST_SCORE + ", " + FIT
                + ")";
    }

    @Override
    public void close() {
        network.close();
    }
}
