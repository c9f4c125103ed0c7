package org.viseme.face;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.FileNode;
import org.bytedeco.opencv.opencv_core.FileStorage;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.RectVector;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_objdetect.CascadeClassifier;
import org.viseme.VisemeException;
import org.viseme.media.RgbImage;

/**
 * The detector that needs no file of its own: Viola and Jones' cascade as OpenCV ships it (frontal faces, "alt2"). It
 * works on a copy whose long side is at most {@value #LONG_SIDE} pixels and finds upright, frontal faces from about a
 * ninth of the shorter side on.
 */
public final class HaarDetector implements FaceDetector {
    private static final String CASCADE = "haarcascade_frontalface_alt2.xml";
    private static final int LONG_SIDE = 360;
    private static final double SCALE_STEP = 1.1;
    private static final int MIN_NEIGHBOURS = 4;
    private static final int SMALLEST_PIXELS = 24;
    private static final double SMALLEST_SHARE = 1.0 / 9;

    /** From the cascade's square (brows to chin) to the box that {@link Box} describes, in shares of its side. */
    private static final BoxFit FIT = new BoxFit(0.49, 0.585, 0.86, 1.094);

    private final CascadeClassifier cascade = new CascadeClassifier();

    public HaarDetector() {
        try (FileStorage storage =
                        new FileStorage(readCascade(), FileStorage.READ | FileStorage.MEMORY, (String) null);
                FileNode root = storage.getFirstTopLevelNode()) {
            if (!cascade.read(root)) {
                throw new IllegalStateException("OpenCV does not read its own " + CASCADE);
            }
        }
    }

    private static String readCascade() {
        String path = "/org/bytedeco/opencv/" + Loader.getPlatform() + "/share/opencv4/haarcascades/" + CASCADE;
        try (InputStream stream = HaarDetector.class.getResourceAsStream(path)) {
            if (stream == null) {
                throw new VisemeException(
                        CASCADE,
                        "not on the class path for " + Loader.getPlatform(),
                        "use --detector yunet:FILE or add OpenCV's archive for this platform");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new VisemeException(CASCADE, "cannot be read: " + e.getMessage(), "check the OpenCV archive", e);
        }
    }

    @Override
    public List<Detection> detect(RgbImage image) {
        double scale = Math.min(1, LONG_SIDE / (double) Math.max(image.width(), image.height()));
        int smallest = (int) Math.max(SMALLEST_PIXELS, SMALLEST_SHARE * scale * Math.min(image.width(), image.height()));
        List<Detection> found = new ArrayList<>();
        try (Mat grey = grey(image, scale);
                RectVector squares = new RectVector();
                IntPointer neighbours = new IntPointer();
                Size least = new Size(smallest, smallest);
                Size most = new Size()) {
            cascade.detectMultiScale2(grey, squares, neighbours, SCALE_STEP, MIN_NEIGHBOURS, 0, least, most);
            for (int i = 0; i < squares.size(); i++) {
                try (Rect square = squares.get(i)) {
                    Box raw = new Box(square.x(), square.y(), square.width(), square.height());
                    found.add(new Detection(FIT.apply(raw).scaled(1 / scale), neighbours.get(i)));
                }
            }
        }
        found.sort(Comparator.comparingDouble(Detection::score).reversed());
        return found;
    }

    private static Mat grey(RgbImage image, double scale) {
        try (Mat rgb = image.toMat();
                Mat small = new Mat();
                Size size = new Size((int) Math.round(image.width() * scale), (int) Math.round(image.height() * scale))) {
            opencv_imgproc.resize(rgb, small, size, 0, 0, opencv_imgproc.INTER_AREA);
            Mat grey = new Mat();
            opencv_imgproc.cvtColor(small, grey, opencv_imgproc.COLOR_RGB2GRAY);
            opencv_imgproc.equalizeHist(grey, grey);
            return grey;
        }
    }

    @Override
    public String name() {
        return "haar(" + CASCADE + ", long side " + LONG_SIDE + ", step " + SCALE_STEP + ", neighbours "
                + MIN_NEIGHBOURS + ", " + FIT + ")";
    }

    @Override
    public void close() {
        cascade.close();
    }
}
