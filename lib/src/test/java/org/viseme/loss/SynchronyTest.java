package org.viseme.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.viseme.torch.Gradients;
import org.viseme.torch.Torch;

class SynchronyTest {
    private static final NDManager MANAGER = Torch.newManager(Device.cpu());

    @AfterAll
    static void close() {
        MANAGER.close();
    }

    private static NDArray array(Shape shape, float... values) {
        return MANAGER.create(values, shape);
    }

    @Test
    void similarityIsTheCosineOfEachPair() {
        NDArray speech = array(new Shape(2, 2), 3, 4, 1, 0);
        NDArray lips = array(new Shape(2, 2), 4, 3, 1, 1);
        assertArrayEquals(
                new float[] {24 / 25f, (float) Math.sqrt(0.5)},
                Synchrony.similarity(speech, lips).toFloatArray(),
                1e-6f);
    }

    @Test
    void inSyncIsTheNegativeLogarithm() {
        NDArray cosines = array(new Shape(2), 0.5f, 0.25f);
        assertEquals((Math.log(2) + Math.log(4)) / 2, Synchrony.inSync(cosines).getFloat(), 1e-6);
    }

    @Test
    void aMatrixComparesTheWindowsOfAGroupAlone() {
        // two groups of two windows; embeddings are unit vectors
        NDArray speech = array(new Shape(4, 2), 1, 0, 0, 1, 0.6f, 0.8f, 1, 0);
        NDArray lips = array(new Shape(4, 2), 0, 1, 1, 0, 1, 0, 0.8f, 0.6f);
        assertArrayEquals(
                new float[] {0, 1, 1, 0, 0.6f, 1, 0.96f, 0.8f},
                Synchrony.matrix(speech, lips, 2).toFloatArray(),
                1e-6f);
    }

    @Test
    void pairsWeighPositivesAndNegativesTheSame() {
        NDArray matrix = array(new Shape(1, 3, 3), 0.9f, 0.1f, 0.2f, 0.3f, 0.8f, 0.1f, 0.5f, 0.4f, 0.7f);
        double positive = -(Math.log(0.9) + Math.log(0.8) + Math.log(0.7)) / 3;
        double negative = 0;
        for (double p : new double[] {0.1, 0.2, 0.3, 0.1, 0.5, 0.4}) {
            negative -= Math.log(1 - p) / 6;
        }
        assertEquals((positive + negative) / 2, Synchrony.pairs(matrix).getFloat(), 1e-6);
    }

    @Test
    void answeringAHalfCostsTheLogarithmOfTwo() {
        NDArray matrix = MANAGER.full(new Shape(3, 4, 4), 0.5f);
        assertEquals(Math.log(2), Synchrony.pairs(matrix).getFloat(), 1e-6);
        assertEquals(Math.log(4), Synchrony.contrast(matrix, 0.07).getFloat(), 1e-5);
    }

    @Test
    void aSureMistakeHasAFiniteLoss() {
        NDArray matrix = array(new Shape(1, 2, 2), 0, 1, 1, 0);
        assertEquals(100, Synchrony.pairs(matrix).getFloat(), 1e-4);
    }

    @Test
    void contrastIsTheCrossEntropyOfBothQuestions() {
        NDArray matrix = array(new Shape(1, 2, 2), 0.9f, 0.2f, 0.4f, 0.7f);
        double t = 0.5;
        double rows = Math.log(1 + Math.exp((0.2 - 0.9) / t)) + Math.log(1 + Math.exp((0.4 - 0.7) / t));
        double columns = Math.log(1 + Math.exp((0.4 - 0.9) / t)) + Math.log(1 + Math.exp((0.2 - 0.7) / t));
        assertEquals((rows + columns) / 4, Synchrony.contrast(matrix, t).getFloat(), 1e-6);
    }

    @Test
    void gradientsAreThoseOfTheValues() {
        float[] cosines = {0.6f, 0.3f, 0.2f, 0.3f, 0.5f, 0.4f, 0.5f, 0.4f, 0.7f};
        Gradients.check(array(new Shape(1, 3, 3), cosines), Synchrony::pairs, 2e-3);
        Gradients.check(array(new Shape(1, 3, 3), cosines), m -> Synchrony.contrast(m, 0.5), 2e-3);
    }

    @Test
    void theOrderOfPairsDecides() {
        NDArray right = array(new Shape(1, 2, 2), 0.9f, 0.1f, 0.1f, 0.9f);
        NDArray wrong = array(new Shape(1, 2, 2), 0.1f, 0.9f, 0.9f, 0.1f);
        assertTrue(Synchrony.pairs(right).getFloat() < Synchrony.pairs(wrong).getFloat());
    }
}
