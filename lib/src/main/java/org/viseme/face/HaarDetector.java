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
 * finds upright, frontal faces from about an eighth of the shorter side on: first roughly, on a copy whose long side is
 * at most {@value #LONG_SIDE} pixels, then again around each find, in finer steps and at a fixed size. The second look
 * places the box and drops most false alarms; alone, where the face was a moment ago, it costs a tenth of the first.
 */
public final class HaarDetector implements FaceDetector {
    private static final String CASCADE = "haarcascade_frontalface_alt2.xml";
    private static final Search EVERYWHERE = new Search(1.1, 2);
    private static final int LONG_SIDE = 320;
    private static final int SMALLEST_PIXELS = 24;
    private static final double SMALLEST_SHARE = 0.125;

    private static final Search AROUND = new Search(1.05, 4);
    private static final int SIDE_AROUND = 64;
    private static final double REGION = 1.7;
    private static final double SIZE_CHANGE = 1.35;

    /** From the cascade's square (brows to chin) to the box that {@link Box} describes, in shares of its side. */
    static final BoxFit FIT = new BoxFit(0.49, 0.585, 0.86, 1.094);

    /**
     * @param step ratio between the sizes that are tried
     * @param neighbours overlapping finds that make a face
     */
    private record Search(double step, int neighbours) {}

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
        double scale = SmallCopy.scale(image, LONG_SIDE);
        double least = Math.max(SMALLEST_PIXELS, SMALLEST_SHARE * scale * Math.min(image.width(), image.height()));
        List<Box> candidates = new ArrayList<>();
        for (Detection rough : search(SmallCopy.of(image, LONG_SIDE), EVERYWHERE, least, LONG_SIDE)) {
            candidates.add(rough.box().scaled(1 / scale));
        }
        return around(image, candidates);
    }

    @Override
    public List<Detection> detectNear(RgbImage image, List<Box> before) {
        return around(image, before.stream().map(FIT::invert).toList());
    }

    /** The best face near each square. */
    private List<Detection> around(RgbImage image, List<Box> squares) {
        List<Detection> found = new ArrayList<>();
        for (Box square : squares) {
            double reach = REGION * square.width();
            PixelBox region =
                    PixelBox.of(new Box(square.centreX() - reach / 2, square.centreY() - reach / 2, reach, reach));
            double scale = SIDE_AROUND / square.width();
            search(SmallCopy.of(image, region, scale), AROUND, SIDE_AROUND / SIZE_CHANGE, SIDE_AROUND * SIZE_CHANGE)
                    .stream()
                    .max(Comparator.comparingDouble(Detection::score))
                    .ifPresent(best -> found.add(moved(best, 1 / scale, region)));
        }
        return Doubles.removed(found);
    }

    private static Detection moved(Detection detection, double scale, PixelBox region) {
        Box square = detection.box().scaled(scale);
        Box inPicture = new Box(square.x() + region.x(), square.y() + region.y(), square.width(), square.height());
        return new Detection(FIT.apply(inPicture), detection.score());
    }

    /** The cascade's own squares in a picture. */
    private List<Detection> search(RgbImage image, Search search, double least, double most) {
        List<Detection> found = new ArrayList<>();
        try (Mat grey = grey(image);
                RectVector squares = new RectVector();
                IntPointer neighbours = new IntPointer();
                Size smallest = new Size((int) least, (int) least);
                Size largest = new Size((int) Math.ceil(most), (int) Math.ceil(most))) {
            cascade.detectMultiScale2(
                    grey, squares, neighbours, search.step(), search.neighbours(), 0, smallest, largest);
            for (int i = 0; i < squares.size(); i++) {
                try (Rect square = squares.get(i)) {
                    Box box = new Box(square.x(), square.y(), square.width(), square.height());
                    found.add(new Detection(box, neighbours.get(i)));
                }
            }
        }
        return found;
    }

    private static Mat grey(RgbImage image) {
        try (Mat rgb = image.toMat()) {
            Mat grey = new Mat();
            opencv_imgproc.cvtColor(rgb, grey, opencv_imgproc.COLOR_RGB2GRAY);
            opencv_imgproc.equalizeHist(grey, grey);
            return grey;
        }
    }

    @Override
    public String name() {
        return "haar(" + CASCADE + ", " + EVERYWHERE + " on " + LONG_SIDE + ", " + AROUND + " on " + SIDE_AROUND + ", "
                + FIT + ")";
    }

    @Override
    public void close() {
        cascade.close();
    }
}
