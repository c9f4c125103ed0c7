package org.viseme.face;

import java.nio.file.Path;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point2f;
import org.bytedeco.opencv.opencv_core.Point2fVector;
import org.bytedeco.opencv.opencv_core.Point2fVectorVector;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.RectVector;
import org.bytedeco.opencv.opencv_face.FacemarkLBF;
import org.viseme.VisemeException;
import org.viseme.media.RgbImage;

/**
 * Local binary features (Ren, Cao, Wei and Sun 2014) by OpenCV's Facemark, from a model file that the user brings, such
 * as {@code lbfmodel.yaml}. Such models are trained on the squares of OpenCV's frontal face cascades; the box is turned
 * back into the square that {@link HaarDetector} would have found, whichever detector it comes from.
 */
public final class FacemarkLandmarks implements LandmarkFinder {
    /** Larger faces are shrunk to this side: the features compare pixels at shares of the square. */
    private static final int MOST_SIDE = 200;

    /** Facemark looks at half a square beside the square. */
    private static final double REACH = 2.1;

    private final Path file;
    private final String checksum;
    private final FacemarkLBF model;

    /**
     * @param file a model that OpenCV's Facemark has written
     * @throws VisemeException when it is missing or no such model
     */
    public FacemarkLandmarks(Path file) {
        this.file = file;
        LbfModelFile.check(file);
        checksum = LbfModelFile.checksum(file);
        try (FacemarkLBF.Params quiet = new FacemarkLBF.Params()) {
            model = FacemarkLBF.create(quiet.verbose(false));
            model.loadModel(file.toString());
        } catch (RuntimeException e) {
            throw LbfModelFile.refused(file, "OpenCV cannot read it", e);
        }
    }

    @Override
    public Landmarks find(RgbImage frame, Box box) {
        Box square = HaarDetector.FIT.invert(box);
        double side = Math.max(square.width(), square.height());
        double reach = REACH * side;
        PixelBox region =
                PixelBox.of(new Box(square.centreX() - reach / 2, square.centreY() - reach / 2, reach, reach));
        double scale = Math.min(1, MOST_SIDE / side);
        RgbImage view = SmallCopy.of(frame, region, scale);
        double scaleX = view.width() / (double) region.width();
        double scaleY = view.height() / (double) region.height();
        PixelBox inView = PixelBox.of(new Box(
                (square.x() - region.x()) * scaleX,
                (square.y() - region.y()) * scaleY,
                square.width() * scaleX,
                square.height() * scaleY));
        double[] xy = fit(view, inView);
        for (int i = 0; i < xy.length; i += 2) {
            // OpenCV counts a pixel's centre at whole coordinates.
            xy[i] = (xy[i] + 0.5) / scaleX + region.x();
            xy[i + 1] = (xy[i + 1] + 0.5) / scaleY + region.y();
        }
        return Landmarks.of(xy);
    }

    private double[] fit(RgbImage view, PixelBox square) {
        try (Mat grey = new Mat();
                Mat rgb = view.toMat();
                Rect place = new Rect(square.x(), square.y(), square.width(), square.height());
                RectVector faces = new RectVector(place);
                Point2fVectorVector found = new Point2fVectorVector()) {
            opencv_imgproc.cvtColor(rgb, grey, opencv_imgproc.COLOR_RGB2GRAY);
            model.fit(grey, faces, found);
            double[] xy = new double[2 * Landmarks.SIXTY_EIGHT];
            try (Point2fVector points = found.get(0)) {
                for (int i = 0; i < Landmarks.SIXTY_EIGHT; i++) {
                    try (Point2f point = points.get(i)) {
                        xy[2 * i] = point.x();
                        xy[2 * i + 1] = point.y();
                    }
                }
            }
            return xy;
        }
    }

    @Override
    public String name() {
        return "facemark(" + file.getFileName() + ", checksum " + checksum + ", " + HaarDetector.FIT + ", side "
                + MOST_SIDE + ")";
    }

    @Override
    public void close() {
        model.close();
    }
}
