package org.viseme.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.viseme.face.Box;
import org.viseme.face.LandmarkFinder;
import org.viseme.face.Landmarks;
import org.viseme.face.MeanFace;
import org.viseme.media.RgbImage;

class LandmarkDistanceTest {
    private static final Landmarks FACE = MeanFace.standard().points();

    /** The lips scaled around their mean point, everything else as it is. */
    private static Landmarks withLips(double scale) {
        double[] xy = FACE.toArray();
        for (int i = 2 * 48; i < xy.length; i += 2) {
            xy[i] = FACE.mouth().x() + scale * (xy[i] - FACE.mouth().x());
            xy[i + 1] = FACE.mouth().y() + scale * (xy[i + 1] - FACE.mouth().y());
        }
        return Landmarks.of(xy);
    }

    @Test
    void equalFacesHaveNoDistance() {
        LandmarkDistance lmd = new LandmarkDistance();
        lmd.add(FACE, FACE);
        assertEquals(0, lmd.pixels());
        assertEquals(0, lmd.calibratedPixels(), 1e-12);
        assertEquals(0, lmd.normalised());
        assertEquals(1, lmd.frames());
    }

    @Test
    void aMoveOfThreeAndFourPixelsIsFive() {
        LandmarkDistance lmd = new LandmarkDistance();
        lmd.add(FACE, FACE.moved(3, 4));
        assertEquals(5, lmd.pixels(), 1e-12);
        assertEquals(0, lmd.calibratedPixels(), 1e-12);
        // 85 pixels between the outer corners of the eyes
        assertEquals(5 / 85.0, lmd.normalised(), 1e-3);
    }

    @Test
    void theNormalisedDistanceDoesNotDependOnTheSizeOfThePicture() {
        LandmarkDistance small = new LandmarkDistance();
        LandmarkDistance large = new LandmarkDistance();
        small.add(FACE, withLips(1.3));
        large.add(FACE.scaled(4), withLips(1.3).scaled(4));
        assertEquals(4 * small.pixels(), large.pixels(), 1e-9);
        assertEquals(small.normalised(), large.normalised(), 1e-12);
        assertEquals(small.pixels(), small.calibratedPixels(), 1e-9);
    }

    @Test
    void onlyTheLipsCount() {
        double[] xy = FACE.toArray();
        for (int i = 0; i < 2 * 48; i++) {
            xy[i] += 20;
        }
        LandmarkDistance lmd = new LandmarkDistance();
        lmd.add(FACE, Landmarks.of(xy));
        assertEquals(0, lmd.pixels());
    }

    @Test
    void framesWithoutLandmarksAreCountedAndLeftOut() {
        LandmarkDistance lmd = new LandmarkDistance();
        assertTrue(Double.isNaN(lmd.pixels()));
        lmd.add(FACE, Landmarks.NONE);
        lmd.add(Landmarks.NONE, FACE);
        lmd.add(FACE, FACE.moved(0, 2));
        assertEquals(2, lmd.missing());
        assertEquals(1, lmd.frames());
        assertEquals(2, lmd.pixels(), 1e-12);
    }

    @Test
    void clipsAreCollectedByTheirFrames() {
        LandmarkDistance first = new LandmarkDistance();
        first.add(FACE, FACE.moved(6, 0));
        LandmarkDistance second = new LandmarkDistance();
        second.add(FACE, FACE);
        second.add(FACE, FACE.moved(0, 3));
        second.add(FACE, Landmarks.NONE);
        LandmarkDistance all = new LandmarkDistance();
        all.addAll(first);
        all.addAll(second);
        assertEquals(3, all.pixels(), 1e-12);
        assertEquals(3, all.frames());
        assertEquals(1, all.missing());
    }

    @Test
    void fivePointsAreNoLips() {
        LandmarkDistance lmd = new LandmarkDistance();
        assertThrows(IllegalArgumentException.class, () -> lmd.add(FACE, FACE.five()));
    }

    /** Sees the lips higher in brighter pictures. */
    private static final class Fake implements LandmarkFinder {
        @Override
        public Landmarks find(RgbImage frame, Box box) {
            return frame.get(0, 0, 0) == 0 ? Landmarks.NONE : FACE.moved(box.x(), -frame.get(0, 0, 0));
        }

        @Override
        public String name() {
            return "fake";
        }

        @Override
        public void close() {}
    }

    @Test
    void bothFramesAreAskedAtTheSamePlace() {
        LandmarkDistance lmd = new LandmarkDistance();
        Box face = new Box(7, 0, 96, 96);
        try (LandmarkFinder finder = new Fake()) {
            lmd.add(finder, Faces.grey(10), Faces.grey(13), face);
            lmd.add(finder, Faces.grey(10), Faces.grey(0), face);
        }
        assertEquals(3, lmd.pixels(), 1e-12);
        assertEquals(1, lmd.missing());
    }

    @Test
    void withoutAModelOneLineSaysSo() {
        assertEquals(
                "LMD is left out: it needs a landmark model; name one with --landmarks facemark:FILE",
                LandmarkDistance.WITHOUT_MODEL.toString());
    }
}
