package org.viseme.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.viseme.torch.GradientScope;
import org.viseme.torch.Precision;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchOps;

class AdversarialTest {
    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void isTheCrossEntropyAndItsGradient() {
        NDArray probabilities = manager.create(new float[] {0.5f, 0.25f});
        assertEquals(1.5 * Math.log(2), Adversarial.towards(probabilities, true).getFloat(), 1e-6);
        assertEquals(
                (Math.log(2) + Math.log(4 / 3.0)) / 2,
                Adversarial.towards(probabilities, false).getFloat(),
                1e-6);
        probabilities.setRequiresGradient(true);
        try (GradientScope gradients = GradientScope.record()) {
            gradients.backward(Adversarial.towards(probabilities, false));
        }
        // d/dp -log(1 - p) / 2
        assertArrayEquals(new float[] {1, 2 / 3f}, probabilities.getGradient().toFloatArray(), 1e-6f);
    }

    @Test
    void aSureMistakeCostsAHundredInEachPrecision() {
        for (Precision precision : Precision.values()) {
            NDArray sure = TorchOps.cast(manager.create(new float[] {0, 0}), precision);
            assertEquals(100, Adversarial.towards(sure, true).getFloat(), 0.05, precision.name());
        }
    }
}
