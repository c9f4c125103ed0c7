package org.viseme.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import org.viseme.torch.GradientScope;
import org.viseme.torch.Torch;

class CrossEntropyTest {
    private static final long UNKNOWN = -1;

    @Test
    void whatIsNotKnownDoesNotCount() {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray logits = manager.create(new float[] {1, 2, 4, 9, -9, 9, 0, 0, 0}, new Shape(3, 3));
            NDArray classes = manager.create(new long[] {1, UNKNOWN, 2});
            logits.setRequiresGradient(true);
            NDArray loss;
            try (GradientScope gradients = GradientScope.record()) {
                loss = CrossEntropy.of(logits, classes, UNKNOWN, 0);
                gradients.backward(loss);
            }
            double first = Math.log(Math.exp(1) + Math.exp(2) + Math.exp(4)) - 2;
            assertEquals((first + Math.log(3)) / 2, loss.getFloat(), 1e-6);
            assertArrayEquals(
                    new float[3], logits.getGradient().get("1").toFloatArray(), "no gradient where nothing is known");
        }
    }

    @Test
    void nothingKnownIsNoLoss() {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray logits = manager.create(new float[] {1, 2}, new Shape(1, 2));
            NDArray classes = manager.create(new long[] {UNKNOWN});
            assertEquals(0, CrossEntropy.of(logits, classes, UNKNOWN, 0).getFloat());
        }
    }
}
