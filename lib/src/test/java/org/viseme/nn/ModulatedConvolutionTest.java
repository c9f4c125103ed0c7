package org.viseme.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.viseme.nn.LayerGradients.numbers;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.viseme.nn.Convolution.Geometry;
import org.viseme.torch.Precision;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchOps;

class ModulatedConvolutionTest {
    private static final int IN = 3;
    private static final int OUT = 4;
    private static final int STYLE = 5;

    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    private ModulatedConvolution layer(int stride, boolean demodulated) {
        Geometry geometry = Geometry.of(IN, OUT, 3, stride, 1);
        ModulatedConvolution layer = demodulated
                ? new ModulatedConvolution(geometry, STYLE)
                : ModulatedConvolution.withoutDemodulation(geometry, STYLE);
        layer.initialize(manager, 7);
        TorchOps.assign(layer.state().get("bias"), numbers(manager, OUT));
        return layer;
    }

    private static NDArray run(Layer layer, NDArray... inputs) {
        return layer.forward(new NDList(inputs), Pass.INFERENCE).singletonOrThrow();
    }

    /** Equation 6 for one sample: [out][in * 9]. */
    private static double[][] kernels(ModulatedConvolution layer, NDArray styles, int sample, boolean demodulated) {
        float[] affine = layer.state().get("affine.weight").toFloatArray();
        float[] shift = layer.state().get("affine.bias").toFloatArray();
        float[] weight = layer.state().get("weight").toFloatArray();
        double[][] kernels = new double[OUT][IN * 9];
        for (int o = 0; o < OUT; o++) {
            double squares = 0;
            for (int i = 0; i < IN * 9; i++) {
                double scale = 1 + shift[i / 9];
                for (int k = 0; k < STYLE; k++) {
                    scale += affine[i / 9 * STYLE + k] * styles.getFloat(sample, k);
                }
                kernels[o][i] = scale * weight[o * IN * 9 + i];
                squares += kernels[o][i] * kernels[o][i];
            }
            for (int i = 0; demodulated && i < IN * 9; i++) {
                kernels[o][i] /= Math.sqrt(squares + 1e-8);
            }
        }
        return kernels;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneGroupedConvolutionIsALoopOverTheSamples(boolean demodulated) {
        for (int stride : new int[] {1, 2}) {
            ModulatedConvolution layer = layer(stride, demodulated);
            NDArray features = numbers(manager, 3, IN, 6, 4);
            NDArray styles = numbers(manager, 3, STYLE).mul(2);
            NDArray output = run(layer, features, styles);
            assertEquals(new Shape(3, OUT, 6 / stride, 4 / stride), output.getShape());
            float[] bias = layer.state().get("bias").toFloatArray();
            for (int n = 0; n < 3; n++) {
                double[][] kernels = kernels(layer, styles, n, demodulated);
                for (int o = 0; o < OUT; o++) {
                    for (int y = 0; y < 6 / stride; y++) {
                        for (int x = 0; x < 4 / stride; x++) {
                            double sum = bias[o];
                            for (int i = 0; i < IN * 9; i++) {
                                int row = stride * y + i % 9 / 3 - 1;
                                int column = stride * x + i % 3 - 1;
                                if (row >= 0 && row < 6 && column >= 0 && column < 4) {
                                    sum += kernels[o][i] * features.getFloat(n, i / 9, row, column);
                                }
                            }
                            assertEquals(sum, output.getFloat(n, o, y, x), 1e-5);
                        }
                    }
                }
            }
        }
    }

    @Test
    void aDemodulatedKernelDoesNotGrowWithItsStyle() {
        ModulatedConvolution layer = layer(1, true);
        NDArray affine = layer.state().get("affine.bias");
        NDArray features = numbers(manager, 2, IN, 5, 5);
        NDArray still = manager.zeros(new Shape(2, STYLE));
        TorchOps.assign(affine, affine.zerosLike());
        float[] plain = run(layer, features, still).toFloatArray();
        TorchOps.assign(affine, affine.zerosLike().add(6));
        assertArrayEquals(plain, run(layer, features, still).toFloatArray(), 1e-5f);
    }

    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        for (boolean demodulated : new boolean[] {true, false}) {
            LayerGradients.check(
                    layer(2, demodulated),
                    new NDList(numbers(manager, 2, IN, 4, 4), numbers(manager, 2, STYLE)),
                    Pass.TRAINING);
        }
    }

    @Test
    void halfPrecisionStaysClose() {
        ModulatedConvolution layer = layer(1, true);
        NDArray features = numbers(manager, 2, IN, 6, 6);
        NDArray styles = numbers(manager, 2, STYLE);
        NDArray half = layer.forward(new NDList(features, styles), Pass.INFERENCE.withPrecision(Precision.BF16))
                .singletonOrThrow();
        assertArrayEquals(
                run(layer, features, styles).toFloatArray(),
                TorchOps.cast(half, Precision.FP32).toFloatArray(),
                0.05f);
    }

    @Test
    void itsWorkIsThatOfAConvolutionAndItsStyles() {
        LongAdder sum = new LongAdder();
        layer(2, true)
                .forward(
                        new NDList(numbers(manager, 2, IN, 6, 6), numbers(manager, 2, STYLE)),
                        Pass.INFERENCE.counting(sum::add));
        assertEquals(2 * 9 * IN * OUT * 9 + 2 * STYLE * IN, sum.sum());
    }

    /** Down by a 2x2 convolution and up by its transposed one: each value of the input has an output's place to itself. */
    @Test
    void stridedConvolutionsHalveAndDouble() {
        Convolution down = new Convolution(Geometry.of(2, 2, 2, 2, 0));
        Convolution up = new Convolution(Geometry.transposed(2, 2, 2, 2, 0, 0));
        down.initialize(manager, 1);
        up.initialize(manager, 1);
        NDArray map = numbers(manager, 1, 2, 6, 4);
        assertEquals(new Shape(1, 2, 3, 2), run(down, map).getShape());
        assertEquals(new Shape(1, 2, 12, 8), run(up, map).getShape());
        NDArray doubled = run(new NearestUpsampling(), map);
        assertEquals(new Shape(1, 2, 12, 8), doubled.getShape());
        for (int y = 0; y < 12; y++) {
            for (int x = 0; x < 8; x++) {
                assertEquals(map.getFloat(0, 1, y / 2, x / 2), doubled.getFloat(0, 1, y, x));
            }
        }
        LayerGradients.check(new NearestUpsampling(), new NDList(numbers(manager, 1, 2, 3, 2)), Pass.TRAINING);
    }

    @Test
    void aWrongShapeIsRefusedInOneLineWithTheLayersName() {
        ModulatedConvolution layer = layer(1, true);
        NDArray style = manager.zeros(new Shape(1, STYLE));
        assertMessage(
                "ModulatedConvolution: features of shape (1, 2, 4, 4) instead of (batch, 3, height, width)",
                () -> run(layer, manager.zeros(new Shape(1, 2, 4, 4)), style));
        assertMessage(
                "ModulatedConvolution: an array of shape (1, 4) instead of (..., 5)",
                () -> run(layer, manager.zeros(new Shape(1, IN, 4, 4)), manager.zeros(new Shape(1, 4))));
        assertThrows(
                IllegalArgumentException.class,
                () -> new ModulatedConvolution(Geometry.transposed(2, 2, 2, 2, 0, 0), STYLE));
    }

    private static void assertMessage(String expected, org.junit.jupiter.api.function.Executable call) {
        assertEquals(
                expected, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
