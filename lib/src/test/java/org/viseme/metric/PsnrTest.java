package org.viseme.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.viseme.torch.Torch;

class PsnrTest {
    private static final Shape ONE_FRAME = new Shape(1, 3, 1, 256, 256);

    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    private NDArray filled(Shape shape, DoubleSupplier values) {
        float[] array = new float[(int) shape.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = (float) values.getAsDouble();
        }
        return manager.create(array, shape);
    }

    private NDArray grey(double level) {
        return filled(ONE_FRAME, () -> level);
    }

    @Test
    void identicalFramesAreInfinitelyAlike() {
        Random random = new Random(1);
        NDArray frames = filled(new Shape(2, 3, 2, 8, 8), random::nextDouble);
        double[] infinite = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        assertArrayEquals(new double[][] {infinite, infinite}, Psnr.decibels(frames, frames));
        assertArrayEquals(new double[][] {{100, 100}, {100, 100}}, Psnr.talkLip(frames, frames));
        assertArrayEquals(
                new float[] {100, 100, 100, 100}, Psnr.ofFrames(frames, frames).toFloatArray(), 1e-4f);
    }

    @Test
    void noiseOfKnownPowerHasItsAnalyticRatio() {
        Random random = new Random(2);
        NDArray half = grey(0.5);
        assertEquals(-20 * Math.log10(0.25), Psnr.decibels(half, grey(0.25))[0][0], 1e-9);
        // uniform in plus or minus 0.1: variance 0.1^2 / 3; 196,608 draws are within 0.02 dB of it
        NDArray uniform = filled(ONE_FRAME, () -> 0.5 + 0.2 * random.nextDouble() - 0.1);
        assertEquals(-10 * Math.log10(0.01 / 3), Psnr.decibels(half, uniform)[0][0], 0.05);
        NDArray gaussian = filled(ONE_FRAME, () -> 0.5 + 0.05 * random.nextGaussian());
        assertEquals(-20 * Math.log10(0.05), Psnr.decibels(half, gaussian)[0][0], 0.05);
        assertEquals(-20 * Math.log10(0.05), Psnr.ofFrames(half, gaussian).getFloat(), 0.05);
    }

    @Test
    void everyFrameHasItsOwnRatio() {
        Shape shape = new Shape(2, 3, 3, 4, 5);
        NDArray truth = filled(shape, () -> 0.5);
        float[] values = truth.toFloatArray();
        int plane = 4 * 5;
        for (int item = 0; item < 2; item++) {
            for (int frame = 0; frame < 3; frame++) {
                // one pixel of one channel of each frame is off
                values[((item * 3 + 1) * 3 + frame) * plane + 7] += 0.1f * (1 + 3 * item + frame);
            }
        }
        NDArray frames = manager.create(values, shape);
        double[][] exact = Psnr.decibels(frames, truth);
        float[] capped = Psnr.ofFrames(frames, truth).toFloatArray();
        for (int i = 0; i < 6; i++) {
            double expected = -10 * Math.log10(Math.pow(0.1 * (1 + i), 2) / (3 * plane));
            assertEquals(expected, exact[i / 3][i % 3], 1e-5);
            assertEquals(expected, capped[i], 1e-4);
        }
    }

    @Test
    void talkLipsBytesWrap() {
        NDArray black = grey(0);
        // 0 - 3 = 253 and 253 * 253 mod 256 = 9, as it should be
        assertEquals(20 * Math.log10(255 / 3.0), Psnr.talkLip(black, grey(3 / 255.0))[0][0], 1e-9);
        // 0 - 16 = 240 and 240 * 240 mod 256 = 0: identical, by these rules
        assertEquals(100, Psnr.talkLip(black, grey(16 / 255.0))[0][0]);
        // 0 - 255 = 1
        assertEquals(20 * Math.log10(255), Psnr.talkLip(black, grey(1))[0][0], 1e-9);
        assertEquals(0, Psnr.decibels(black, grey(1))[0][0], 1e-9);
    }

    @Test
    void framesOfOtherShapesAreRefused() {
        NDArray frames = filled(new Shape(1, 3, 2, 4, 4), () -> 0);
        NDArray longer = filled(new Shape(1, 3, 3, 4, 4), () -> 0);
        NDArray pictures = filled(new Shape(2, 3, 4, 4), () -> 0);
        assertThrows(IllegalArgumentException.class, () -> Psnr.decibels(frames, longer));
        assertThrows(IllegalArgumentException.class, () -> Psnr.talkLip(pictures, pictures));
        assertThrows(IllegalArgumentException.class, () -> Psnr.ofFrames(frames, longer));
    }
}
