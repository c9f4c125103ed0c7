package org.viseme.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.viseme.torch.Gradients;
import org.viseme.torch.Torch;

class InfoNceTest {
    private static final NDManager MANAGER = Torch.newManager(Device.cpu());

    @AfterAll
    static void close() {
        MANAGER.close();
    }

    private static NDArray array(Shape shape, float... values) {
        return MANAGER.create(values, shape);
    }

    private static NDArray rows(long[][] rows) {
        return MANAGER.create(
                Arrays.stream(rows).flatMapToLong(Arrays::stream).toArray(), new Shape(rows.length, rows[0].length));
    }

    /** Frames heard at 0, 90 and 180 degrees, seen at 0, 60 and 180; lengths must not matter. */
    @Test
    void eachFrameIsToldFromTheSoundOfOthers() {
        NDArray heard = array(new Shape(3, 2), 2, 0, 0, 0.5f, -3, 0);
        NDArray seen = array(new Shape(3, 2), 1, 0, 0.5f, (float) Math.sqrt(0.75), -7, 0);
        double t = 0.5;
        double first = Math.log(1 + Math.exp((0 - 1) / t));
        double second = Math.log(1 + Math.exp((0 - Math.sqrt(0.75)) / t));
        double third = Math.log(1 + Math.exp((-1 - 1) / t));
        assertEquals(
                (first + second + third) / 3,
                InfoNce.of(heard, seen, rows(new long[][] {{1}, {2}, {0}}), t).getFloat(),
                1e-6);
        // two negatives: 0 and -1 for the first frame, 0 twice for the second, -1 and 0 for the third
        double both = Math.log(1 + Math.exp((0 - 1) / t) + Math.exp((-1 - 1) / t))
                + Math.log(1 + 2 * Math.exp((0 - Math.sqrt(0.75)) / t))
                + Math.log(1 + Math.exp((-1 - 1) / t) + Math.exp((0 - 1) / t));
        assertEquals(
                both / 3,
                InfoNce.of(heard, seen, rows(new long[][] {{1, 2}, {2, 0}, {0, 1}}), t)
                        .getFloat(),
                1e-6);
    }

    @Test
    void whatSoundsTheSameEverywhereIsToldByChance() {
        NDArray same = MANAGER.ones(new Shape(5, 3));
        long[][] negatives = InfoNce.negatives(5, 100, new SplittableRandom(1));
        assertEquals(
                Math.log(3),
                InfoNce.of(same, same, rows(negatives), InfoNce.TEMPERATURE).getFloat(),
                1e-5);
    }

    @Test
    void gradientsAreThoseOfTheValues() {
        float[] heard = {0.9f, 0.1f, 0.4f, -0.3f, 0.8f, 0.5f, 0.2f, -0.7f, 0.6f, 0.5f, 0.5f, -0.9f};
        float[] seen = {0.7f, 0.3f, 0.2f, -0.1f, 0.9f, 0.2f, 0.4f, -0.5f, 0.9f, 0.1f, 0.8f, -0.6f};
        NDArray a = array(new Shape(4, 3), heard);
        NDArray p = array(new Shape(4, 3), seen);
        NDArray negatives = rows(new long[][] {{1, 2}, {3, 0}, {1, 3}, {0, 2}});
        Gradients.check(a, x -> InfoNce.of(x, p, negatives, 0.5), 2e-3);
        Gradients.check(p, x -> InfoNce.of(a, x, negatives, 0.5), 2e-3);
    }

    @Test
    void negativesAreOtherFramesWithoutRepetition() {
        int[] seen = new int[9];
        for (int seed = 0; seed < 400; seed++) {
            long[][] drawn = InfoNce.negatives(9, 100, new SplittableRandom(seed));
            for (int i = 0; i < drawn.length; i++) {
                int own = i;
                assertEquals(4, Arrays.stream(drawn[i]).distinct().count());
                assertTrue(Arrays.stream(drawn[i]).allMatch(row -> row >= 0 && row < 9 && row != own));
            }
            Arrays.stream(drawn[3]).forEach(row -> seen[(int) row]++);
        }
        for (int row = 0; row < seen.length; row++) {
            assertEquals(row == 3 ? 0 : 200, seen[row], row == 3 ? 0 : 40, "row " + row);
        }
        assertArrayEquals(new int[] {7, 7}, new int[] {
            InfoNce.negatives(300, 7, new SplittableRandom(1))[0].length,
            InfoNce.negatives(300, 7, new SplittableRandom(1))[299].length
        });
    }
}
