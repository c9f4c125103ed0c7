package org.viseme.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.viseme.media.RgbImage;

class TemporalConsistencyTest {
    /** Mouths of these greys, one a frame. */
    private static TemporalConsistency of(int[] real, int[] generated) {
        TemporalConsistency consistency = new TemporalConsistency();
        for (int i = 0; i < real.length; i++) {
            consistency.add(Faces.withMouth(real[i], 90), Faces.withMouth(generated[i], 10 * i));
        }
        return consistency;
    }

    @Test
    void differencesAreSharesOfTheFullRangeInTheMouthAlone() {
        TemporalConsistency consistency = of(new int[] {0, 51, 51, 0}, new int[] {255, 0, 255, 0});
        assertEquals(3, consistency.pairs());
        assertEquals(1, consistency.mean(), 1e-12);
        assertEquals(0, consistency.deviation(), 1e-12);
        // 0.2, 0 and 0.2
        assertEquals(0.4 / 3, consistency.realMean(), 1e-12);
        assertEquals(0.2 * Math.sqrt(2) / 3, consistency.realDeviation(), 1e-12);
        assertEquals(7.5, consistency.ratio(), 1e-12);
    }

    @Test
    void theOriginalHasARatioOfOne() {
        TemporalConsistency same = of(new int[] {3, 90, 14, 15}, new int[] {3, 90, 14, 15});
        assertEquals(1, same.ratio(), 1e-12);
        assertEquals(1, same.deviationRatio(), 1e-12);
    }

    @Test
    void flickerIsAboveOneAndAFrozenMouthAtZero() {
        assertTrue(of(new int[] {10, 20, 30, 40}, new int[] {10, 60, 0, 80}).ratio() > 3);
        assertEquals(0, of(new int[] {10, 20, 30}, new int[] {20, 20, 20}).ratio());
        assertEquals(
                Double.POSITIVE_INFINITY, of(new int[] {5, 5}, new int[] {5, 6}).ratio());
        assertTrue(Double.isNaN(of(new int[] {5}, new int[] {5}).ratio()));
    }

    @Test
    void clipsAreNotComparedAcrossTheirEnds() {
        TemporalConsistency all = new TemporalConsistency();
        all.addAll(of(new int[] {0, 10}, new int[] {0, 20}));
        all.addAll(of(new int[] {200, 230}, new int[] {100, 120}));
        assertEquals(2, all.pairs());
        assertEquals(20 / 255.0, all.realMean(), 1e-12);
        assertEquals(20 / 255.0, all.mean(), 1e-12);
    }

    @Test
    void facesOfAnotherSizeAreRefused() {
        TemporalConsistency consistency = new TemporalConsistency();
        consistency.add(Faces.grey(1), Faces.grey(1));
        assertThrows(IllegalArgumentException.class, () -> consistency.add(Faces.grey(1), RgbImage.black(48, 48)));
    }

    @Test
    void aBlurredSpeakerIsCalmerAndANoisyOneRestless() {
        List<RgbImage> frames = Faces.of(Faces.speaker("hello mother"));
        Random random = new Random(1);
        TemporalConsistency calm = new TemporalConsistency();
        TemporalConsistency noisy = new TemporalConsistency();
        for (int i = 0; i < frames.size(); i++) {
            RgbImage frame = frames.get(i);
            calm.add(frame, frame.resize(12, 12).resize(Faces.SIZE, Faces.SIZE));
            RgbImage grain = frame.copy();
            for (int j = 0; j < grain.bytes().length; j++) {
                grain.bytes()[j] = (byte) Math.clamp((grain.bytes()[j] & 0xff) + random.nextInt(-12, 13), 0, 255);
            }
            noisy.add(frame, grain);
        }
        assertTrue(calm.ratio() < 0.9, "blurred: " + calm.ratio());
        assertTrue(noisy.ratio() > 1.5, "noisy: " + noisy.ratio());
    }
}
