package org.viseme.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.viseme.VisemeException;
import org.viseme.torch.GradientScope;
import org.viseme.torch.Torch;

class SsimTest {
    private static final double C1 = 1e-4;
    private static final double C2 = 9e-4;

    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    private NDArray noise(long seed, long... shape) {
        Random random = new Random(seed);
        float[] values = new float[(int) new Shape(shape).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return manager.create(values, new Shape(shape));
    }

    @Test
    void identicalFramesAreOne() {
        NDArray frames = noise(1, 2, 3, 2, 16, 12);
        for (float value : Ssim.ofFrames(frames, frames).toFloatArray()) {
            assertEquals(1, value, 1e-7);
        }
    }

    @Test
    void plainFramesCompareByTheirBrightnessAlone() {
        NDArray dark = manager.ones(new Shape(1, 3, 1, 13, 11)).mul(0.2);
        NDArray bright = manager.ones(new Shape(1, 3, 1, 13, 11)).mul(0.7);
        double expected = (2 * 0.2 * 0.7 + C1) / (0.2 * 0.2 + 0.7 * 0.7 + C1);
        assertEquals(expected, Ssim.ofFrames(dark, bright).getFloat(), 1e-6);
        for (double value : Ssim.map(dark, bright).toDoubleArray()) {
            assertEquals(expected, value, 1e-6);
        }
    }

    @Test
    void theMapIsTheDefinitionAroundEveryPixel() {
        NDArray a = noise(2, 1, 3, 2, 14, 12);
        NDArray b = a.mul(0.5).add(noise(3, 1, 3, 2, 14, 12).mul(0.5));
        NDArray map = Ssim.map(a, b);
        assertEquals(a.getShape(), map.getShape());
        double inner = 0;
        for (int y = 0; y < 14; y++) {
            for (int x = 0; x < 12; x++) {
                double expected = byDefinition(a, b, 2, 1, y, x);
                assertEquals(expected, map.getDouble(0, 2, 1, y, x), 1e-6);
                if (y >= 5 && y < 9 && x >= 5 && x < 7) {
                    inner += expected / 8;
                }
            }
        }
        NDArray third = Ssim.ofFrames(channel(a, 2), channel(b, 2));
        assertEquals(new Shape(1, 2), third.getShape());
        assertEquals(inner, third.getFloat(0, 1), 1e-6);
    }

    /** The same channel three times. */
    private static NDArray channel(NDArray frames, int channel) {
        return frames.get(new NDIndex(":, %d:%d".formatted(channel, channel + 1)))
                .repeat(1, 3);
    }

    private static double byDefinition(NDArray a, NDArray b, int channel, int frame, int y, int x) {
        double[] sums = new double[6];
        for (int dy = -5; dy <= 5; dy++) {
            for (int dx = -5; dx <= 5; dx++) {
                double weight = Math.exp(-(dx * dx + dy * dy) / (2 * 1.5 * 1.5));
                double p = a.getFloat(0, channel, frame, mirrored(y + dy, 14), mirrored(x + dx, 12));
                double q = b.getFloat(0, channel, frame, mirrored(y + dy, 14), mirrored(x + dx, 12));
                double[] terms = {1, p, q, p * p, q * q, p * q};
                for (int i = 0; i < terms.length; i++) {
                    sums[i] += weight * terms[i];
                }
            }
        }
        double meanA = sums[1] / sums[0];
        double meanB = sums[2] / sums[0];
        double variances = sums[3] / sums[0] - meanA * meanA + sums[4] / sums[0] - meanB * meanB;
        double covariance = sums[5] / sums[0] - meanA * meanB;
        return (2 * meanA * meanB + C1)
                * (2 * covariance + C2)
                / ((meanA * meanA + meanB * meanB + C1) * (variances + C2));
    }

    private static int mirrored(int i, int size) {
        return i < 0 ? -1 - i : Math.min(i, 2 * size - 1 - i);
    }

    @Test
    void aShiftedFrameIsLessThanOneAndTheLessTheFurther() {
        float[] values = new float[3 * 40 * 40];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.5 + 0.4 * Math.sin(i % 40 / 4.0) * Math.cos(i / 40 % 40 / 5.0));
        }
        NDArray frame = manager.create(values, new Shape(1, 3, 1, 40, 40));
        float[] similarity = new float[3];
        for (int shift = 0; shift < 3; shift++) {
            NDArray shifted = frame.get(new NDIndex("..., %d:%d".formatted(shift, 30 + shift)));
            similarity[shift] =
                    Ssim.ofFrames(frame.get(new NDIndex("..., 0:30")), shifted).getFloat();
        }
        assertEquals(1, similarity[0], 1e-7);
        assertTrue(similarity[1] < 0.999, "one pixel: " + similarity[1]);
        assertTrue(similarity[2] < similarity[1] - 0.01, "two pixels: " + similarity[2]);
    }

    @Test
    void theGradientReachesTheFrames() {
        NDArray truth = noise(5, 1, 3, 1, 12, 13);
        NDArray frames = noise(6, 1, 3, 1, 12, 13);
        frames.setRequiresGradient(true);
        try (GradientScope gradients = GradientScope.record()) {
            gradients.backward(Ssim.ofFrames(frames, truth).sum());
        }
        NDArray direction = noise(7, 1, 3, 1, 12, 13).sub(0.5);
        try (GradientScope off = GradientScope.off()) {
            double along = frames.getGradient().mul(direction).sum().getFloat();
            NDArray step = direction.mul(1e-3);
            double up = Ssim.ofFrames(frames.add(step), truth).getFloat();
            double down = Ssim.ofFrames(frames.sub(step), truth).getFloat();
            assertTrue(Math.abs(along) > 0.01, "a direction that matters: " + along);
            assertEquals((up - down) / 2e-3, along, 1e-3 * Math.abs(along) + 1e-4);
        }
    }

    @Test
    void framesSmallerThanAWindowAndOtherShapesAreRefused() {
        NDArray small = noise(7, 1, 3, 1, 10, 30);
        VisemeException refused = assertThrows(VisemeException.class, () -> Ssim.ofFrames(small, small));
        assertTrue(refused.getMessage().contains("30x10"), refused.getMessage());
        NDArray frames = noise(8, 1, 3, 1, 12, 12);
        NDArray grey = noise(8, 1, 1, 1, 12, 12);
        assertThrows(IllegalArgumentException.class, () -> Ssim.ofFrames(frames, noise(8, 1, 3, 1, 12, 13)));
        assertThrows(IllegalArgumentException.class, () -> Ssim.map(grey, grey));
    }
}
