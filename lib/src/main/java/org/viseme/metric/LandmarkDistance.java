package org.viseme.metric;

import java.util.stream.IntStream;
import org.viseme.face.Box;
import org.viseme.face.LandmarkFinder;
import org.viseme.face.Landmarks;
import org.viseme.face.Point;
import org.viseme.media.RgbImage;

/**
 * LMD: the mean Euclidean distance of the twenty points of the lips between real and generated frames, over points and
 * frames, as AV-CAT (Sun et al. 2022, table 1) takes it over from Chen et al. (2019) and Zhou et al. (2021); 0 and
 * more, lower is better.
 *
 * <p>AV-CAT says only that it measures around the mouth, so there are three figures. {@link #pixels} takes the points
 * where they are and depends on the size of the pictures; AV-CAT's faces are 256 pixels wide. {@link #calibratedPixels}
 * lays the mean points of both mouths on each other first and so compares shapes alone. {@link #normalised} divides
 * each frame's distance by that of the outer corners of the real eyes, as errors of landmarks are (iBUG 300-W), and can
 * be compared between sizes.
 *
 * <p>Frames on which either face has no landmarks count in {@link #missing} and nowhere else. All figures are NaN
 * without a measured frame. One object takes the frames of one clip; {@link #addAll} collects clips.
 */
public final class LandmarkDistance {
    /** For reports of users who bring no landmark model. */
    public static final LeftOut WITHOUT_MODEL =
            new LeftOut("LMD", "it needs a landmark model", "name one with --landmarks facemark:FILE");

    private static final int FIRST_OF_LIPS = 48;
    private static final int OUTER_RIGHT_EYE = 36;
    private static final int OUTER_LEFT_EYE = 45;

    private final Moments pixels = new Moments();
    private final Moments calibrated = new Moments();
    private final Moments normalised = new Moments();
    private long missing;

    /**
     * Finds the landmarks of the next frame.
     *
     * @param real real frame
     * @param generated the same frame with the generated face, as large
     * @param face where the face lies in both, by the convention of {@link Box}
     */
    public void add(LandmarkFinder finder, RgbImage real, RgbImage generated, Box face) {
        add(finder.find(real, face), finder.find(generated, face));
    }

    /**
     * The landmarks of the next frame.
     *
     * @param real 68 points, or {@link Landmarks#NONE} where no face was found
     * @param generated as {@code real}
     */
    public void add(Landmarks real, Landmarks generated) {
        if (real.isEmpty() || generated.isEmpty()) {
            missing++;
            return;
        }
        if (real.count() != Landmarks.SIXTY_EIGHT || generated.count() != Landmarks.SIXTY_EIGHT) {
            throw new IllegalArgumentException(real.count() + " and " + generated.count() + " points instead of 68");
        }
        double distance = lips(real, generated);
        Point there = real.mouth();
        Point here = generated.mouth();
        pixels.add(distance);
        calibrated.add(lips(real, generated.moved(there.x() - here.x(), there.y() - here.y())));
        normalised.add(distance / real.point(OUTER_RIGHT_EYE).distance(real.point(OUTER_LEFT_EYE)));
    }

    private static double lips(Landmarks real, Landmarks generated) {
        return IntStream.range(FIRST_OF_LIPS, Landmarks.SIXTY_EIGHT)
                .mapToDouble(point -> real.point(point).distance(generated.point(point)))
                .average()
                .orElseThrow();
    }

    /** All frames of another clip, or of others. */
    public void addAll(LandmarkDistance clip) {
        pixels.addAll(clip.pixels);
        calibrated.addAll(clip.calibrated);
        normalised.addAll(clip.normalised);
        missing += clip.missing;
    }

    /** Frames that were measured. */
    public long frames() {
        return pixels.count();
    }

    /** Frames that are left out because a face has no landmarks. */
    public long missing() {
        return missing;
    }

    /** LMD in pixels. */
    public double pixels() {
        return pixels.mean();
    }

    /** LMD in pixels, both mouths moved to the same place. */
    public double calibratedPixels() {
        return calibrated.mean();
    }

    /** LMD as a share of the distance between the outer corners of the real eyes. */
    public double normalised() {
        return normalised.mean();
    }
}
