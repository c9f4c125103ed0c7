package org.viseme.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.viseme.nn.LayerGradients.numbers;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.viseme.VisemeException;
import org.viseme.nn.CbamConfig.Attention;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.Precision;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchOps;

class CbamTest {
    private static final int BATCH = 2;
    private static final int CHANNELS = 5;
    private static final int HEIGHT = 6;
    private static final int WIDTH = 4;

    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    private <L extends Layer> L made(L layer) {
        layer.initialize(manager, 3);
        // PyTorch's start keeps every map near a half; larger weights spread them.
        try (GradientScope off = GradientScope.off()) {
            layer.weights().forEach((name, array) -> TorchOps.assign(array, array.mul(4)));
        }
        return layer;
    }

    private static NDArray run(Layer layer, NDArray input, Pass pass) {
        return layer.forward(new NDList(input), pass).singletonOrThrow();
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static int at(int sample, int channel, int y, int x) {
        return ((sample * CHANNELS + channel) * HEIGHT + y) * WIDTH + x;
    }

    /** AttnWav2Lip, equations 7 and 8, in 64 bits. */
    private static double[] channelAttention(double[] f, float[] hidden, float[] mask, int fewer) {
        double[] result = new double[f.length];
        for (int n = 0; n < BATCH; n++) {
            double[][] pooled = new double[2][CHANNELS];
            for (int c = 0; c < CHANNELS; c++) {
                pooled[1][c] = Double.NEGATIVE_INFINITY;
                for (int y = 0; y < HEIGHT; y++) {
                    for (int x = 0; x < WIDTH; x++) {
                        pooled[0][c] += f[at(n, c, y, x)] / (HEIGHT * WIDTH);
                        pooled[1][c] = Math.max(pooled[1][c], f[at(n, c, y, x)]);
                    }
                }
            }
            double[] sum = new double[CHANNELS];
            for (double[] vector : pooled) {
                for (int h = 0; h < fewer; h++) {
                    double unit = 0;
                    for (int c = 0; c < CHANNELS; c++) {
                        unit += hidden[h * CHANNELS + c] * vector[c];
                    }
                    for (int c = 0; c < CHANNELS; c++) {
                        sum[c] += mask[c * fewer + h] * Math.max(0, unit);
                    }
                }
            }
            for (int c = 0; c < CHANNELS; c++) {
                for (int y = 0; y < HEIGHT; y++) {
                    for (int x = 0; x < WIDTH; x++) {
                        result[at(n, c, y, x)] = f[at(n, c, y, x)] * (1 + sigmoid(sum[c]));
                    }
                }
            }
        }
        return result;
    }

    /** AttnWav2Lip, equations 6 and 8, in 64 bits. */
    private static double[] spatialAttention(double[] f, float[] mask, int kernel) {
        double[] result = new double[f.length];
        for (int n = 0; n < BATCH; n++) {
            double[][][] pooled = new double[2][HEIGHT][WIDTH];
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    pooled[1][y][x] = Double.NEGATIVE_INFINITY;
                    for (int c = 0; c < CHANNELS; c++) {
                        pooled[0][y][x] += f[at(n, c, y, x)] / CHANNELS;
                        pooled[1][y][x] = Math.max(pooled[1][y][x], f[at(n, c, y, x)]);
                    }
                }
            }
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    double sum = 0;
                    for (int plane = 0; plane < 2; plane++) {
                        for (int i = 0; i < kernel; i++) {
                            for (int j = 0; j < kernel; j++) {
                                int row = y + i - kernel / 2;
                                int column = x + j - kernel / 2;
                                if (row >= 0 && row < HEIGHT && column >= 0 && column < WIDTH) {
                                    sum += mask[(plane * kernel + i) * kernel + j] * pooled[plane][row][column];
                                }
                            }
                        }
                    }
                    for (int c = 0; c < CHANNELS; c++) {
                        result[at(n, c, y, x)] = f[at(n, c, y, x)] * (1 + sigmoid(sum));
                    }
                }
            }
        }
        return result;
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    private static void assertNear(double[] expected, NDArray actual) {
        assertArrayEquals(expected, doubles(actual.toFloatArray()), 1e-5);
    }

    @Test
    void channelAttentionIsItsEquation() {
        NDArray input = numbers(manager, BATCH, CHANNELS, HEIGHT, WIDTH);
        ChannelAttention layer = made(new ChannelAttention(CHANNELS, 2));
        assertEquals(2, layer.stateShapes().get("hidden.weight")[0]);
        Map<String, NDArray> state = layer.state();
        double[] expected = channelAttention(
                doubles(input.toFloatArray()),
                state.get("hidden.weight").toFloatArray(),
                state.get("mask.weight").toFloatArray(),
                2);
        assertNear(expected, run(layer, input, Pass.INFERENCE));
    }

    @Test
    void atLeastOneHiddenChannelIsLeft() {
        assertEquals(1, new ChannelAttention(4, 16).stateShapes().get("hidden.weight")[0]);
        assertEquals(4, new ChannelAttention(64, 16).stateShapes().get("hidden.weight")[0]);
    }

    @Test
    void spatialAttentionIsItsEquation() {
        NDArray input = numbers(manager, BATCH, CHANNELS, HEIGHT, WIDTH);
        for (int kernel : new int[] {3, 7}) {
            SpatialAttention layer = made(new SpatialAttention(CHANNELS, kernel));
            double[] expected = spatialAttention(
                    doubles(input.toFloatArray()),
                    layer.state().get("mask.weight").toFloatArray(),
                    kernel);
            assertNear(expected, run(layer, input, Pass.INFERENCE));
        }
    }

    @Test
    void aSingleFrameIsAttendedAsItIsAmongOthers() {
        NDArray input = numbers(manager, BATCH, CHANNELS, HEIGHT, WIDTH);
        for (Precision precision : List.of(Precision.FP32, Precision.BF16)) {
            SpatialAttention layer = made(new SpatialAttention(CHANNELS, 7));
            Pass pass = Pass.INFERENCE.withPrecision(precision);
            float[] together = run(layer, input, pass).toFloatArray();
            for (int frame = 0; frame < BATCH; frame++) {
                float[] alone = run(layer, input.get(frame).expandDims(0), pass).toFloatArray();
                float[] same = Arrays.copyOfRange(together, frame * alone.length, (frame + 1) * alone.length);
                assertArrayEquals(same, alone, precision == Precision.FP32 ? 1e-6F : 0.02F);
            }
        }
    }

    @Test
    void theBlockTakesChannelsFirstThenPlaces() {
        NDArray input = numbers(manager, BATCH, CHANNELS, HEIGHT, WIDTH);
        Cbam block = made(new Cbam(CHANNELS, new CbamConfig(Attention.BOTH, 1, 3)));
        Map<String, NDArray> state = block.state();
        assertEquals(
                List.of("channel.hidden.weight", "channel.mask.weight", "spatial.mask.weight"),
                List.copyOf(state.keySet()));
        double[] expected = spatialAttention(
                channelAttention(
                        doubles(input.toFloatArray()),
                        state.get("channel.hidden.weight").toFloatArray(),
                        state.get("channel.mask.weight").toFloatArray(),
                        CHANNELS),
                state.get("spatial.mask.weight").toFloatArray(),
                3);
        assertNear(expected, run(block, input, Pass.INFERENCE));
    }

    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        for (Attention attention : List.of(Attention.CHANNEL, Attention.SPATIAL, Attention.BOTH)) {
            Cbam block = made(new Cbam(CHANNELS, new CbamConfig(attention, 2, 3)));
            LayerGradients.check(block, new NDList(numbers(manager, BATCH, CHANNELS, HEIGHT, WIDTH)), Pass.TRAINING);
        }
    }

    @Test
    void halfPrecisionStaysClose() {
        NDArray input = numbers(manager, BATCH, CHANNELS, HEIGHT, WIDTH);
        Cbam block = made(new Cbam(CHANNELS, CbamConfig.of(Attention.BOTH)));
        float[] full = run(block, input, Pass.INFERENCE).toFloatArray();
        NDArray half = TorchOps.cast(input, Precision.BF16);
        NDArray output = run(block, half, Pass.INFERENCE.withPrecision(Precision.BF16));
        assertEquals(half.getDataType(), output.getDataType());
        assertArrayEquals(full, TorchOps.cast(output, Precision.FP32).toFloatArray(), 0.05f);
    }

    @Test
    void theirConvolutionsAreCounted() {
        LongAdder sum = new LongAdder();
        Cbam block = made(new Cbam(CHANNELS, new CbamConfig(Attention.BOTH, 2, 3)));
        run(block, numbers(manager, BATCH, CHANNELS, HEIGHT, WIDTH), Pass.INFERENCE.counting(sum::add));
        long channel = BATCH * 2 * (CHANNELS * 2 + 2 * CHANNELS);
        long spatial = BATCH * HEIGHT * WIDTH * 2 * 3 * 3;
        assertEquals(channel + spatial, sum.sum());
    }

    @Test
    void aWrongShapeIsRefusedInOneLineWithTheLayersName() {
        Cbam both = made(new Cbam(CHANNELS, CbamConfig.of(Attention.BOTH)));
        Cbam spatial = made(new Cbam(CHANNELS, CbamConfig.of(Attention.SPATIAL)));
        NDArray wrong = manager.zeros(new Shape(2, 3, 4, 4));
        assertEquals(
                "ChannelAttention: features of shape (2, 3, 4, 4) instead of (batch, 5, height, width)",
                assertThrows(IllegalArgumentException.class, () -> run(both, wrong, Pass.INFERENCE))
                        .getMessage());
        assertEquals(
                "SpatialAttention: features of shape (5, 4) instead of (batch, 5, height, width)",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> run(spatial, manager.zeros(new Shape(5, 4)), Pass.INFERENCE))
                        .getMessage());
        assertThrows(VisemeException.class, () -> new CbamConfig(Attention.BOTH, 16, 4));
        assertThrows(VisemeException.class, () -> new CbamConfig(Attention.BOTH, 0, 7));
    }

    @Test
    void aRecordingPassLeavesTheMapsOfAllLayersBehindAndChangesNothing() {
        NDArray input = numbers(manager, BATCH, CHANNELS, HEIGHT, WIDTH);
        Stack network = made(new Stack(
                new Cbam(CHANNELS, CbamConfig.of(Attention.BOTH)),
                new Cbam(CHANNELS, CbamConfig.of(Attention.SPATIAL))));
        AttentionMaps maps = AttentionMaps.of(network);
        assertTrue(maps.byName().isEmpty());
        NDArray output = run(network, input, Pass.INFERENCE.recording(maps));
        assertArrayEquals(run(network, input, Pass.INFERENCE).toFloatArray(), output.toFloatArray());

        Map<String, NDArray> named = maps.byName();
        assertEquals(List.of("0.channel", "0.spatial", "1.spatial"), List.copyOf(named.keySet()));
        assertEquals(new Shape(BATCH, CHANNELS, 1, 1), named.get("0.channel").getShape());
        assertEquals(new Shape(BATCH, 1, HEIGHT, WIDTH), named.get("0.spatial").getShape());
        NDArray product = input;
        for (NDArray map : named.values()) {
            for (float value : map.toFloatArray()) {
                assertTrue(value > 0 && value < 1, "" + value);
            }
            product = product.mul(map.add(1));
        }
        assertArrayEquals(output.toFloatArray(), product.toFloatArray(), 1e-6f);
    }

    @Test
    void nothingIsKeptWhenNobodyAsks() {
        Cbam block = made(new Cbam(CHANNELS, CbamConfig.of(Attention.BOTH)));
        List<Integer> live = new ArrayList<>();
        AttentionMaps maps = AttentionMaps.of(block);
        for (Pass pass : List.of(Pass.INFERENCE, Pass.INFERENCE.recording(maps))) {
            try (NDManager own = manager.newSubManager()) {
                NDArray output = run(block, numbers(own, BATCH, CHANNELS, HEIGHT, WIDTH), pass);
                live.add(NativeScope.liveArrays(own));
                assertEquals(BATCH, output.getShape().get(0));
            }
        }
        // the input and the output; the maps only on request
        assertEquals(List.of(2, 4), live);
    }

    @Test
    void mapsDoNotHoldTheGraph() {
        Cbam block = made(new Cbam(CHANNELS, CbamConfig.of(Attention.BOTH)));
        AttentionMaps maps = AttentionMaps.of(block);
        try (GradientScope gradients = GradientScope.record()) {
            run(block, numbers(manager, BATCH, CHANNELS, HEIGHT, WIDTH), Pass.TRAINING.recording(maps));
        }
        maps.byName().forEach((name, map) -> assertEquals(false, map.hasGradient(), name));
    }

    @Test
    void mapsOfAnotherNetworkAreRefused() {
        Cbam block = made(new Cbam(CHANNELS, CbamConfig.of(Attention.BOTH)));
        AttentionMaps maps = AttentionMaps.of(new Cbam(CHANNELS, CbamConfig.of(Attention.BOTH)));
        NDArray input = numbers(manager, BATCH, CHANNELS, HEIGHT, WIDTH);
        assertThrows(IllegalArgumentException.class, () -> run(block, input, Pass.INFERENCE.recording(maps)));
    }
}
