package org.viseme.metric;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.viseme.VisemeException;
import org.viseme.face.FaceChoice;
import org.viseme.face.FaceCrop;
import org.viseme.face.FaceDetector;
import org.viseme.face.FaceTrack;
import org.viseme.face.FaceTrack.State;
import org.viseme.face.FaceTracker;
import org.viseme.media.RgbImage;
import org.viseme.media.VideoFrame;
import org.viseme.media.VideoReader;

/**
 * How far a mouth is open over time, seen without any model: between the lips it is darker than the skin, or greyer where
 * teeth show. A picture for the eye, not a benchmark: beards and deep shadows mislead it.
 *
 * @param seconds when each frame is shown
 * @param opening height of the gap between the lips as a share of the face's height; NaN where no face was found
 */
public record MouthOpening(double[] seconds, double[] opening) {
    private static final int SIZE = 96;
    /** Where the mouth lies in a crop from the middle of the forehead to the chin: below the nostrils. */
    private static final int TOP = 58;

    private static final int BOTTOM = 90;
    private static final int LEFT = 34;
    private static final int RIGHT = 62;
    /** Darker than this share of the skin is inside the mouth. */
    private static final double DARK = 0.55;
    /** Teeth are grey: less coloured than this share of the skin, where lips are more coloured. */
    private static final double GREY = 0.6;
    /** The tongue and the edges of the teeth may interrupt the gap for this many rows. */
    private static final int BRIDGED_ROWS = 3;
    /** The gap is measured where it is widest, averaged over this many columns. */
    private static final int COLUMNS = 5;

    /**
     * Measures the largest face of a video at a constant rate.
     *
     * @throws VisemeException when the file is no video or shows no face
     */
    public static MouthOpening of(Path video, FaceDetector detector, double fps) {
        FaceTracker tracker = new FaceTracker(FaceTracker.Settings.defaults(), fps);
        try (VideoReader reader = VideoReader.openAt(video, fps)) {
            for (VideoFrame frame = reader.read(); frame != null; frame = reader.read()) {
                tracker.add(detector.detect(frame.image()));
            }
        }
        List<FaceTrack> tracks = FaceChoice.largest().choose(tracker.finish());
        if (tracks.isEmpty()) {
            throw new VisemeException(video.toString(), "shows no face", "try another detector or another video");
        }
        List<Double> opening = new ArrayList<>();
        try (VideoReader reader = VideoReader.openAt(video, fps)) {
            for (VideoFrame frame = reader.read(); frame != null; frame = reader.read()) {
                opening.add(at(tracks, opening.size(), frame.image()));
            }
        }
        double[] seconds = new double[opening.size()];
        Arrays.setAll(seconds, index -> index / fps);
        return new MouthOpening(
                seconds, opening.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static double at(List<FaceTrack> tracks, int frame, RgbImage image) {
        return tracks.stream()
                .filter(track -> track.state(frame) != State.ABSENT)
                .findFirst()
                .map(track -> of(FaceCrop.of(image, track.box(frame), SIZE)))
                .orElse(Double.NaN);
    }

    /**
     * How closely two mouths move together: the correlation of their openings, -1 to 1, over the frames that both have
     * and in which both were seen.
     *
     * @param other openings at the same rate, in any unit
     */
    public double correlation(double[] other) {
        int[] both = IntStream.range(0, Math.min(opening.length, other.length))
                .filter(i -> !Double.isNaN(opening[i]) && !Double.isNaN(other[i]))
                .toArray();
        double mean = Arrays.stream(both).mapToDouble(i -> opening[i]).average().orElse(Double.NaN);
        double otherMean =
                Arrays.stream(both).mapToDouble(i -> other[i]).average().orElse(Double.NaN);
        double product = 0;
        double square = 0;
        double otherSquare = 0;
        for (int i : both) {
            product += (opening[i] - mean) * (other[i] - otherMean);
            square += (opening[i] - mean) * (opening[i] - mean);
            otherSquare += (other[i] - otherMean) * (other[i] - otherMean);
        }
        return product / Math.sqrt(square * otherSquare);
    }

    /**
     * Measures one face.
     *
     * @param face a crop by the convention of {@link org.viseme.face.Box}, of any size
     * @return height of the gap between the lips as a share of the crop's height
     */
    public static double of(RgbImage face) {
        RgbImage crop = face.resize(SIZE, SIZE);
        double dark = cheeks(crop, MouthOpening::brightness) * DARK;
        double grey = cheeks(crop, MouthOpening::colour) * GREY;
        double[] heights = new double[RIGHT - LEFT];
        for (int x = LEFT; x < RIGHT; x++) {
            heights[x - LEFT] = gap(crop, x, dark, grey);
        }
        double widest = 0;
        for (int from = 0; from + COLUMNS <= heights.length; from++) {
            widest = Math.max(
                    widest,
                    Arrays.stream(heights, from, from + COLUMNS).average().orElseThrow());
        }
        return widest / SIZE;
    }

    /** The height of the tallest stretch of a column that is inside the mouth. */
    private static int gap(RgbImage crop, int x, double dark, double grey) {
        int tallest = 0;
        int first = -1;
        int last = -1;
        for (int y = TOP; y < BOTTOM; y++) {
            if (brightness(crop, x, y) < dark || colour(crop, x, y) < grey) {
                first = first >= 0 && y - last <= BRIDGED_ROWS ? first : y;
                last = y;
                tallest = Math.max(tallest, last - first + 1);
            }
        }
        return tallest;
    }

    /** The median of both cheeks beside the nose, so that light and skin do not matter. */
    private static double cheeks(RgbImage crop, Measure measure) {
        List<Double> values = new ArrayList<>();
        for (int y = 48; y < 60; y++) {
            for (int x = 18; x < 34; x++) {
                values.add(measure.of(crop, x, y));
                values.add(measure.of(crop, SIZE - 1 - x, y));
            }
        }
        values.sort(null);
        return values.get(values.size() / 2);
    }

    @FunctionalInterface
    private interface Measure {
        double of(RgbImage crop, int x, int y);
    }

    /** Luma of ITU-R BT.601. */
    private static double brightness(RgbImage crop, int x, int y) {
        return 0.299 * crop.get(x, y, 0) + 0.587 * crop.get(x, y, 1) + 0.114 * crop.get(x, y, 2);
    }

    /** How much redder than blue, as a share of the brightness. */
    private static double colour(RgbImage crop, int x, int y) {
        return (crop.get(x, y, 0) - crop.get(x, y, 2)) / Math.max(1, brightness(crop, x, y));
    }
}
