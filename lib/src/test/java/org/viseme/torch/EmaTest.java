package org.viseme.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EmaTest {
    private final NDManager manager = Torch.newManager(Device.cpu());
    private final NDArray weight = manager.create(new float[] {1, -8});
    private final NDArray statistics = manager.create(new float[] {5});
    private final Map<String, NDArray> network = new LinkedHashMap<>();

    EmaTest() {
        weight.setRequiresGradient(true);
        network.put("running_mean", statistics);
        network.put("weight", weight);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private static float[] doubled(float[] values) {
        float[] doubled = values.clone();
        for (int i = 0; i < doubled.length; i++) {
            doubled[i] *= 2;
        }
        return doubled;
    }

    /** Doubles the weights and moves the statistics, as a step would. */
    private void train() {
        try (NDArray next = manager.create(doubled(weight.toFloatArray()))) {
            TorchOps.assign(weight, next);
        }
        statistics.addi(1);
    }

    @Test
    void theAverageFollowsItsFormulaWithWarmUp() {
        double expected = 1;
        double mean = 5;
        try (Ema ema = new Ema(manager, network)) {
            for (int n = 0; n < 12; n++) {
                train();
                ema.update(0.5);
                double decay = Math.min(0.5, (1.0 + n) / (10 + n));
                expected = decay * expected + (1 - decay) * Math.pow(2, n + 1);
                float[] average = ema.state().get("weight").toFloatArray();
                assertArrayEquals(new float[] {(float) expected, (float) (-8 * expected)}, average, 0.002f);
                mean = decay * mean + (1 - decay) * (6 + n);
                assertEquals(mean, ema.state().get("running_mean").getFloat(0), 1e-4);
            }
        }
    }

    @Test
    void theAverageIsInTheNetworkUntilItIsClosed() {
        try (Ema ema = new Ema(manager, network)) {
            train();
            ema.update(0.9);
            train();
            float[] trained = weight.toFloatArray();
            float[] averaged = ema.state().get("weight").toFloatArray();
            try (Ema.Applied applied = ema.applied()) {
                assertArrayEquals(averaged, weight.toFloatArray());
                assertEquals(5.9, statistics.getFloat(0), 1e-5, "a first update keeps a tenth");
                assertThrows(IllegalStateException.class, () -> ema.update(0.9));
                assertThrows(IllegalStateException.class, ema::applied);
                applied.close();
                train();
            }
            assertArrayEquals(doubled(trained), weight.toFloatArray(), "a second close must not put anything back");
            assertEquals(8, statistics.getFloat(0));
            assertArrayEquals(averaged, ema.state().get("weight").toFloatArray());
        }
    }

    @Test
    void theStateCanBeCarriedToAnotherOne() {
        try (Ema one = new Ema(manager, network);
                Ema two = new Ema(manager, network)) {
            for (int i = 0; i < 4; i++) {
                train();
                one.update(0.99);
            }
            one.state().forEach((name, array) -> TorchOps.assign(two.state().get(name), array));
            train();
            one.update(0.99);
            two.update(0.99);
            one.state()
                    .forEach((name, array) -> assertArrayEquals(
                            array.toFloatArray(), two.state().get(name).toFloatArray(), name));
        }
    }

    @Test
    void theFirstUpdateForgetsNineTenthsOfTheBeginning() {
        try (Ema ema = new Ema(manager, Map.of("weight", weight))) {
            train();
            ema.update(0.9);
            try (Ema.Applied applied = ema.applied()) {
                assertArrayEquals(new float[] {1.9f, -15.2f}, weight.toFloatArray(), 1e-5f);
            }
            assertArrayEquals(new float[] {2, -16}, weight.toFloatArray());
        }
    }

    @Test
    void updatesAndAppliedAveragesLeaveNoArraysBehind() {
        try (Ema ema = new Ema(manager, network)) {
            ema.update(0.9);
            int before = NativeScope.liveArrays(manager);
            for (int i = 0; i < 5; i++) {
                ema.update(0.9);
                ema.applied().close();
            }
            assertEquals(before, NativeScope.liveArrays(manager));
        }
    }
}
