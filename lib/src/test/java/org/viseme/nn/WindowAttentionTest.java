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
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.viseme.torch.Precision;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchOps;

/** Attention within windows and AV-CAT's blocks of it, against loops over all pairs of places. */
class WindowAttentionTest {
    private static final int WIDTH = 6;
    private static final int HEADS = 2;
    private static final int SPEECH = 5;
    private static final WindowTransformerConfig CONFIG = new WindowTransformerConfig(WIDTH, HEADS, 2);

    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    private <L extends Layer> L made(L layer) {
        layer.initialize(manager, 5);
        return layer;
    }

    private WindowAttention attention(int side, int shift) {
        return made(new WindowAttention(WIDTH, HEADS, new ShiftedWindows(side, shift)));
    }

    private static NDArray run(Layer layer, NDArray... inputs) {
        return layer.forward(new NDList(inputs), Pass.INFERENCE).singletonOrThrow();
    }

    /** Another map than {@link LayerGradients#numbers}. */
    private NDArray others(long... shape) {
        return numbers(manager, shape).mul(3).cos();
    }

    /** {@code W x + b} of a vector that begins at {@code from}. */
    private static double[] linear(Map<String, NDArray> state, String name, double[] x) {
        NDArray weight = state.get(name + ".weight");
        float[] w = weight.toFloatArray();
        float[] b = state.get(name + ".bias").toFloatArray();
        double[] y = new double[b.length];
        for (int o = 0; o < y.length; o++) {
            y[o] = b[o];
            for (int i = 0; i < x.length; i++) {
                y[o] += w[o * x.length + i] * x[i];
            }
        }
        return y;
    }

    /** The places of one map of a batch, row by row. */
    private static double[][] places(NDArray map, int item) {
        float[] values = map.get(item).toFloatArray();
        double[][] places = new double[values.length / WIDTH][WIDTH];
        for (int i = 0; i < values.length; i++) {
            places[i / WIDTH][i % WIDTH] = values[i];
        }
        return places;
    }

    /**
     * Softmax attention of all places to all, those in other windows forbidden. Windows begin {@code shift} places from
     * the edges; what lies before the first of them is a window of its own.
     */
    private static double[][] dense(
            Map<String, NDArray> state,
            String prefix,
            double[][] asking,
            double[][] seen,
            int columns,
            int side,
            int shift) {
        int head = WIDTH / HEADS;
        double[][] result = new double[asking.length][];
        for (int q = 0; q < asking.length; q++) {
            double[] query = linear(state, prefix + "q_proj", asking[q]);
            double[] taken = new double[WIDTH];
            for (int h = 0; h < HEADS; h++) {
                double sum = 0;
                for (int k = 0; k < seen.length; k++) {
                    boolean together = Math.floorDiv(q / columns - shift, side)
                                    == Math.floorDiv(k / columns - shift, side)
                            && Math.floorDiv(q % columns - shift, side) == Math.floorDiv(k % columns - shift, side);
                    if (together) {
                        double[] key = linear(state, prefix + "k_proj", seen[k]);
                        double[] value = linear(state, prefix + "v_proj", seen[k]);
                        double score = 0;
                        for (int c = h * head; c < (h + 1) * head; c++) {
                            score += query[c] * key[c];
                        }
                        double weight = Math.exp(score / Math.sqrt(head));
                        sum += weight;
                        for (int c = h * head; c < (h + 1) * head; c++) {
                            taken[c] += weight * value[c];
                        }
                    }
                }
                for (int c = h * head; c < (h + 1) * head; c++) {
                    taken[c] /= sum;
                }
            }
            result[q] = linear(state, prefix + "out_proj", taken);
        }
        return result;
    }

    private static void assertNear(double[][] expected, NDArray actual, int item) {
        double[][] values = places(actual, item);
        assertEquals(expected.length, values.length);
        for (int i = 0; i < expected.length; i++) {
            assertArrayEquals(expected[i], values[i], 1e-5, "place " + i);
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 0", "2, 1", "4, 2", "4, 1", "4, 0"})
    void windowsAreDenseAttentionWithAMask(int side, int shift) {
        WindowAttention layer = attention(side, shift);
        NDArray map = numbers(manager, 2, 8, 4, WIDTH);
        NDArray other = others(2, 8, 4, WIDTH);
        NDArray self = run(layer, map);
        NDArray mutual = run(layer, map, other);
        assertEquals(map.getShape(), self.getShape());
        for (int item = 0; item < 2; item++) {
            double[][] asking = places(map, item);
            assertNear(dense(layer.state(), "", asking, asking, 4, side, shift), self, item);
            assertNear(dense(layer.state(), "", asking, places(other, item), 4, side, shift), mutual, item);
        }
    }

    @Test
    void mutualAttentionToItselfIsSelfAttention() {
        WindowAttention layer = attention(4, 2);
        NDArray map = numbers(manager, 2, 8, 8, WIDTH);
        assertArrayEquals(
                run(layer, map).toFloatArray(), run(layer, map, map.duplicate()).toFloatArray());
    }

    @Test
    void windowsAreTheirPlacesAndComeBackWhole() {
        NDArray map = manager.arange(2 * 4 * 6).reshape(2, 4, 6, 1);
        NDArray plain = ShiftedWindows.of(2).partition(map);
        assertEquals(new Shape(2 * 6, 4, 1), plain.getShape());
        assertArrayEquals(new float[] {2, 3, 8, 9}, floats(plain.get(1)));
        assertArrayEquals(new float[] {24 + 12, 24 + 13, 24 + 18, 24 + 19}, floats(plain.get(6 + 3)));
        NDArray shifted = ShiftedWindows.of(2).shifted().partition(map);
        assertArrayEquals(new float[] {7, 8, 13, 14}, floats(shifted.get(0)));
        assertArrayEquals(new float[] {23, 18, 5, 0}, floats(shifted.get(5)));
        for (ShiftedWindows windows :
                List.of(ShiftedWindows.of(2), ShiftedWindows.of(2).shifted())) {
            assertArrayEquals(floats(map), floats(windows.merge(windows.partition(map), map)));
        }
    }

    private static float[] floats(NDArray array) {
        return TorchOps.cast(array, Precision.FP32).toFloatArray();
    }

    @Test
    void shiftedWindowsMoveNothingAcrossTheBorder() {
        WindowAttention layer = attention(4, 2);
        NDArray map = numbers(manager, 1, 8, 8, WIDTH);
        for (String edge : List.of("0, 0:2, :, :", "0, :, 0:2, :")) {
            NDArray changed = map.duplicate();
            changed.set(new NDIndex(edge), 9);
            NDArray difference = run(layer, changed).sub(run(layer, map)).abs();
            NDArray near = difference.get(new NDIndex(edge));
            assertTrue(near.min().getFloat() > 0, "the edge itself changes");
            // the two rows or columns at the edge are a window of their own; everything else is not concerned
            difference.set(new NDIndex(edge), 0);
            assertEquals(0, difference.max().getFloat(), edge);
        }
    }

    @Test
    void weightsAreHandedOutUnderTheirRolesAndChangeNothing() {
        ContextualFusionBlock block =
                made(new ContextualFusionBlock(CONFIG, ShiftedWindows.of(4).shifted(), 0));
        NDArray target = numbers(manager, 2, 8, 8, WIDTH);
        NDArray reference = others(2, 8, 8, WIDTH);
        AttentionMaps maps = AttentionMaps.of(block);
        Pass recording = Pass.INFERENCE.recording(maps);
        float[] seen = block.forward(new NDList(target, reference), recording)
                .singletonOrThrow()
                .toFloatArray();
        block.basic().forward(new NDList(reference), recording);
        assertArrayEquals(run(block, target, reference).toFloatArray(), seen, 1e-6f);
        String name = "basic.attention.";
        Map<String, NDArray> named = maps.byName();
        assertEquals(Set.of(name + "self", name + "mutual", name + "reference"), named.keySet());
        named.forEach((role, map) -> {
            assertEquals(new Shape(2 * 4, HEADS, 16, 16), map.getShape(), role);
            assertArrayEquals(filled(2 * 4 * HEADS * 16), map.sum(new int[] {3}).toFloatArray(), 1e-5f, role);
        });
        // the last window holds all four corners, of which none sees another
        double corner = named.get(name + "self").get("3, 0, 0, 3").getFloat();
        assertEquals(0, corner);
        assertTrue(named.get(name + "self").get("0, 0, 0, 3").getFloat() > 0);
    }

    private static float[] filled(int size) {
        float[] ones = new float[size];
        java.util.Arrays.fill(ones, 1);
        return ones;
    }

    private static double gelu(double x) {
        // the normal distribution function by its series; enough terms for |x| < 3
        double term = x / Math.sqrt(2 * Math.PI);
        double sum = term;
        for (int n = 1; n < 60; n++) {
            term *= -x * x / (2.0 * n);
            sum += term / (2 * n + 1);
        }
        return x * (0.5 + sum);
    }

    private static double[] sum(double[] a, double[] b) {
        double[] sum = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            sum[i] = a[i] + b[i];
        }
        return sum;
    }

    private static double[] feedForward(Map<String, NDArray> state, double[] z) {
        double[] hidden = linear(state, "basic.mlp.0", z);
        for (int i = 0; i < hidden.length; i++) {
            hidden[i] = gelu(hidden[i]);
        }
        return sum(z, linear(state, "basic.mlp.2", hidden));
    }

    /** Equations 2 to 5, and the basic block, which is what is left of them without reference and speech. */
    @ParameterizedTest
    @CsvSource({"0", "" + SPEECH})
    void aFusionBlockIsItsEquations(int speechWidth) {
        int side = 2;
        int shift = 1;
        ContextualFusionBlock block =
                made(new ContextualFusionBlock(CONFIG, new ShiftedWindows(side, shift), speechWidth));
        Map<String, NDArray> state = block.state();
        NDArray target = numbers(manager, 2, 4, 4, WIDTH);
        NDArray reference = others(2, 4, 4, WIDTH);
        NDArray speech = others(2, SPEECH);
        NDArray fused = run(block, target, reference, speech);
        NDArray basic = run(block.basic(), reference);
        for (int item = 0; item < 2; item++) {
            double[][] f = places(target, item);
            double[][] r = places(reference, item);
            double[][] msa = dense(state, "basic.attention.", f, f, 4, side, shift);
            double[][] mma = dense(state, "basic.attention.", f, r, 4, side, shift);
            double[][] ofReference = dense(state, "basic.attention.", r, r, 4, side, shift);
            double[] said = new double[SPEECH];
            for (int i = 0; i < SPEECH; i++) {
                said[i] = speech.getFloat(item, i);
            }
            double[][] expected = new double[f.length][];
            double[][] next = new double[f.length][];
            for (int place = 0; place < f.length; place++) {
                double[] both = new double[2 * WIDTH];
                System.arraycopy(msa[place], 0, both, 0, WIDTH);
                System.arraycopy(mma[place], 0, both, WIDTH, WIDTH);
                double[] z = linear(state, "fc1", both);
                if (speechWidth > 0) {
                    z = linear(state, "fc2", sum(linear(state, "speech", said), z));
                }
                expected[place] = feedForward(state, sum(z, f[place]));
                next[place] = feedForward(state, sum(ofReference[place], r[place]));
            }
            assertNear(expected, fused, item);
            assertNear(next, basic, item);
        }
    }

    @Test
    void bothBranchesShareOneSetOfWeights() {
        Map<String, long[]> shared = new BasicTransformerBlock(CONFIG, ShiftedWindows.of(2)).stateShapes();
        ContextualFusionBlock block = made(new ContextualFusionBlock(CONFIG, ShiftedWindows.of(2), SPEECH));
        Map<String, NDArray> own = new LinkedHashMap<>(block.state());
        own.keySet().removeIf(name -> name.startsWith("basic."));
        assertEquals(
                Set.of("fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias", "speech.weight", "speech.bias"),
                own.keySet());
        assertEquals(shared.size() + own.size(), block.state().size());

        // a weight of the reference branch is the very one of the main branch
        NDArray target = numbers(manager, 1, 4, 4, WIDTH);
        NDArray speech = others(1, SPEECH);
        float[] before = run(block, target, target.duplicate(), speech).toFloatArray();
        NDArray weight = block.basic().state().get("attention.v_proj.weight");
        TorchOps.assign(weight, weight.zerosLike());
        float[] after = run(block, target, target.duplicate(), speech).toFloatArray();
        assertTrue(Math.abs(before[0] - after[0]) > 1e-6);
    }

    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        LayerGradients.check(attention(2, 1), new NDList(numbers(manager, 2, 4, 4, WIDTH)), Pass.INFERENCE);
        LayerGradients.check(
                attention(4, 1),
                new NDList(numbers(manager, 2, 4, 4, WIDTH), numbers(manager, 2, 4, 4, WIDTH)),
                Pass.INFERENCE);
        LayerGradients.check(
                made(new BasicTransformerBlock(CONFIG, ShiftedWindows.of(2))),
                new NDList(numbers(manager, 2, 4, 4, WIDTH)),
                Pass.TRAINING);
        LayerGradients.check(
                made(new ContextualFusionBlock(CONFIG, ShiftedWindows.of(2).shifted(), SPEECH)),
                new NDList(
                        numbers(manager, 2, 4, 4, WIDTH),
                        numbers(manager, 2, 4, 4, WIDTH),
                        numbers(manager, 2, SPEECH)),
                Pass.TRAINING);
    }

    @Test
    void halfPrecisionStaysClose() {
        ContextualFusionBlock block =
                made(new ContextualFusionBlock(CONFIG, ShiftedWindows.of(4).shifted(), SPEECH));
        NDList inputs = new NDList(numbers(manager, 2, 8, 8, WIDTH), others(2, 8, 8, WIDTH), others(2, SPEECH));
        float[] full = block.forward(inputs, Pass.INFERENCE).singletonOrThrow().toFloatArray();
        NDArray half = block.forward(inputs, Pass.INFERENCE.withPrecision(Precision.BF16))
                .singletonOrThrow();
        assertArrayEquals(full, floats(half), 0.05f);
    }

    @Test
    void theirWorkIsCounted() {
        LongAdder sum = new LongAdder();
        ContextualFusionBlock block = made(new ContextualFusionBlock(CONFIG, ShiftedWindows.of(4), SPEECH));
        NDArray target = numbers(manager, 2, 8, 8, WIDTH);
        NDList inputs = new NDList(target, others(2, 8, 8, WIDTH), others(2, SPEECH));
        block.forward(inputs, Pass.INFERENCE.counting(sum::add));
        long places = 2 * 8 * 8;
        long square = (long) WIDTH * WIDTH;
        // queries; keys, values and result, twice; FC1 of twice the width; FC2; the feed-forward
        long products = places * square * (1 + 2 * 3 + 2 + 1 + 2 * 2);
        long scores = 2 * places * 2 * 16 * WIDTH;
        assertEquals(products + scores + 2 * SPEECH * WIDTH, sum.sum());
    }

    @Test
    void aWrongShapeIsRefusedInOneLineWithTheLayersName() {
        WindowAttention layer = attention(4, 2);
        assertMessage(
                "WindowAttention: a map of shape (1, 6, 8, 6) instead of (batch, height, width, 6) with multiples of 4",
                () -> run(layer, manager.zeros(new Shape(1, 6, 8, 6))));
        assertMessage(
                "WindowAttention: a map of shape (1, 8, 8, 5) instead of (batch, height, width, 6) with multiples of 4",
                () -> run(layer, manager.zeros(new Shape(1, 8, 8, 5))));
        assertMessage(
                "WindowAttention: a map of shape (1, 8, 8, 6) looks at one of (1, 4, 8, 6)",
                () -> run(layer, manager.zeros(new Shape(1, 8, 8, 6)), manager.zeros(new Shape(1, 4, 8, 6))));
        ContextualFusionBlock block = made(new ContextualFusionBlock(CONFIG, ShiftedWindows.of(4), SPEECH));
        NDArray map = manager.zeros(new Shape(1, 8, 8, 6));
        assertMessage(
                "ContextualFusionBlock: an array of shape (1, 4) instead of (..., 5)",
                () -> run(block, map, map.duplicate(), manager.zeros(new Shape(1, 4))));
        assertThrows(IllegalArgumentException.class, () -> new ShiftedWindows(4, 4));
        assertThrows(org.viseme.VisemeException.class, () -> new WindowTransformerConfig(6, 4, 2));
    }

    private static void assertMessage(String expected, org.junit.jupiter.api.function.Executable call) {
        assertEquals(
                expected, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
