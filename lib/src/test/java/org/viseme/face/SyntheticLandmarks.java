package org.viseme.face;

import java.util.ArrayList;
import java.util.List;
import org.viseme.data.synthetic.FaceLandmarks;
import org.viseme.data.synthetic.SyntheticClip;
import org.viseme.media.RgbImage;

/**
 * A stretch of a synthetic clip with its true landmarks.
 *
 * @param frames the pictures
 * @param landmarks all 68 points of each
 */
record SyntheticLandmarks(List<RgbImage> frames, List<Landmarks> landmarks) {
    static Landmarks of(FaceLandmarks truth) {
        double[] xy = new double[2 * FaceLandmarks.COUNT];
        for (int i = 0; i < FaceLandmarks.COUNT; i++) {
            xy[2 * i] = truth.x()[i];
            xy[2 * i + 1] = truth.y()[i];
        }
        return Landmarks.of(xy);
    }

    /** {@code count} frames from a quarter of the clip on. */
    static SyntheticLandmarks of(SyntheticClip clip, int count) {
        List<RgbImage> frames = new ArrayList<>();
        List<Landmarks> landmarks = new ArrayList<>();
        int start = clip.frameCount() / 4;
        for (int i = start; i < start + count; i++) {
            frames.add(clip.frame(i));
            landmarks.add(of(clip.landmarks(i)));
        }
        return new SyntheticLandmarks(frames, landmarks);
    }

    /** Between the outer corners of the eyes, in pixels. */
    static double eyeDistance(Landmarks face) {
        return face.point(36).distance(face.point(45));
    }

    /** The mean distance of the lips' points from the true ones, as a share of the distance between the eyes. */
    static double mouthError(Landmarks found, Landmarks truth) {
        double sum = 0;
        for (int i = 48; i < 68; i++) {
            sum += found.point(i).distance(truth.point(i));
        }
        return sum / 20 / eyeDistance(truth);
    }

    /** The boxes and landmarks that a detector and a tracker give for the largest face. */
    FaceTrack track(FaceDetector detector) {
        FaceTracker tracker = new FaceTracker(FaceTracker.Settings.defaults(), 25);
        FaceScan scan = new FaceScan(detector);
        frames.forEach(frame -> tracker.add(scan.next(frame)));
        return tracker.finish().getFirst();
    }
}
