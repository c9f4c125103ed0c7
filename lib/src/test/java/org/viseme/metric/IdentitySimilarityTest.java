package org.viseme.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.viseme.face.Box;
import org.viseme.face.FaceRecogniser;
import org.viseme.face.Landmarks;
import org.viseme.media.RgbImage;

class IdentitySimilarityTest {
    @Test
    void itIsTheCosine() {
        IdentitySimilarity similarity = new IdentitySimilarity();
        similarity.add(new float[] {3, 4}, new float[] {4, 3});
        assertEquals(0.96, similarity.mean(), 1e-12);
        similarity.add(new float[] {1, 0}, new float[] {0, 7});
        assertEquals(0.48, similarity.mean(), 1e-12);
        similarity.add(new float[] {1, 1}, new float[] {-2, -2});
        assertEquals(-0.04 / 3, similarity.mean(), 1e-9);
        assertEquals(-1, similarity.least(), 1e-12);
        assertEquals(3, similarity.frames());
    }

    @Test
    void theScaleOfAnEmbeddingMeansNothing() {
        IdentitySimilarity similarity = new IdentitySimilarity();
        similarity.add(new float[] {1e-20f, 2e-20f}, new float[] {3e18f, 6e18f});
        assertEquals(1, similarity.mean(), 1e-6);
    }

    @Test
    void framesWithoutAnEmbeddingAreCountedAndLeftOut() {
        IdentitySimilarity similarity = new IdentitySimilarity();
        assertTrue(Double.isNaN(similarity.mean()) && Double.isNaN(similarity.least()));
        similarity.add(new float[] {0, 0}, new float[] {1, 0});
        similarity.add(new float[] {Float.NaN, 0}, new float[] {1, 0});
        similarity.addMissing();
        similarity.add(new float[] {1, 0}, new float[] {1, 0});
        assertEquals(3, similarity.missing());
        assertEquals(1, similarity.mean(), 1e-12);
    }

    @Test
    void clipsAreCollectedByTheirFrames() {
        IdentitySimilarity all = new IdentitySimilarity();
        IdentitySimilarity clip = new IdentitySimilarity();
        clip.add(new float[] {3, 4}, new float[] {4, 3});
        clip.add(new float[] {1, 0}, new float[] {1, 0});
        clip.addMissing();
        all.addAll(new IdentitySimilarity());
        all.addAll(clip);
        all.addAll(new IdentitySimilarity());
        assertEquals(0.98, all.mean(), 1e-12);
        assertEquals(0.96, all.least(), 1e-12);
        assertEquals(1, all.missing());
    }

    @Test
    void embeddingsOfTwoNetworksAreRefused() {
        IdentitySimilarity similarity = new IdentitySimilarity();
        assertThrows(IllegalArgumentException.class, () -> similarity.add(new float[128], new float[512]));
    }

    /** The first pixel's colour. */
    private static final class Fake implements FaceRecogniser {
        @Override
        public float[] embed(RgbImage frame, Box box, Landmarks landmarks) {
            int x = (int) box.x();
            return new float[] {frame.get(x, 0, 0), frame.get(x, 0, 1), frame.get(x, 0, 2)};
        }

        @Override
        public String name() {
            return "fake";
        }

        @Override
        public void close() {}
    }

    @Test
    void bothFramesAreEmbeddedAtTheSamePlace() {
        RgbImage real = new RgbImage(2, 1, new byte[] {9, 9, 9, 3, 4, 0});
        RgbImage generated = new RgbImage(2, 1, new byte[] {0, 0, 9, 4, 3, 0});
        IdentitySimilarity similarity = new IdentitySimilarity();
        try (FaceRecogniser recogniser = new Fake()) {
            similarity.add(recogniser, real, generated, new Box(1, 0, 1, 1), Landmarks.NONE);
        }
        assertEquals(0.96, similarity.mean(), 1e-12);
    }

    @Test
    void withoutARecogniserOneLineSaysSo() {
        String line = IdentitySimilarity.WITHOUT_MODEL.toString();
        assertTrue(line.startsWith("CSIM is left out: it needs a face recogniser; "), line);
        assertEquals(1, line.lines().count());
    }
}
