package org.viseme.face;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.viseme.media.RgbImage;

/** How each family of models wants to see a face. Training and dubbing both place their crops here. */
public enum CropFamily {
    /** Wav2Lip (Prajwal et al., 2020): the face's box without regard to its proportions. */
    WAV2LIP("wav2lip", 96, false) {
        @Override
        List<Placement> place(List<Box> boxes, List<Landmarks> landmarks, MeanFace mean) {
            return boxes.stream()
                    .map(box -> (Placement) new BoxPlacement(box, Outside.EDGE))
                    .toList();
        }
    },

    /**
     * SyncNet (Chung and Zisserman, 2016) as syncnet_python cuts: centre and half the longer side of the box, each the
     * median of 13 frames, enlarged to the sides and to below; grey beside the frame. Windows are shorter at the ends,
     * where the published code fills up with zeros; it also takes no means of areas when it shrinks.
     */
    SYNCNET("syncnet", 224, false) {
        @Override
        List<Placement> place(List<Box> boxes, List<Landmarks> landmarks, MeanFace mean) {
            double[] xs = medians(boxes, Box::centreX);
            double[] ys = medians(boxes, Box::centreY);
            double[] halves = medians(boxes, box -> Math.max(box.width(), box.height()) / 2);
            List<Placement> placements = new ArrayList<>();
            for (int i = 0; i < xs.length; i++) {
                double side = 2 * (1 + SYNCNET_MARGIN) * halves[i];
                Box box = new Box(xs[i] - side / 2, ys[i] - halves[i], side, side);
                placements.add(new BoxPlacement(box, Outside.GREY));
            }
            return placements;
        }
    },

    /**
     * AV-HuBERT (Shi et al., 2022): the mouth, in grey. Points that do not move with speech are brought to a {@link
     * MeanFace} in a canvas of 256 pixels, from which 96 around the mean of the lips' points are taken. The shape that is
     * brought there is the mean of {@value #SHAPE_WINDOW} frames to both sides, moved to the current face, so that neither
     * noise nor delay enters. With five points these are eyes and nose, and the middle of the mouth is inferred from its
     * corners. Without points they are where a {@link Box} usually has them: the weakest way, since a box neither turns
     * nor knows the person's proportions.
     */
    AVHUBERT("avhubert", 96, true) {
        @Override
        List<Placement> place(List<Box> boxes, List<Landmarks> landmarks, MeanFace mean) {
            List<Landmarks> faces = known(boxes, landmarks);
            List<Placement> placements = new ArrayList<>();
            for (int i = 0; i < faces.size(); i++) {
                Landmarks face = faces.get(i);
                Similarity toCanvas = mean.alignment(recentred(faces, i, SHAPE_WINDOW));
                Point mouth = mean.mouth(toCanvas, face);
                double corner = size() / 2.0;
                Similarity toCrop = toCanvas.moved(corner - mouth.x(), corner - mouth.y());
                placements.add(new AlignedPlacement(toCrop.scaled(1.0 / size()), Outside.EDGE));
            }
            return placements;
        }
    },

    /**
     * AV-CAT (Sun et al., 2022): the face, turned until the eyes are level, with their centres {@value #EYE_DISTANCE} of
     * the width apart and at {@value #EYE_HEIGHT} of the height, so that the tip of the nose, the mouth and the chin lie
     * in what the model masks: the lower half less 16 of 256 pixels at both sides. The paper says only that faces are
     * aligned by the eyes. Their places are means of {@value #EYE_WINDOW} frames to both sides.
     */
    AVCAT("avcat", 256, false) {
        @Override
        List<Placement> place(List<Box> boxes, List<Landmarks> landmarks, MeanFace mean) {
            List<Landmarks> eyes =
                    known(boxes, landmarks).stream().map(Landmarks::five).toList();
            List<Point> wanted = List.of(
                    new Point(0.5 - EYE_DISTANCE / 2, EYE_HEIGHT), new Point(0.5 + EYE_DISTANCE / 2, EYE_HEIGHT));
            List<Placement> placements = new ArrayList<>();
            for (int i = 0; i < eyes.size(); i++) {
                Landmarks smooth = smoothed(eyes, i, EYE_WINDOW);
                Similarity map = Similarity.between(List.of(smooth.point(0), smooth.point(1)), wanted);
                placements.add(new AlignedPlacement(map, Outside.EDGE));
            }
            return placements;
        }
    };

    private static final double SYNCNET_MARGIN = 0.4;
    private static final int MEDIAN_WINDOW = 13;
    private static final int SHAPE_WINDOW = 6;
    private static final int EYE_WINDOW = 2;
    private static final double EYE_DISTANCE = 0.28;
    private static final double EYE_HEIGHT = 0.35;

    /**
     * Where eyes, tip of the nose and corners of the mouth lie in a {@link Box}, as shares of its width and height: means
     * of YuNet's points in the boxes of {@link HaarDetector} over 29 recordings of real speakers, made symmetric.
     */
    private static final double[] USUAL_SHARES = {0.30, 0.325, 0.72, 0.325, 0.52, 0.52, 0.325, 0.67, 0.70, 0.67};

    private final String label;
    private final int size;
    private final boolean grey;

    CropFamily(String label, int size, boolean grey) {
        this.label = label;
        this.size = size;
        this.grey = grey;
    }

    /** A name that can stand in a file name. */
    public String label() {
        return label;
    }

    /** The usual width and height, in pixels. */
    public int size() {
        return size;
    }

    /** Whether the models of this family see no colour. */
    public boolean grey() {
        return grey;
    }

    abstract List<Placement> place(List<Box> boxes, List<Landmarks> landmarks, MeanFace mean);

    /**
     * The placements of consecutive frames in all of which a face is present.
     *
     * @param boxes the face in each frame
     * @param landmarks its points in each frame, the same number in all; or {@link Landmarks#NONE} for each
     */
    public List<Placement> placements(List<Box> boxes, List<Landmarks> landmarks) {
        return placements(boxes, landmarks, MeanFace.standard());
    }

    /** As {@link #placements(List, List)}, with the face that {@link #AVHUBERT} aligns to. */
    public List<Placement> placements(List<Box> boxes, List<Landmarks> landmarks, MeanFace mean) {
        if (boxes.size() != landmarks.size()) {
            throw new IllegalArgumentException(boxes.size() + " boxes and " + landmarks.size() + " sets of landmarks");
        }
        if (landmarks.stream().mapToInt(Landmarks::count).distinct().count() > 1) {
            throw new IllegalArgumentException("frames with different numbers of landmarks");
        }
        return boxes.isEmpty() ? List.of() : place(boxes, landmarks, mean);
    }

    /** The crop as a model of this family sees it. */
    public RgbImage cut(RgbImage frame, Placement placement, int size) {
        RgbImage crop = placement.cut(frame, size);
        if (grey) {
            makeGrey(crop.bytes());
        }
        return crop;
    }

    /** The luma of BT.601, as OpenCV converts to grey. */
    private static void makeGrey(byte[] rgb) {
        for (int i = 0; i < rgb.length; i += 3) {
            double luma = 0.299 * (rgb[i] & 0xff) + 0.587 * (rgb[i + 1] & 0xff) + 0.114 * (rgb[i + 2] & 0xff);
            byte value = (byte) Math.round(luma);
            rgb[i] = value;
            rgb[i + 1] = value;
            rgb[i + 2] = value;
        }
    }

    /** The landmarks; five at their usual places where there are none. */
    private static List<Landmarks> known(List<Box> boxes, List<Landmarks> landmarks) {
        if (!landmarks.getFirst().isEmpty()) {
            return landmarks;
        }
        return boxes.stream().map(CropFamily::usual).toList();
    }

    /** The five points of a face that is only known by its box. */
    static Landmarks usual(Box box) {
        double[] xy = new double[USUAL_SHARES.length];
        for (int i = 0; i < xy.length; i += 2) {
            xy[i] = box.x() + USUAL_SHARES[i] * box.width();
            xy[i + 1] = box.y() + USUAL_SHARES[i + 1] * box.height();
        }
        return Landmarks.of(xy);
    }

    /** The mean over a window that shrinks on both sides alike at the ends. */
    private static Landmarks smoothed(List<Landmarks> faces, int centre, int reach) {
        int possible = Math.min(reach, Math.min(centre, faces.size() - 1 - centre));
        return Landmarks.mean(faces.subList(centre - possible, centre + possible + 1));
    }

    private static Landmarks recentred(List<Landmarks> faces, int centre, int reach) {
        Landmarks smooth = smoothed(faces, centre, reach);
        Point from = smooth.mean(0, smooth.count());
        Point to = faces.get(centre).mean(0, smooth.count());
        return smooth.moved(to.x() - from.x(), to.y() - from.y());
    }

    private static double[] medians(List<Box> boxes, ToDoubleFunction<Box> measure) {
        double[] values = boxes.stream().mapToDouble(measure).toArray();
        double[] medians = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            int reach = Math.min(MEDIAN_WINDOW / 2, Math.min(i, values.length - 1 - i));
            double[] window = Arrays.copyOfRange(values, i - reach, i + reach + 1);
            Arrays.sort(window);
            medians[i] = window[reach];
        }
        return medians;
    }
}
