package org.viseme.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.viseme.nn.Convolution.Geometry;
import org.viseme.torch.Torch;

class MultiplyAddsTest {
    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    private long counted(Layer layer, Shape input) {
        LongAdder sum = new LongAdder();
        layer.forward(new NDList(manager.ones(input)), Pass.INFERENCE.counting(sum::add));
        return sum.sum();
    }

    /** With ones everywhere and no bias each multiply-add makes the sum of the output larger by one. */
    private long summed(Layer layer, Shape input) {
        layer.state()
                .forEach((name, array) -> array.set(
                        java.nio.FloatBuffer.wrap(filled((int) array.size(), name.equals("weight") ? 1 : 0))));
        NDArray output =
                layer.forward(new NDList(manager.ones(input)), Pass.INFERENCE).singletonOrThrow();
        return Math.round((double) output.sum().getFloat());
    }

    private static float[] filled(int size, float value) {
        float[] values = new float[size];
        java.util.Arrays.fill(values, value);
        return values;
    }

    @Test
    void everyMultiplyAddIsCountedOnce() {
        Layer convolution = new Convolution(Geometry.of(3, 5, 3, 2, 0));
        Layer transposed = new Convolution(Geometry.transposed(3, 5, 3, 2, 0, 0));
        Layer linear = new Linear(6, 5);
        for (Layer layer : new Layer[] {convolution, transposed}) {
            layer.initialize(manager, 1);
            Shape input = new Shape(2, 3, 8, 7);
            assertEquals(summed(layer, input), counted(layer, input));
        }
        linear.initialize(manager, 1);
        assertEquals(summed(linear, new Shape(4, 6)), counted(linear, new Shape(4, 6)));
    }

    @Test
    void paddingCountsAsIfItWereInput() {
        Layer padded = new Convolution(Geometry.of(2, 4, 3, 1, 1));
        Layer bare = new Convolution(Geometry.of(2, 4, 3, 1, 0));
        padded.initialize(manager, 1);
        bare.initialize(manager, 1);
        assertEquals(counted(bare, new Shape(1, 2, 8, 9)), counted(padded, new Shape(1, 2, 6, 7)));
    }

    @Test
    void blocksCountTheirConvolutions() {
        Shape input = new Shape(2, 4, 5, 5);
        ConvBlock block = ConvBlock.residual(4);
        block.initialize(manager, 1);
        assertEquals(2 * 25 * 4 * 4 * 9, counted(block, input));
        PreactivatedBlock two = new PreactivatedBlock(2, 4);
        two.initialize(manager, 1);
        assertEquals(2 * 2 * 25 * 4 * 4 * 9, counted(two, input));
    }
}
