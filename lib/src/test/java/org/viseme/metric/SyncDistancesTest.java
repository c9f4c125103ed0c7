package org.viseme.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SyncDistancesTest {
    private static final int FRAMES = 40;
    private static final int VALUES = 16;

    private static float[][] noise(long seed) {
        Random random = new Random(seed);
        float[][] rows = new float[FRAMES][VALUES];
        for (float[] row : rows) {
            for (int i = 0; i < VALUES; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        return rows;
    }

    @Property
    void soundThatIsEarlyByNFramesHasTheOffsetN(@ForAll @IntRange(min = -15, max = 15) int early) {
        float[][] lips = noise(early);
        float[][] sound = noise(early + 100L);
        for (int frame = 0; frame < FRAMES; frame++) {
            if (frame + early >= 0 && frame + early < FRAMES) {
                sound[frame] = lips[frame + early]; // what the lips do later is heard now
            }
        }
        SyncDistances distances = SyncDistances.of(lips, sound);
        assertEquals(early, distances.offset());
        assertTrue(distances.lseConfidence() > 1, "confidence " + distances.lseConfidence());
    }

    @Test
    void theFiguresOfTwoFramesAreThoseReckonedByHand() {
        SyncDistances distances = SyncDistances.of(new float[][] {{1}, {2}}, new float[][] {{1}, {2.5f}});
        double[] mean = new double[31];
        Arrays.fill(mean, 1.5); // both frames against zeros: 1 and 2
        mean[14] = 1; // sound one frame earlier: 1 against zero, 2 against 1
        mean[15] = 0.25; // 1 against 1, 2 against 2.5
        mean[16] = 1.75; // 1 against 2.5, 2 against zero
        assertArrayEquals(mean, distances.mean(), 5e-6);
        assertEquals(0, distances.offset());
        assertEquals(0.25, distances.lseDistance(), 5e-6);
        assertEquals(1.25, distances.lseConfidence(), 5e-6);
        assertArrayEquals(new double[] {0, 0.5}, distances.frameDistance(), 5e-6);
        assertArrayEquals(new double[] {1.5, 1}, distances.frameConfidence(), 5e-6);
    }

    @Test
    void equalEmbeddingsAreApartByTheGuardOfThePairwiseDistance() {
        float[][] same = noise(1);
        assertEquals(1e-6 * Math.sqrt(VALUES), SyncDistances.of(same, same).lseDistance(), 1e-12);
    }

    @Test
    void beyondTheEndsOfASmoothedConfidenceAreZeros() {
        float[][] lips = Arrays.copyOf(noise(2), 5);
        SyncDistances distances = SyncDistances.of(lips, Arrays.copyOf(noise(3), 5));
        double[] all = {3, 1, 4, 2, 5};
        for (int frame = 0; frame < all.length; frame++) {
            Arrays.fill(distances.distances()[frame], 10);
            distances.distances()[frame][15] = 10 - all[frame];
        }
        assertArrayEquals(all, distances.frameConfidence(), 1e-12);
        // five values above zero and four zeros in each window: the middle one of nine is the least of the five
        assertArrayEquals(new double[] {1, 1, 1, 1, 1}, distances.smoothConfidence(), 1e-12);
    }

    @Test
    void embeddingsThatDoNotBelongTogetherAreRefused() {
        float[][] rows = noise(4);
        assertThrows(IllegalArgumentException.class, () -> SyncDistances.of(rows, Arrays.copyOf(rows, 3)));
        assertThrows(IllegalArgumentException.class, () -> SyncDistances.of(new float[0][], new float[0][]));
        assertThrows(
                IllegalArgumentException.class, () -> SyncDistances.of(new float[][] {{1, 2}}, new float[][] {{1}}));
    }
}
