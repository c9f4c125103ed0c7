package org.viseme.face;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

/** How far the centres of mouth crops are from the true mouths. */
final class MouthCropErrors {
    private static final int SIZE = CropFamily.AVHUBERT.size();

    private double sum;
    private int count;

    void add(List<Box> boxes, List<Landmarks> landmarks, List<Landmarks> truth) {
        List<Placement> placements = CropFamily.AVHUBERT.placements(boxes, landmarks);
        for (int i = 0; i < truth.size(); i++) {
            Landmarks face = truth.get(i);
            Point centre = placements.get(i).toFrame(new Point(SIZE / 2.0, SIZE / 2.0), SIZE);
            sum += centre.distance(face.mouth()) / SyntheticLandmarks.eyeDistance(face);
            count++;
            for (int point = 48; point < 68; point++) {
                Point inCrop = placements.get(i).toCrop(face.point(point), SIZE);
                boolean inside = inCrop.x() > 0 && inCrop.x() < SIZE && inCrop.y() > 0 && inCrop.y() < SIZE;
                assertTrue(inside, "point " + point + " of the mouth lies at " + inCrop);
            }
        }
    }

    /** The mean, as a share of the distance between the outer corners of the eyes. */
    double mean() {
        return sum / count;
    }
}
