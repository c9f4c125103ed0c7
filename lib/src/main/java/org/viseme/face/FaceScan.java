package org.viseme.face;

import java.util.ArrayList;
import java.util.List;
import org.viseme.face.FaceDetector.Detection;
import org.viseme.media.RgbImage;

/**
 * A detector run over the consecutive frames of a video. Where faces were found in the last frame it looks near them
 * only; it searches everywhere again when one of them is gone (a camera cut, a turned head), and every few frames in
 * any case, for faces that have come.
 */
public final class FaceScan {
    private static final int FRAMES_BETWEEN_SEARCHES = 10;
    private static final double COVER_OF_SAME = 0.5;

    private final FaceDetector detector;
    private List<Box> last = List.of();
    private int sinceSearch = FRAMES_BETWEEN_SEARCHES;

    public FaceScan(FaceDetector detector) {
        this.detector = detector;
    }

    /** The faces of the next frame. */
    public List<Detection> next(RgbImage frame) {
        List<Detection> found = last.isEmpty() ? List.of() : detector.detectNear(frame, last);
        if (last.isEmpty() || found.size() < last.size() || ++sinceSearch >= FRAMES_BETWEEN_SEARCHES) {
            found = joined(found, detector.detect(frame));
            sinceSearch = 0;
        }
        last = found.stream().map(Detection::box).toList();
        return found;
    }

    private static List<Detection> joined(List<Detection> known, List<Detection> searched) {
        List<Detection> all = new ArrayList<>(known);
        for (Detection detection : searched) {
            if (known.stream().noneMatch(d -> d.box().covered(detection.box()) > COVER_OF_SAME)) {
                all.add(detection);
            }
        }
        return all;
    }
}
