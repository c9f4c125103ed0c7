package org.viseme.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.viseme.torch.FusedAdam.Settings;

/** What a step does with gradients that are not finite, and with those of several batches. */
class FusedAdamTest {
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

    @ParameterizedTest
    @CsvSource({"NaN, 0, 0", "Infinity, 0, 0", "-Infinity, 0.01, 1", "NaN, 0.01, 1"})
    void aGradientThatIsNotFiniteChangesNothing(float bad, double decay, double clipNorm) {
        Settings settings = Settings.defaults().withWeightDecay(decay).withClipNorm(clipNorm);
        NDArray disturbed = weight(1, 2);
        NDArray other = weight(3);
        NDArray calm = weight(1, 2);
        Map<String, NDArray> both = new LinkedHashMap<>();
        both.put("w", disturbed);
        both.put("other", other);
        try (FusedAdam adam = new FusedAdam(manager, both, settings);
                FusedAdam reference = new FusedAdam(manager, Map.of("w", calm), settings.withClipNorm(0))) {
            backward(disturbed, 0.1f, -0.2f);
            backward(other, 0);
            adam.step(0.1);
            for (int i = 1; i <= 3; i++) {
                backward(disturbed, 1, bad);
                backward(other, 5);
                assertFalse(Float.isFinite(adam.step(0.1).getFloat()));
                assertEquals(i, adam.skippedInARow());
            }
            assertArrayEquals(new float[] {0, 0}, disturbed.getGradient().toFloatArray());
            assertArrayEquals(new float[] {0}, other.getGradient().toFloatArray());
            assertEquals(1, adam.state().get("w.step").getFloat());
            backward(disturbed, 0.3f, 0.4f);
            backward(other, 0);
            assertEquals(0.5f, adam.step(0.1).getFloat(), 1e-6f);
            assertEquals(3, adam.skipped());
            assertEquals(0, adam.skippedInARow());

            backward(calm, 0.1f, -0.2f);
            reference.step(0.1);
            backward(calm, 0.3f, 0.4f);
            reference.step(0.1);
            assertArrayEquals(calm.toFloatArray(), disturbed.toFloatArray(), 1e-6f);
            assertArrayEquals(
                    reference.state().get("w.exp_avg").toFloatArray(),
                    adam.state().get("w.exp_avg").toFloatArray(),
                    1e-7f);
            assertEquals(2, adam.state().get("w.step").getFloat());
        }
    }

    @Test
    void twoHalfBatchesAreOneWholeBatch() {
        NDArray inputs = numbers(8, 5);
        NDArray targets = numbers(8, 2).mul(3);
        Map<String, NDArray> whole = network();
        Map<String, NDArray> halves = network();
        Settings settings = Settings.defaults().withClipNorm(0.5);
        try (FusedAdam one = new FusedAdam(manager, whole, settings);
                FusedAdam two = new FusedAdam(manager, halves, settings)) {
            for (int i = 0; i < 3; i++) {
                backward(whole, inputs, targets, 1);
                float norm = one.step(0.01).getFloat();
                for (String half : new String[] {":4", "4:"}) {
                    backward(halves, inputs.get(new NDIndex(half)), targets.get(new NDIndex(half)), 0.5f);
                }
                assertEquals(norm, two.step(0.01).getFloat(), 1e-5f * norm);
            }
        }
        whole.forEach((name, array) ->
                assertArrayEquals(array.toFloatArray(), halves.get(name).toFloatArray(), 1e-5f, name));
    }

    private Map<String, NDArray> network() {
        Map<String, NDArray> network = new LinkedHashMap<>();
        network.put("hidden", numbers(5, 7));
        network.put("output", numbers(7, 2));
        network.values().forEach(array -> array.setRequiresGradient(true));
        return network;
    }

    private void backward(Map<String, NDArray> network, NDArray inputs, NDArray targets, float share) {
        try (GradientScope gradients = GradientScope.record()) {
            NDArray outputs = inputs.matMul(network.get("hidden")).tanh().matMul(network.get("output"));
            gradients.backward(outputs.sub(targets).square().mean().mul(share));
        }
    }

    private NDArray numbers(long... shape) {
        float[] values = new float[(int) new Shape(shape).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.cos(0.7 * i + 0.3);
        }
        return Torch.create(manager, FloatBuffer.wrap(values), new Shape(shape), DataType.FLOAT32);
    }

    @Test
    void partsMayBeLeftOutOrFrozenWhereThatIsExpected() {
        NDArray used = weight(1);
        NDArray unused = weight(2);
        NDArray frozen = weight(3);
        Map<String, NDArray> all = new LinkedHashMap<>();
        all.put("used", used);
        all.put("unused", unused);
        all.put("frozen", frozen);
        frozen.setRequiresGradient(false);
        Settings settings = Settings.defaults().withWeightDecay(0.5);
        try (FusedAdam strict = new FusedAdam(manager, all, settings);
                FusedAdam partial = new FusedAdam(manager, all, settings.withPartial())) {
            backward(used, 1);
            assertThrows(IllegalStateException.class, () -> strict.step(0.1));
            partial.step(0.1);
            // the first step is as long as the rate; decay takes 0.1 * 0.5 of the weight
            assertEquals(1 * 0.95 - 0.1, used.getFloat(0), 1e-6);
            assertEquals(2, unused.getFloat(0), 0);
            assertEquals(3, frozen.getFloat(0), 0);
            frozen.setRequiresGradient(true);
            backward(frozen, 1);
            partial.step(0.1);
            assertEquals(3 * 0.95 - 0.1, frozen.getFloat(0), 1e-6);
        }
    }

    /** It learns as if there had been no steps without it: before the first gradient, and between two of them. */
    @ParameterizedTest
    @CsvSource({"0, 0", "0.01, 0", "0, 1"})
    void aParameterThatALossLeavesOutDoesNotAge(double decay, double clipNorm) {
        Settings settings = Settings.defaults().withWeightDecay(decay).withClipNorm(clipNorm);
        NDArray often = weight(1, 2);
        NDArray seldom = weight(1, 2);
        NDArray alone = weight(1, 2);
        Map<String, NDArray> both = new LinkedHashMap<>();
        both.put("often", often);
        both.put("seldom", seldom);
        try (FusedAdam adam = new FusedAdam(manager, both, settings.withPartial());
                FusedAdam reference = new FusedAdam(manager, Map.of("w", alone), settings)) {
            float[][] gradients = {{0.3f, -0.2f}, {0.1f, 0.25f}, {-0.4f, 0.05f}};
            for (float[] gradient : gradients) {
                for (int i = 0; i < 5; i++) {
                    backward(often, 0.2f, 0.1f);
                    adam.step(0.1);
                }
                backward(seldom, gradient);
                backward(alone, gradient);
                adam.step(0.1);
                reference.step(0.1);
                assertArrayEquals(alone.toFloatArray(), seldom.toFloatArray(), 0);
            }
            assertEquals(3, adam.state().get("seldom.step").getFloat());
            assertEquals(15, adam.state().get("often.step").getFloat());
            assertArrayEquals(
                    reference.state().get("w.exp_avg_sq").toFloatArray(),
                    adam.state().get("seldom.exp_avg_sq").toFloatArray(),
                    0);
        }
    }
}
