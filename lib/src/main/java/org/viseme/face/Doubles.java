package org.viseme.face;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.viseme.face.FaceDetector.Detection;

/** Detections that cover the same place: a face twice, or a face and a part of it. */
final class Doubles {
    private static final double COVER = 0.5;

    private Doubles() {}

    /** Of each such group the larger and surer one; the best first. */
    static List<Detection> removed(List<Detection> found) {
        List<Detection> ranked = new ArrayList<>(found);
        ranked.sort(
                Comparator.comparingDouble((Detection d) -> d.score() * d.box().area())
                        .reversed());
        List<Detection> single = new ArrayList<>();
        for (Detection detection : ranked) {
            if (single.stream().noneMatch(d -> d.box().covered(detection.box()) > COVER)) {
                single.add(detection);
            }
        }
        single.sort(Comparator.comparingDouble(Detection::score).reversed());
        return single;
    }
}
