package org.viseme.data.synthetic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.geom.Path2D;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.viseme.data.Split;
import org.viseme.face.Box;
import org.viseme.face.FaceDetector.Detection;
import org.viseme.face.HaarDetector;
import org.viseme.media.RgbImage;

class SyntheticFaceTest {
    private static final HeadPose STILL = new HeadPose(0.5, 0.475, 0.275, 0, 0, 0, 0, new EyePose(1, 0, 0));

    @Test
    void sameSeedSameBytes() {
        SyntheticCorpus corpus = new SyntheticCorpus(5, 20, 96);
        SyntheticClip one = corpus.clip(3);
        SyntheticClip again = new SyntheticCorpus(5, 4, 96).clip(3);
        assertEquals(one.id(), again.id());
        assertEquals(one.words(), again.words());
        assertArrayEquals(one.waveform().samples(), again.waveform().samples());
        // In another order: a frame does not depend on those drawn before it.
        byte[] late = one.frame(20).bytes();
        byte[] early = one.frame(7).bytes();
        assertArrayEquals(early, again.frame(7).bytes());
        assertArrayEquals(late, again.frame(20).bytes());
        SyntheticClip other = new SyntheticCorpus(6, 20, 96).clip(3);
        assertFalse(Arrays.equals(early, other.frame(7).bytes()));
    }

    @Test
    void theHaarCascadeFindsTheFace() {
        for (int size : new int[] {160, 256}) {
            SyntheticCorpus corpus = new SyntheticCorpus(11, 80, size);
            int found = 0;
            int frames = 0;
            try (HaarDetector detector = new HaarDetector()) {
                for (int speaker = 0; speaker < (size == 160 ? 8 : 4); speaker++) {
                    SyntheticClip clip = corpus.clip(speaker * 8);
                    for (int i = 0; i < clip.frameCount(); i += 15) {
                        frames++;
                        List<Detection> faces = detector.detect(clip.frame(i));
                        found += !faces.isEmpty() && holds(faces.getFirst().box(), clip.landmarks(i)) ? 1 : 0;
                    }
                }
            }
            assertTrue(found >= 0.95 * frames, found + " of " + frames + " at " + size);
        }
    }

    private static boolean holds(Box box, FaceLandmarks points) {
        for (int i : new int[] {36, 45, 33, 48, 54, 57}) {
            double x = points.x()[i] - box.x();
            double y = points.y()[i] - box.y();
            if (x < 0 || y < 0 || x > box.width() || y > box.height()) {
                return false;
            }
        }
        return true;
    }

    /** What differs between the picture of an open and of a closed mouth is where the landmarks say the mouth is. */
    @Test
    void innerLipLandmarksEncloseTeethAndDark() {
        for (long seed = 1; seed <= 4; seed++) {
            SyntheticIdentity identity = SyntheticIdentity.random(seed);
            FaceRenderer renderer = new FaceRenderer(identity, 256);
            MouthPose open = new MouthPose(0.8, 0.9, 0.2, 0, 0, 0, 0, 0);
            FaceLandmarks points = renderer.landmarks(STILL, open);
            RgbImage image = renderer.draw(STILL, open);
            Path2D inner = polygon(points, FaceLandmarks.Part.INNER_LIPS);
            Path2D outer = polygon(points, FaceLandmarks.Part.OUTER_LIPS);
            double[] lips = new double[2];
            double[] mouth = new double[2];
            for (int y = 0; y < 256; y++) {
                for (int x = 0; x < 256; x++) {
                    if (outer.contains(x + 0.5, y + 0.5)) {
                        boolean interior = looksLikeInterior(image, x, y);
                        double[] counts = inner.contains(x + 0.5, y + 0.5) ? mouth : lips;
                        counts[interior ? 0 : 1]++;
                    }
                }
            }
            double agreed = (mouth[0] + lips[1]) / (mouth[0] + mouth[1] + lips[0] + lips[1]);
            assertTrue(agreed > 0.88, "identity " + seed + ": " + agreed);
            double area = points.area(FaceLandmarks.Part.INNER_LIPS);
            assertEquals(area, mouth[0] + mouth[1], 0.06 * area);
            assertEquals(area, mouth[0] + lips[0], 0.2 * area, "area of what looks like teeth or dark");
        }
    }

    /** Darker than any lip, or as colourless as teeth. */
    private static boolean looksLikeInterior(RgbImage image, int x, int y) {
        int red = image.get(x, y, 0);
        int green = image.get(x, y, 1);
        return red < 92 || (red - green) < 0.22 * red;
    }

    private static Path2D polygon(FaceLandmarks points, FaceLandmarks.Part part) {
        Path2D path = new Path2D.Double();
        for (int i = part.from(); i < part.to(); i++) {
            if (i == part.from()) {
                path.moveTo(points.x()[i], points.y()[i]);
            } else {
                path.lineTo(points.x()[i], points.y()[i]);
            }
        }
        path.closePath();
        return path;
    }

    @Test
    void mouthShapesLookAsTheyShould() {
        FaceRenderer renderer = new FaceRenderer(SyntheticIdentity.random(1), 160);
        FaceLandmarks rest = renderer.landmarks(STILL, MouthPose.REST);
        FaceLandmarks open = renderer.landmarks(STILL, new MouthPose(0.85, 1, 0, 0, 0, 0, 0, 0));
        FaceLandmarks round = renderer.landmarks(STILL, new MouthPose(0.15, 0.2, -0.3, 1, 0, 0, 0, 0));
        FaceLandmarks spread = renderer.landmarks(STILL, new MouthPose(0.25, 0.2, 0.85, 0, 0, 0, 0, 0));
        assertEquals(0, rest.mouthOpening(), 0.3);
        assertTrue(open.mouthOpening() > 10);
        assertTrue(open.y()[8] > rest.y()[8] + 8, "the chin goes down with the jaw");
        assertEquals(rest.y()[30], open.y()[30], 1e-9, "the nose stays");
        assertTrue(round.mouthWidth() < 0.7 * rest.mouthWidth());
        assertTrue(spread.mouthWidth() > 1.1 * rest.mouthWidth());
    }

    @Test
    void visemesDecideWhatIsSeen() {
        ClipSpec spec = ClipSpec.of(SyntheticIdentity.random(3), 96, 8);
        SyntheticClip pat = SyntheticSpeaker.speak("please say pat again", spec);
        SyntheticClip mat = SyntheticSpeaker.speak("please say mat again", spec);
        SyntheticClip fat = SyntheticSpeaker.speak("please say fat again", spec);
        int middle = 0;
        for (int i = 0; i < pat.frameCount(); i++) {
            assertEquals(pat.mouth(i), mat.mouth(i), "p and m look alike");
            double time = pat.timeOf(i);
            PhoneSpan first = pat.phones().stream()
                    .filter(span -> span.word() == 2)
                    .findFirst()
                    .orElseThrow();
            if (time > first.startSeconds() && time < first.endSeconds()) {
                middle = i;
            }
        }
        assertArrayEquals(pat.frame(middle).bytes(), mat.frame(middle).bytes());
        assertTrue(fat.mouth(middle).bite() > 0.5 && pat.mouth(middle).bite() < 0.1, "f bites, p does not");
        assertFalse(Arrays.equals(pat.frame(middle).bytes(), fat.frame(middle).bytes()));
    }

    @Test
    void blinksCloseTheEyes() {
        HeadMotion motion = new HeadMotion(4);
        double lowest = 1;
        double sum = 0;
        for (int i = 0; i < 250; i++) {
            double open = motion.at(i / 25.0).eyes().open();
            lowest = Math.min(lowest, open);
            sum += open;
        }
        assertTrue(lowest < 0.1, "a blink within ten seconds");
        assertTrue(sum / 250 > 0.85, "open most of the time");
    }

    @Test
    void splitsDoNotShareSpeakers() {
        SyntheticCorpus corpus = new SyntheticCorpus(1, 60, 64, 2, 0);
        var train = corpus.stream(Split.TRAIN)
                .map(c -> c.spec().identity().name())
                .distinct()
                .toList();
        var test = corpus.stream(Split.TEST)
                .map(c -> c.spec().identity().name())
                .distinct()
                .toList();
        var val = corpus.stream(Split.VAL)
                .map(c -> c.spec().identity().name())
                .distinct()
                .toList();
        assertEquals(24, train.size());
        assertEquals(3, test.size());
        assertEquals(3, val.size());
        assertTrue(train.stream().noneMatch(s -> test.contains(s) || val.contains(s)));
        assertEquals(
                60, corpus.clips().stream().map(c -> c.info().id()).distinct().count());
    }
}
