package org.viseme.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.viseme.nn.Convolution.Geometry;
import org.viseme.torch.Gradients;
import org.viseme.torch.Torch;

/** Layers over windows of two and three axes, and what follows them, against loops over their definitions. */
class WindowTest {
    private static final int[] INPUT = {2, 2, 3, 5, 6};

    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    private NDArray numbers(long... shape) {
        float[] values = new float[(int) new Shape(shape).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(0.9 * i + 0.2) - 1.5f; // mostly negative: padding must not win a maximum
        }
        return manager.create(values, new Shape(shape));
    }

    private NDArray video() {
        return numbers(INPUT[0], INPUT[1], INPUT[2], INPUT[3], INPUT[4]);
    }

    private static NDArray run(Layer layer, NDArray input) {
        return layer.forward(new NDList(input), Pass.INFERENCE).singletonOrThrow();
    }

    /** Folds the values of one channel under a window of kernel (2, 3, 1), stride (1, 2, 3) and padding (1, 1, 0). */
    private static double under(
            NDArray x, int item, int channel, int t, int y, int column, NDArray w, int out, DoubleBinaryOperator fold) {
        double result = w == null ? Double.NEGATIVE_INFINITY : 0;
        for (int dt = 0; dt < 2; dt++) {
            for (int dy = 0; dy < 3; dy++) {
                int time = t + dt - 1;
                int row = 2 * y + dy - 1;
                if (time >= 0 && time < INPUT[2] && row >= 0 && row < INPUT[3]) {
                    double value = x.getFloat(item, channel, time, row, 3 * column);
                    result =
                            fold.applyAsDouble(result, w == null ? value : value * w.getFloat(out, channel, dt, dy, 0));
                }
            }
        }
        return result;
    }

    private static final Window WINDOW = Window.of(2, 3, 1).stride(1, 2, 3).padding(1, 1, 0);

    @Test
    void aConvolutionOfVideosIsTheSumOverItsWindow() {
        Convolution layer = new Convolution(Geometry.of(2, 3, WINDOW));
        layer.initialize(manager, 1);
        NDArray x = video();
        NDArray w = layer.state().get("weight");
        NDArray b = layer.state().get("bias");
        NDArray y = run(layer, x);
        assertEquals(new Shape(3, 2, 2, 3, 1), w.getShape());
        assertEquals(new Shape(2, 3, 4, 3, 2), y.getShape());
        for (int out = 0; out < 3; out++) {
            for (int t = 0; t < 4; t++) {
                for (int row = 0; row < 3; row++) {
                    for (int column = 0; column < 2; column++) {
                        double sum = b.getFloat(out);
                        for (int in = 0; in < 2; in++) {
                            sum += under(x, 1, in, t, row, column, w, out, Double::sum);
                        }
                        assertEquals(sum, y.getFloat(1, out, t, row, column), 1e-5);
                    }
                }
            }
        }
        Gradients.check(numbers(1, 2, 2, 3, 4), input -> run(layer, input), 2e-2);
    }

    @Test
    void thePooledValueIsTheLargestUnderTheWindow() {
        // a pooling pads at most half its kernel: two in time allow one, three in height one
        NDArray x = video();
        NDArray y = run(new MaxPool(WINDOW), x);
        assertEquals(new Shape(2, 2, 4, 3, 2), y.getShape());
        for (int channel = 0; channel < 2; channel++) {
            for (int t = 0; t < 4; t++) {
                for (int row = 0; row < 3; row++) {
                    for (int column = 0; column < 2; column++) {
                        double largest = under(x, 1, channel, t, row, column, null, 0, Math::max);
                        assertEquals((float) largest, y.getFloat(1, channel, t, row, column));
                    }
                }
            }
        }
    }

    @Test
    void anAverageLeavesOutWhatLiesBeyondTheEdges() {
        NDArray x = numbers(1, 1, 3, 4);
        NDArray y = run(new AveragePool(Window.of(3, 3).padding(1, 1)), x);
        assertEquals(x.getShape(), y.getShape());
        double corner =
                x.getFloat(0, 0, 0, 0) + x.getFloat(0, 0, 0, 1) + x.getFloat(0, 0, 1, 0) + x.getFloat(0, 0, 1, 1);
        assertEquals(corner / 4, y.getFloat(0, 0, 0, 0), 1e-6);
        double inner = 0;
        for (int i = 0; i < 9; i++) {
            inner += x.getFloat(0, 0, i / 3, 1 + i % 3) / 9;
        }
        assertEquals(inner, y.getFloat(0, 0, 1, 2), 1e-6);
    }

    @Test
    void partialWindowsAtTheFarEdgeArePooledOnRequest() {
        NDArray x = numbers(1, 1, 6, 6);
        Window window = Window.of(3, 3).stride(2, 2);
        assertEquals(new Shape(1, 1, 2, 2), run(new MaxPool(window), x).getShape());
        NDArray y = run(MaxPool.withPartialWindows(window), x);
        assertEquals(new Shape(1, 1, 3, 3), y.getShape());
        float largest = Float.NEGATIVE_INFINITY;
        for (int row = 4; row < 6; row++) {
            for (int column = 4; column < 6; column++) {
                largest = Math.max(largest, x.getFloat(0, 0, row, column));
            }
        }
        assertEquals(largest, y.getFloat(0, 0, 2, 2));
    }

    @Test
    void aConvolutionWithoutABiasIsTheOtherLessItsBias() {
        Geometry geometry = Geometry.of(2, 3, 3, 1, 1);
        Convolution biased = new Convolution(geometry);
        Convolution layer = Convolution.withoutBias(geometry);
        biased.initialize(manager, 5);
        layer.initialize(manager, 5);
        assertEquals(List.of("weight"), List.copyOf(layer.state().keySet()));
        NDArray x = numbers(1, 2, 4, 5);
        NDArray bias = biased.state().get("bias").reshape(1, 3, 1, 1);
        assertArrayEquals(run(biased, x).sub(bias).toFloatArray(), run(layer, x).toFloatArray(), 1e-6f);
    }

    @Test
    void aStackHandsOutTheLayersThatAreAskedFor() {
        Stack stack = new Stack(new Linear(3, 2), new Relu(), new Linear(2, 4));
        stack.initialize(manager, 6);
        NDArray x = numbers(2, 3);
        NDList outputs = stack.outputs(x, Pass.INFERENCE, List.of(1, 2));
        assertEquals(new Shape(2, 2), outputs.get(0).getShape());
        assertArrayEquals(run(stack, x).toFloatArray(), outputs.get(1).toFloatArray());
        assertEquals(1, stack.outputs(x, Pass.INFERENCE, List.of(0)).size());
    }

    @Test
    void kernelsOfPicturesNeedNotBeSquare() {
        Convolution layer = new Convolution(Geometry.of(1, 1, Window.of(5, 4)));
        layer.initialize(manager, 2);
        NDArray x = numbers(1, 1, 5, 4);
        float[] weight = layer.state().get("weight").toFloatArray();
        double sum = layer.state().get("bias").getFloat(0);
        float[] values = x.toFloatArray();
        for (int i = 0; i < values.length; i++) {
            sum += values[i] * weight[i];
        }
        assertArrayEquals(new float[] {(float) sum}, run(layer, x).toFloatArray(), 1e-5f);
    }

    @Test
    void foldedBlocksOfVideosGiveTheSameNumbers() {
        ConvBlock block = ConvBlock.of(Geometry.of(2, 3, WINDOW));
        block.initialize(manager, 3);
        block.forward(new NDList(video().mul(2)), Pass.TRAINING);
        float[] before = run(block, video()).toFloatArray();
        block.foldForInference();
        assertArrayEquals(before, run(block, video()).toFloatArray(), 1e-4f);
    }

    @Test
    void aLinearLayerIsItsMatrixAndItsBias() {
        Linear layer = new Linear(3, 2);
        layer.initialize(manager, 4);
        NDArray x = numbers(2, 3);
        NDArray w = layer.state().get("weight");
        NDArray b = layer.state().get("bias");
        NDArray y = run(layer, x);
        for (int item = 0; item < 2; item++) {
            for (int out = 0; out < 2; out++) {
                double sum = b.getFloat(out);
                for (int in = 0; in < 3; in++) {
                    sum += x.getFloat(item, in) * w.getFloat(out, in);
                }
                assertEquals(sum, y.getFloat(item, out), 1e-6);
            }
        }
        Gradients.check(numbers(2, 3), input -> run(layer, input), 1e-2);
    }

    @Test
    void axesHaveToAgree() {
        assertThrows(IllegalArgumentException.class, () -> Window.of(3, 3).stride(1, 2, 2));
        assertThrows(IllegalArgumentException.class, () -> Window.of(1, 3, 3).padding(1, 1));
    }
}
