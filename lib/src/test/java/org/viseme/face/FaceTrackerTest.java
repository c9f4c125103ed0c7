package org.viseme.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.viseme.VisemeException;
import org.viseme.face.FaceDetector.Detection;
import org.viseme.face.FaceTrack.State;

class FaceTrackerTest {
    private static final double FPS = 25;

    private static List<FaceTrack> track(int frames, IntFunction<List<Box>> boxes) {
        List<List<Detection>> detections = new ArrayList<>();
        for (int i = 0; i < frames; i++) {
            detections.add(boxes.apply(i).stream().map(b -> new Detection(b, 1)).toList());
        }
        return FaceTracker.track(detections, FaceTracker.Settings.defaults(), FPS);
    }

    private static Box at(double x) {
        return new Box(x, 50, 80, 100);
    }

    @Test
    void gapsOfHalfASecondAreBridgedOnAStraightLine() {
        // found in 0..9, missed in 10..21 (12 frames = 0.48 s), found again from 22 on; the face moves 1 pixel a frame
        List<FaceTrack> tracks = track(40, i -> i >= 10 && i < 22 ? List.of() : List.of(at(i)));
        assertEquals(1, tracks.size());
        FaceTrack face = tracks.getFirst();
        assertEquals(12, face.count(State.BRIDGED));
        for (int i = 0; i < 40; i++) {
            assertEquals(i >= 10 && i < 22 ? State.BRIDGED : State.FOUND, face.state(i));
            assertEquals(i, face.box(i).x(), 1e-9, "a steady motion is not changed by smoothing, even at the ends");
        }
    }

    @Test
    void longerGapsLeaveTheFaceAbsentAndTheTrackGoesOn() {
        List<FaceTrack> tracks = track(75, i -> i >= 25 && i < 50 ? List.of() : List.of(at(100 + i % 2)));
        assertEquals(1, tracks.size());
        FaceTrack face = tracks.getFirst();
        assertEquals(50, face.count(State.FOUND));
        assertEquals(25, face.count(State.ABSENT));
        assertEquals(State.ABSENT, face.state(25));
        assertEquals(State.ABSENT, face.state(49));
        assertEquals(State.ABSENT, face.state(-1));
        assertEquals(State.ABSENT, face.state(75));
        assertThrows(NullPointerException.class, () -> face.box(30));
        assertEquals(100, face.box(24).x(), 1e-9, "nothing from the other side of the gap enters the mean");
    }

    @Test
    void smoothingIsTheMeanOfFiveFrames() {
        Random random = new Random(7);
        double[] xs = random.doubles(30, 100, 110).toArray();
        FaceTrack face = track(30, i -> List.of(at(xs[i]))).getFirst();
        assertEquals(
                (xs[8] + xs[9] + xs[10] + xs[11] + xs[12]) / 5, face.box(10).x(), 1e-9);
        assertEquals(xs[0], face.box(0).x(), 1e-9);
        assertEquals((xs[27] + xs[28] + xs[29]) / 3, face.box(28).x(), 1e-9);
    }

    @Test
    void aTrackDoesNotJumpAtACameraCut() {
        List<FaceTrack> tracks = track(50, i -> List.of(i < 25 ? at(0) : at(300)));
        assertEquals(2, tracks.size());
        for (FaceTrack face : tracks) {
            assertEquals(25, face.count(State.FOUND));
            for (int i = face.firstFrame(); i <= face.lastFrame(); i++) {
                assertEquals(face.firstFrame() == 0 ? 0 : 300, face.box(i).x(), 1e-9);
            }
        }
        assertEquals(2, FaceChoice.largest().choose(tracks).size(), "both shots are spoken");
    }

    @Test
    void twoFacesKeepTheirOwnTracksAndCanBeChosen() {
        Box small = new Box(10, 10, 60, 80);
        List<FaceTrack> tracks = track(30, i -> i % 2 == 0 ? List.of(at(200), small) : List.of(small, at(200)));
        assertEquals(2, tracks.size());
        assertEquals(200, tracks.getFirst().box(3).x(), 1e-9);
        assertEquals(List.of(tracks.getFirst()), FaceChoice.parse("largest").choose(tracks));
        assertEquals(List.of(tracks.get(1)), FaceChoice.parse("0").choose(tracks), "0 is the leftmost");
        assertEquals(List.of(tracks.getFirst()), FaceChoice.parse("1").choose(tracks));
        assertEquals(2, FaceChoice.parse("all").choose(tracks).size());
        VisemeException none =
                assertThrows(VisemeException.class, () -> FaceChoice.parse("2").choose(tracks));
        assertTrue(none.getMessage().contains("2 face(s)"), none.getMessage());
        assertThrows(VisemeException.class, () -> FaceChoice.parse("biggest"));
    }

    @Test
    void flickeringFalseAlarmsAreDroppedButOneFrameOfVideoIsEnough() {
        List<FaceTrack> tracks = track(30, i -> i == 7 ? List.of(at(0), at(400)) : List.of(at(0)));
        assertEquals(1, tracks.size());
        assertEquals(1, track(1, i -> List.of(at(0))).size());
    }

    private static Landmarks points(double first) {
        return Landmarks.of(first, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void landmarksAreBridgedAndSmoothedAsBoxesAre() {
        Random random = new Random(8);
        double[] xs = random.doubles(30, 100, 110).toArray();
        List<List<Detection>> detections = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            boolean missed = i >= 15 && i < 18;
            detections.add(missed ? List.of() : List.of(new Detection(at(50), 1, points(xs[i]))));
        }
        FaceTrack face = FaceTracker.track(detections, FaceTracker.Settings.defaults(), FPS)
                .getFirst();
        assertEquals(5, face.landmarks(0).count());
        assertEquals(xs[0], face.landmarks(0).x(0), 1e-9);
        assertEquals(
                (xs[8] + xs[9] + xs[10] + xs[11] + xs[12]) / 5,
                face.landmarks(10).x(0),
                1e-9);
        assertEquals(9, face.landmarks(10).y(4), 1e-9);
        // 15 to 17 lie on the line from 14 to 18
        double step = (xs[18] - xs[14]) / 4;
        assertEquals(State.BRIDGED, face.state(16));
        assertEquals(xs[14] + 2 * step, face.landmarks(16).x(0), 1e-9);
        assertEquals(
                (xs[13] + 4 * xs[14] + 6 * step) / 5, face.landmarks(15).x(0), 1e-9, "13 to 17, three of them bridged");
        assertThrows(NullPointerException.class, () -> face.landmarks(30));
    }

    @Test
    void landmarksOfSomeSightingsOnlyAreNoneAtAll() {
        List<List<Detection>> detections = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            detections.add(List.of(i == 4 ? new Detection(at(50), 1) : new Detection(at(50), 1, points(1))));
        }
        FaceTrack face = FaceTracker.track(detections, FaceTracker.Settings.defaults(), FPS)
                .getFirst();
        assertEquals(Landmarks.NONE, face.landmarks(0));
        assertEquals(at(50), face.box(4));
    }
}
