package org.viseme.face;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.viseme.face.FaceDetector.Detection;
import org.viseme.media.RgbImage;

/**
 * A detector run over the consecutive frames of a video. Where faces were found in the last frame it looks near them
 * only; it searches everywhere again when the largest is gone (a camera cut, a turned head), and every
 * {@value #FRAMES_BETWEEN_SEARCHES} frames in any case, for faces that have come.
 */
public final class FaceScan {
    /** How often everything is searched. */
    public static final int FRAMES_BETWEEN_SEARCHES = 12;

    private static final double OVERLAP_OF_SAME = 0.3;

    private final FaceDetector detector;
    private List<Box> last = List.of();
    private int frames;

    public FaceScan(FaceDetector detector) {
        this.detector = detector;
    }

    /** The faces of the next frame. */
    public List<Detection> next(RgbImage frame) {
        boolean due = frames++ % FRAMES_BETWEEN_SEARCHES == 0;
        return next(frame, due ? detector.detect(frame) : List.of(), due);
    }

    private List<Detection> next(RgbImage frame, List<Detection> searched, boolean due) {
        List<Detection> found = last.isEmpty() ? List.of() : detector.detectNear(frame, last);
        if (due) {
            found = joined(found, searched);
        } else if (last.isEmpty() || lostLargest(found)) {
            found = joined(found, detector.detect(frame));
        }
        last = found.stream().map(Detection::box).toList();
        return found;
    }

    /** Smaller faces can wait for the next search: most of those that flicker are false alarms. */
    private boolean lostLargest(List<Detection> found) {
        Box largest = last.stream().max(Comparator.comparingDouble(Box::area)).orElseThrow();
        return found.stream().noneMatch(d -> d.box().overlap(largest) > OVERLAP_OF_SAME);
    }

    /**
     * The faces of the next few frames. First forwards, as {@link #next} does; then, going backwards, each face that a
     * frame lacks and the following one has is looked for where that one has it: a detector often recognises a face
     * some frames late.
     *
     * @param views the frames
     * @param searched what the detector finds in the first of them (found elsewhere, so that the two halves of the work
     *     can go on at the same time)
     */
    public List<List<Detection>> block(List<RgbImage> views, List<Detection> searched) {
        List<List<Detection>> found = new ArrayList<>();
        for (int i = 0; i < views.size(); i++) {
            found.add(next(views.get(i), searched, i == 0));
        }
        for (int i = views.size() - 2; i >= 0; i--) {
            List<Detection> here = found.get(i);
            List<Box> lacking = found.get(i + 1).stream()
                    .map(Detection::box)
                    .filter(box -> here.stream().noneMatch(d -> d.box().overlap(box) > OVERLAP_OF_SAME))
                    .toList();
            if (!lacking.isEmpty()) {
                found.set(i, joined(detector.detectNear(views.get(i), lacking), here));
            }
        }
        return found;
    }

    private static List<Detection> joined(List<Detection> some, List<Detection> others) {
        List<Detection> all = new ArrayList<>(some);
        all.addAll(others);
        return Doubles.removed(all);
    }
}
