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

class SequenceLossTest {
    private static final long NONE = -100;

    @Test
    void smoothingSharesTheTargetAmongTheWrongClasses() {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            // probabilities 0.5, 0.25, 0.25 in the first place; the second has no class
            float[] logs = {(float) Math.log(0.5), (float) Math.log(0.25), (float) Math.log(0.25), 9, 9, 9};
            NDArray logits = manager.create(logs, new Shape(1, 2, 3));
            NDArray targets = manager.create(new long[] {0, NONE}, new Shape(1, 2));
            assertEquals(Math.log(2), CrossEntropy.of(logits, targets, NONE, 0).getFloat(), 1e-6);
            double smooth = 0.9 * Math.log(2) + 2 * 0.05 * Math.log(4);
            assertEquals(smooth, CrossEntropy.of(logits, targets, NONE, 0.1).getFloat(), 1e-6);
            assertEquals(1, CrossEntropy.accuracy(logits, targets, NONE).getFloat(), 0);
        }
    }

    /** Two frames, P(blank) = 0.6, P(a) = 0.4: the text "a" has the paths aa, a-, -a, 0.64 together. */
    @Test
    void ctcSumsOverAllPathsOfAText() {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            float blank = (float) Math.log(0.6);
            float a = (float) Math.log(0.4);
            // the second text has one frame, the third does not fit
            NDArray logits = manager.create(
                    new float[] {blank, a, blank, a, blank, a, 7, 7, blank, a, blank, a}, new Shape(3, 2, 2));
            logits.setRequiresGradient(true);
            NDArray targets = manager.create(new long[] {1, 0, 1, 0, 1, 1}, new Shape(3, 2));
            NDArray frames = manager.create(new long[] {2, 1, 2});
            NDArray lengths = manager.create(new long[] {1, 1, 2});
            try (GradientScope scope = GradientScope.record()) {
                NDArray loss = Ctc.of(logits, targets, frames, lengths, 0);
                assertEquals((-Math.log(0.64) - Math.log(0.4)) / 3, loss.getFloat(), 1e-6);
                scope.backward(loss);
            }
            float[] gradient = logits.getGradient().toFloatArray();
            // one frame: softmax less one-hot, a third of it
            assertEquals(0.6 / 3, gradient[4], 1e-6);
            assertEquals(-0.6 / 3, gradient[5], 1e-6);
            assertArrayEquals(new float[2], new float[] {gradient[6], gradient[7]}, 1e-7f);
        }
    }
}
