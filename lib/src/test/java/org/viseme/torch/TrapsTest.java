package org.viseme.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.viseme.nn.BatchNorm;
import org.viseme.nn.Layer;
import org.viseme.nn.Pass;
import org.viseme.torch.FusedAdam.Settings;

/** The engine's traps for training loops, each fenced off. */
class TrapsTest {
    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    private NDArray weight(float... values) {
        NDArray weight = manager.create(values);
        weight.setRequiresGradient(true);
        return weight;
    }

    private void backward(NDArray weight, float... factors) {
        try (GradientScope gradients = GradientScope.record()) {
            gradients.backward(weight.mul(manager.create(factors)).sum());
        }
    }

    @Test
    void clippingIsByTheGlobalNormAndOnBothSides() {
        NDArray a = weight(0, 0);
        NDArray b = weight(0);
        // Without momentum a step of Adam is rate * g / (|g| + epsilon); with a large epsilon it is rate * g / epsilon.
        Settings linear = new Settings(0, 0, 1e6, 0, 1);
        try (FusedAdam adam = new FusedAdam(manager, new java.util.LinkedHashMap<>(Map.of("a", a, "b", b)), linear)) {
            backward(a, 300, -400);
            backward(b, 1200);
            assertEquals(1300, adam.step(1e6).getFloat(), 1e-2);
        }
        assertArrayEquals(new float[] {-3 / 13f, 4 / 13f}, a.toFloatArray(), 1e-4f);
        assertArrayEquals(new float[] {-12 / 13f}, b.toFloatArray(), 1e-4f);
    }

    @Test
    void adamFollowsItsPaper() {
        NDArray weight = weight(1, -2, 3);
        float[][] gradients = {{1, -2, 0.5f}, {0.3f, 4, -1}, {-2, 0.1f, 0.2f}};
        double[] expected = {1, -2, 3};
        double[] m = new double[3];
        double[] v = new double[3];
        try (FusedAdam adam = new FusedAdam(manager, Map.of("w", weight), Settings.defaults())) {
            for (int t = 1; t <= gradients.length; t++) {
                backward(weight, gradients[t - 1]);
                adam.step(0.01);
                for (int i = 0; i < 3; i++) {
                    double g = gradients[t - 1][i];
                    m[i] = 0.9 * m[i] + 0.1 * g;
                    v[i] = 0.999 * v[i] + 0.001 * g * g;
                    double mean = m[i] / (1 - Math.pow(0.9, t));
                    double root = Math.sqrt(v[i] / (1 - Math.pow(0.999, t)));
                    expected[i] -= 0.01 * mean / (root + 1e-8);
                }
                for (int i = 0; i < 3; i++) {
                    assertEquals(expected[i], weight.getFloat(i), 1e-5);
                }
            }
        }
    }

    @Test
    void weightDecayIsDecoupledFromTheGradient() {
        NDArray weight = weight(2);
        try (FusedAdam adam =
                new FusedAdam(manager, Map.of("w", weight), Settings.defaults().withWeightDecay(0.5))) {
            backward(weight, 3);
            adam.step(0.1);
        }
        // shrunk by rate * decay, then moved by the rate: the first step of Adam has length one
        assertEquals(2 * (1 - 0.1 * 0.5) - 0.1, weight.getFloat(0), 1e-5);
    }

    @Test
    void aStepClearsItsGradientsSoThatTheyDoNotAddUp() {
        NDArray weight = weight(1);
        try (FusedAdam adam = new FusedAdam(manager, Map.of("w", weight), Settings.defaults())) {
            for (int i = 0; i < 3; i++) {
                backward(weight, 2);
                assertEquals(2, adam.step(0).getFloat(), 0);
            }
        }
    }

    @Test
    void gradientsOfAnotherNetworkAreLeftAndCanBeCleared() {
        NDArray generator = weight(1);
        NDArray discriminator = weight(1);
        try (FusedAdam first = new FusedAdam(manager, Map.of("g", generator), Settings.defaults());
                FusedAdam second = new FusedAdam(manager, Map.of("d", discriminator), Settings.defaults())) {
            try (GradientScope gradients = GradientScope.record()) {
                gradients.backward(generator.mul(discriminator).mul(5).sum());
            }
            first.step(0.1);
            assertEquals(5, discriminator.getGradient().getFloat(0));
            second.clearGradients();
            assertEquals(0, discriminator.getGradient().getFloat(0));
            backward(discriminator, 3);
            assertEquals(3, second.step(0.1).getFloat(), 1e-6);
        }
    }

    @Test
    void aParameterThatTookNoPartIsNamed() {
        NDArray used = weight(1);
        NDArray unused = weight(1);
        try (FusedAdam adam = new FusedAdam(
                manager, new java.util.LinkedHashMap<>(Map.of("used", used, "unused", unused)), Settings.defaults())) {
            backward(used, 1);
            IllegalStateException problem = assertThrows(IllegalStateException.class, () -> adam.step(0.1));
            assertTrue(problem.getMessage().contains("unused"));
        }
    }

    @Test
    void theStateOfAdamCanBeCarriedToAnotherOne() {
        NDArray straight = weight(1, 2);
        NDArray interrupted = weight(1, 2);
        NDArray copy = weight(0, 0);
        try (FusedAdam one = new FusedAdam(manager, Map.of("w", straight), Settings.defaults());
                FusedAdam two = new FusedAdam(manager, Map.of("w", interrupted), Settings.defaults());
                FusedAdam three = new FusedAdam(manager, Map.of("w", copy), Settings.defaults())) {
            backward(straight, 1, -1);
            one.step(0.1);
            backward(straight, 3, 2);
            one.step(0.1);

            backward(interrupted, 1, -1);
            two.step(0.1);
            TorchOps.assign(copy, interrupted);
            two.state().forEach((name, array) -> TorchOps.assign(three.state().get(name), array));
            backward(copy, 3, 2);
            three.step(0.1);
        }
        assertArrayEquals(straight.toFloatArray(), copy.toFloatArray());
    }

    @Test
    void aFrozenBatchNormKeepsItsStatisticsAndThawingDoesNotHandThemOut() {
        Layer norm = new BatchNorm(2);
        norm.initialize(manager, 1);
        NDArray input = manager.create(new float[] {1, 5, 3, 9}, new Shape(2, 2, 1, 1));
        norm.setTrainable(false);
        norm.forward(new NDList(input), Pass.INFERENCE);
        assertArrayEquals(new float[] {0, 0}, norm.state().get("running_mean").toFloatArray());
        norm.setTrainable(true);
        assertFalse(norm.state().get("running_mean").hasGradient());
        assertFalse(norm.state().get("running_var").hasGradient());
        assertEquals(java.util.Set.of("weight", "bias"), norm.weights().keySet());
        norm.forward(new NDList(input), Pass.TRAINING);
        // a tenth of the batch's mean (2, 7); the variance enters unbiased: 2 and 8
        assertArrayEquals(
                new float[] {0.2f, 0.7f}, norm.state().get("running_mean").toFloatArray(), 1e-6f);
        assertArrayEquals(
                new float[] {0.9f + 0.2f, 0.9f + 0.8f},
                norm.state().get("running_var").toFloatArray(),
                1e-6f);
    }

    @Test
    void gradientsFlowThroughAFrozenNetworkToItsInput() {
        Layer norm = new BatchNorm(1);
        norm.initialize(manager, 1);
        norm.setTrainable(false);
        NDArray input = manager.create(new float[] {1, 2}, new Shape(2, 1, 1, 1));
        input.setRequiresGradient(true);
        try (GradientScope gradients = GradientScope.record()) {
            gradients.backward(norm.forward(new NDList(input), Pass.INFERENCE)
                    .singletonOrThrow()
                    .sum());
        }
        assertArrayEquals(new float[] {1, 1}, input.getGradient().toFloatArray(), 1e-4f);
        assertFalse(norm.state().get("weight").hasGradient());
    }

    @Test
    void stepsLeaveNoArraysBehind() {
        NDArray weight = weight(1, 2, 3);
        try (FusedAdam adam = new FusedAdam(manager, Map.of("w", weight), Settings.defaults())) {
            int after = 0;
            for (int i = 0; i < 60; i++) {
                try (NativeScope scope = NativeScope.under(manager);
                        GradientScope gradients = GradientScope.record()) {
                    NDArray input = scope.manager().create(new float[] {1, 2, 3});
                    gradients.backward(input.mul(weight).square().sum());
                    adam.step(0.01);
                }
                if (i == 10) {
                    after = NativeScope.liveArrays(manager);
                }
            }
            assertEquals(after, NativeScope.liveArrays(manager));
        }
    }

    @Test
    void scopesRestoreTheModeThatWasThere() {
        boolean before = JniUtils.isGradMode();
        try (GradientScope off = GradientScope.off()) {
            assertFalse(JniUtils.isGradMode());
            try (GradientScope on = GradientScope.record()) {
                assertTrue(JniUtils.isGradMode());
            }
            assertFalse(JniUtils.isGradMode());
        }
        assertEquals(before, JniUtils.isGradMode());
    }

    @Test
    void whatInferenceMadeCanEnterAGraphLater() {
        Layer norm = new BatchNorm(1);
        norm.initialize(manager, 1);
        NDArray features;
        try (GradientScope off = GradientScope.off()) {
            features = norm.forward(new NDList(manager.ones(new Shape(2, 1, 1, 1))), Pass.INFERENCE)
                    .singletonOrThrow();
        }
        NDArray weight = weight(2);
        try (GradientScope gradients = GradientScope.record()) {
            gradients.backward(features.mul(weight).sum());
        }
        assertEquals(2, weight.getGradient().getFloat(0), 1e-4);
    }
}
