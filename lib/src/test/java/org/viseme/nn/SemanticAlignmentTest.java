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
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.viseme.torch.Precision;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchOps;

class SemanticAlignmentTest {
    private static final int BATCH = 2;

    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    private <L extends Layer> L made(L layer) {
        layer.initialize(manager, 5);
        return layer;
    }

    private static NDArray run(Layer layer, Pass pass, NDArray... inputs) {
        return layer.forward(new NDList(inputs), pass).singletonOrThrow();
    }

    /** (batch, channels, height, width) in 64 bits. */
    private static double[][][][] nested(NDArray array) {
        long[] shape = array.getShape().getShape();
        float[] values = array.toFloatArray();
        double[][][][] nested = new double[(int) shape[0]][(int) shape[1]][(int) shape[2]][(int) shape[3]];
        int i = 0;
        for (double[][][] sample : nested) {
            for (double[][] channel : sample) {
                for (double[] row : channel) {
                    for (int x = 0; x < row.length; x++) {
                        row[x] = values[i++];
                    }
                }
            }
        }
        return nested;
    }

    private static void assertNear(double[][][][] expected, NDArray actual) {
        double[][][][] values = nested(actual);
        for (int n = 0; n < expected.length; n++) {
            for (int c = 0; c < expected[n].length; c++) {
                for (int y = 0; y < expected[n][c].length; y++) {
                    assertArrayEquals(expected[n][c][y], values[n][c][y], 2e-5, n + " " + c + " " + y);
                }
            }
        }
    }

    /** A batch norm as it starts: mean 0, variance 1. */
    private static double normed(double x) {
        return x / Math.sqrt(1 + 1e-5);
    }

    /** The sum that defines the orthonormal transform, both ways; {@code sign} is that of the exponent. */
    private static double[][][] fourier(double[][] real, double[][] imaginary, int sign) {
        int height = real.length;
        int width = real[0].length;
        double[][][] result = new double[2][height][width];
        for (int u = 0; u < height; u++) {
            for (int v = 0; v < width; v++) {
                for (int y = 0; y < height; y++) {
                    for (int x = 0; x < width; x++) {
                        double angle = sign * 2 * Math.PI * ((double) u * y / height + (double) v * x / width);
                        double cos = Math.cos(angle) / Math.sqrt(height * width);
                        double sin = Math.sin(angle) / Math.sqrt(height * width);
                        result[0][u][v] += real[y][x] * cos - imaginary[y][x] * sin;
                        result[1][u][v] += real[y][x] * sin + imaginary[y][x] * cos;
                    }
                }
            }
        }
        return result;
    }

    /** LaMa, section 2.1, for widths that are even. */
    private static double[][][] spectral(double[][][] input, float[] weight, int out) {
        int in = input.length;
        int height = input[0].length;
        int width = input[0][0].length;
        double[][][][] spectra = new double[in][][][];
        for (int c = 0; c < in; c++) {
            spectra[c] = fourier(input[c], new double[height][width], -1);
        }
        double[][][] result = new double[out][][];
        for (int o = 0; o < out; o++) {
            double[][][] mixed = new double[2][height][width];
            for (int part = 0; part < 2; part++) {
                for (int u = 0; u < height; u++) {
                    for (int v = 0; v <= width / 2; v++) {
                        double sum = 0;
                        for (int c = 0; c < 2 * in; c++) {
                            sum += weight[(part * out + o) * 2 * in + c] * spectra[c % in][c / in][u][v];
                        }
                        mixed[part][u][v] = Math.max(0, normed(sum));
                    }
                }
            }
            result[o] = fourier(completed(mixed[0], true), completed(mixed[1], false), 1)[0];
        }
        return result;
    }

    /**
     * The half of a spectrum that a real transform leaves out is the mirrored rest, conjugated. The columns that are
     * their own mirrors keep the part of them that a real signal can have.
     */
    private static double[][] completed(double[][] half, boolean real) {
        int height = half.length;
        int width = half[0].length;
        double[][] whole = new double[height][width];
        for (int u = 0; u < height; u++) {
            int mirrored = (height - u) % height;
            for (int v = 0; v < width; v++) {
                double sign = real ? 1 : -1;
                if (v == 0 || 2 * v == width) {
                    whole[u][v] = (half[u][v] + sign * half[mirrored][v]) / 2;
                } else {
                    whole[u][v] = 2 * v < width ? half[u][v] : sign * half[mirrored][width - v];
                }
            }
        }
        return whole;
    }

    /** A 3x3 convolution without bias, of the channels from {@code from} on. */
    private static double[][] convolution(double[][][] input, int from, int in, float[] weight, int weightIn, int out) {
        int height = input[0].length;
        int width = input[0][0].length;
        double[][] result = new double[height][width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < in; c++) {
                    for (int i = -1; i <= 1; i++) {
                        for (int j = -1; j <= 1; j++) {
                            if (y + i >= 0 && y + i < height && x + j >= 0 && x + j < width) {
                                double w = weight[((out * weightIn + from + c) * 3 + i + 1) * 3 + j + 1];
                                result[y][x] += w * input[from + c][y + i][x + j];
                            }
                        }
                    }
                }
            }
        }
        return result;
    }

    private static double[][] sum(double[][] a, double[][] b) {
        double[][] sum = new double[a.length][a[0].length];
        for (int y = 0; y < a.length; y++) {
            for (int x = 0; x < a[0].length; x++) {
                sum[y][x] = a[y][x] + b[y][x];
            }
        }
        return sum;
    }

    @Test
    void theSpectralTransformIsItsDefinition() {
        SpectralTransform layer = made(new SpectralTransform(2, 3));
        NDArray input = numbers(manager, BATCH, 2, 6, 4);
        float[] weight = layer.state().get("conv.weight").toFloatArray();
        double[][][][] expected = new double[BATCH][][][];
        for (int n = 0; n < BATCH; n++) {
            expected[n] = spectral(nested(input)[n], weight, 3);
        }
        assertNear(expected, run(layer, Pass.INFERENCE, input));
    }

    /** Chi et al., equation 3: four paths between two branches. */
    @Test
    void aFastFourierConvolutionIsTheSumOfItsFourPaths() {
        int local = 1;
        int global = 3;
        FastFourierConvolution layer = made(new FastFourierConvolution(4, 4, 0.75));
        NDArray input = numbers(manager, BATCH, 4, 4, 6);
        Map<String, NDArray> state = layer.state();
        float[] toLocal = state.get("to_local.weight").toFloatArray();
        float[] toGlobal = state.get("to_global.weight").toFloatArray();
        float[] frequencies = state.get("spectral.conv.weight").toFloatArray();
        double[][][][] expected = new double[BATCH][4][][];
        for (int n = 0; n < BATCH; n++) {
            double[][][] x = nested(input)[n];
            double[][][] spectrum = spectral(new double[][][] {x[1], x[2], x[3]}, frequencies, global);
            for (int c = 0; c < 4; c++) {
                double[][] y = c < local
                        ? sum(convolution(x, 0, local, toLocal, 4, c), convolution(x, local, global, toLocal, 4, c))
                        : sum(convolution(x, 0, local, toGlobal, local, c - local), spectrum[c - local]);
                expected[n][c] = y;
                for (double[] row : y) {
                    for (int i = 0; i < row.length; i++) {
                        row[i] = Math.max(0, normed(row[i]));
                    }
                }
            }
        }
        assertNear(expected, run(layer, Pass.INFERENCE, input));
    }

    @Test
    void theGlobalRatioIsThatOfTheChannels() {
        Map<String, long[]> shapes = new FastFourierConvolution(256, 128, 0.75).stateShapes();
        assertArrayEquals(new long[] {32, 256, 3, 3}, shapes.get("to_local.weight"));
        assertArrayEquals(new long[] {96, 64, 3, 3}, shapes.get("to_global.weight"));
        assertArrayEquals(new long[] {192, 384, 1, 1}, shapes.get("spectral.conv.weight"));
    }

    @Test
    void everyGlobalOutputSeesTheWholeInput() {
        NDArray input = numbers(manager, 1, 4, 12, 12);
        NDArray dotted = numbers(manager, 1, 4, 12, 12);
        dotted.set(new ai.djl.ndarray.index.NDIndex("0, 3, 2, 5"), 9);
        SpectralTransform layer = made(new SpectralTransform(4, 4));
        float[] before = run(layer, Pass.INFERENCE, input).toFloatArray();
        float[] after = run(layer, Pass.INFERENCE, dotted).toFloatArray();
        int changed = 0;
        for (int i = 0; i < before.length; i++) {
            changed += Math.abs(before[i] - after[i]) > 1e-6 ? 1 : 0;
        }
        assertEquals(before.length, changed, before.length / 100.0);
    }

    private static double[][][][] adaIn(double[][][][] content, double[][][][] style) {
        for (int n = 0; n < content.length; n++) {
            for (int c = 0; c < content[n].length; c++) {
                double[] x = moments(content[n][c]);
                double[] y = moments(style[n][c]);
                for (double[] row : content[n][c]) {
                    for (int i = 0; i < row.length; i++) {
                        row[i] = y[1] * (row[i] - x[0]) / x[1] + y[0];
                    }
                }
            }
        }
        return content;
    }

    private static double[] moments(double[][] map) {
        double mean = 0;
        double squares = 0;
        double count = map.length * map[0].length;
        for (double[] row : map) {
            for (double value : row) {
                mean += value / count;
                squares += value * value / count;
            }
        }
        return new double[] {mean, Math.sqrt(squares - mean * mean + 1e-5)};
    }

    @Test
    void adaptiveInstanceNormalisationIsItsEquation() {
        NDArray content = numbers(manager, BATCH, 3, 4, 5);
        NDArray style = numbers(manager, BATCH, 3, 2, 3).mul(5).add(7);
        assertNear(adaIn(nested(content), nested(style)), run(new AdaIn(), Pass.INFERENCE, content, style));
    }

    @Test
    void whatHasTheStylesStatisticsStaysAsItIs() {
        NDArray content = numbers(manager, BATCH, 3, 4, 5);
        float[] itself =
                run(new AdaIn(), Pass.INFERENCE, content, content.duplicate()).toFloatArray();
        assertArrayEquals(content.toFloatArray(), itself, 1e-5f);
    }

    @Test
    void anAlignmentAddsWhatTheSpeechMadeOfTheFeatures() {
        SemanticAlignment layer = made(new SemanticAlignment(4, 0.75));
        FastFourierConvolution ffc = made(new FastFourierConvolution(4, 4, 0.75));
        NDArray face = numbers(manager, BATCH, 4, 6, 6);
        NDArray speech = numbers(manager, BATCH, 4, 3, 2).mul(3);
        double[][][][] expected = adaIn(nested(run(ffc, Pass.INFERENCE, face)), nested(speech));
        double[][][][] original = nested(face);
        for (int n = 0; n < BATCH; n++) {
            for (int c = 0; c < 4; c++) {
                expected[n][c] = sum(expected[n][c], original[n][c]);
            }
        }
        assertNear(expected, run(layer, Pass.INFERENCE, face, speech));
    }

    /** Norms that put each channel clearly above or below zero, where the ReLU behind them has no kink. */
    private <L extends Layer> L withoutKinks(L layer) {
        made(layer);
        layer.weights().forEach((name, array) -> {
            if (name.endsWith("norm.bias")) {
                float[] shifts = new float[(int) array.size()];
                for (int i = 0; i < shifts.length; i++) {
                    shifts[i] = i % 3 == 2 ? -5 : 5;
                }
                TorchOps.assign(array, manager.create(shifts));
            }
        });
        return layer;
    }

    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        for (Pass pass : List.of(Pass.TRAINING, Pass.INFERENCE)) {
            LayerGradients.check(
                    withoutKinks(new SpectralTransform(2, 2)), new NDList(numbers(manager, 2, 2, 5, 4)), pass);
            LayerGradients.check(
                    withoutKinks(new FastFourierConvolution(4, 4, 0.5)),
                    new NDList(numbers(manager, 2, 4, 4, 5)),
                    pass);
            LayerGradients.check(
                    new AdaIn(), new NDList(numbers(manager, 2, 3, 4, 4), numbers(manager, 2, 3, 2, 3)), pass);
            LayerGradients.check(
                    withoutKinks(new SemanticAlignment(4, 0.75)),
                    new NDList(numbers(manager, 2, 4, 4, 4), numbers(manager, 2, 4, 3, 3)),
                    pass);
        }
    }

    @Test
    void halfPrecisionStaysClose() {
        SemanticAlignment layer = made(new SemanticAlignment(8, 0.75));
        NDArray face = numbers(manager, BATCH, 8, 6, 6);
        NDArray speech = numbers(manager, BATCH, 8, 6, 6).mul(2);
        float[] full = run(layer, Pass.INFERENCE, face, speech).toFloatArray();
        NDArray half = TorchOps.cast(face, Precision.BF16);
        NDArray output =
                run(layer, Pass.INFERENCE.withPrecision(Precision.BF16), half, TorchOps.cast(speech, Precision.BF16));
        assertEquals(half.getDataType(), output.getDataType());
        assertArrayEquals(full, TorchOps.cast(output, Precision.FP32).toFloatArray(), 0.1f);
    }

    @Test
    void theirConvolutionsAreCounted() {
        LongAdder sum = new LongAdder();
        NDArray face = numbers(manager, BATCH, 8, 6, 6);
        run(made(new SemanticAlignment(8, 0.75)), Pass.INFERENCE.counting(sum::add), face, face.duplicate());
        long toLocal = BATCH * 36 * 8 * 2 * 9;
        long toGlobal = BATCH * 36 * 2 * 6 * 9;
        long spectral = BATCH * 6 * 4 * 12 * 12;
        assertEquals(toLocal + toGlobal + spectral, sum.sum());
    }

    @Test
    void aWrongShapeIsRefusedInOneLineWithTheLayersName() {
        NDArray face = manager.zeros(new Shape(2, 3, 4, 4));
        NDArray speech = manager.zeros(new Shape(2, 5, 4, 4));
        assertMessage(
                "FastFourierConvolution: features of shape (2, 3, 4, 4) instead of (batch, 4, height, width)",
                () -> run(made(new SemanticAlignment(4, 0.5)), Pass.INFERENCE, face, speech));
        assertMessage(
                "AdaIn: features of shape (2, 5, 4, 4) instead of (batch, 3, height, width)",
                () -> run(made(new SemanticAlignment(3, 0.5)), Pass.INFERENCE, face, speech));
        assertMessage(
                "AdaIn: features of shape (3, 4) instead of (batch, channels, height, width)",
                () -> run(new AdaIn(), Pass.INFERENCE, manager.zeros(new Shape(3, 4)), speech));
        assertMessage(
                "SpectralTransform: features of shape (2, 3, 4, 4) instead of (batch, 2, height, width)",
                () -> run(made(new SpectralTransform(2, 2)), Pass.INFERENCE, face));
        assertThrows(IllegalArgumentException.class, () -> new FastFourierConvolution(4, 4, 1));
    }

    private static void assertMessage(String expected, org.junit.jupiter.api.function.Executable call) {
        assertEquals(
                expected, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
