package org.viseme.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.viseme.face.FaceDetector.Detection;

class LandmarksTest {
    private final Landmarks five = Landmarks.of(10, 20, 30, 20, 20, 32, 12, 44, 28, 45);

    @Test
    void onlyTheKnownNumbersOfPointsAreTaken() {
        assertTrue(Landmarks.of().isEmpty());
        assertEquals(5, five.count());
        assertEquals(68, Landmarks.of(new double[136]).count());
        assertThrows(IllegalArgumentException.class, () -> Landmarks.of(1, 2));
        assertThrows(IllegalArgumentException.class, () -> Landmarks.of(new double[137]));
    }

    @Test
    void pointsFollowThePicture() {
        assertEquals(Landmarks.of(20, 40, 60, 40, 40, 64, 24, 88, 56, 90), five.scaled(2));
        assertEquals(new Point(21, 30), five.moved(1, -2).point(2));
        assertEquals(new Point(12.5, 25), five.towards(five.scaled(2), 0.25).point(0));
        assertThrows(IllegalArgumentException.class, () -> five.towards(Landmarks.NONE, 0.5));
        Detection detection = new Detection(new Box(1, 2, 3, 4), 0.9, five);
        assertEquals(five.scaled(3), detection.scaled(3).landmarks());
        assertEquals(
                Landmarks.NONE,
                new Detection(new Box(1, 2, 3, 4), 0.9).scaled(3).landmarks());
    }

    @Test
    void sixtyEightPointsContainFive() {
        double[] xy = new double[136];
        for (int i = 0; i < 68; i++) {
            xy[2 * i] = i;
            xy[2 * i + 1] = 1000 + i;
        }
        Landmarks all = Landmarks.of(xy);
        Landmarks contained = all.five();
        assertEquals(new Point(38.5, 1038.5), contained.point(0));
        assertEquals(new Point(44.5, 1044.5), contained.point(1));
        assertEquals(new Point(30, 1030), contained.point(2));
        assertEquals(new Point(48, 1048), contained.point(3));
        assertEquals(new Point(54, 1054), contained.point(4));
        assertEquals(new Point(57.5, 1057.5), all.mouth());
        assertEquals(new Point(20, 44.5), five.mouth());
        assertEquals(five, five.five());
    }
}
