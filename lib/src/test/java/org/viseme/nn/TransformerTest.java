package org.viseme.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.viseme.nn.LayerGradients.numbers;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.viseme.VisemeException;
import org.viseme.nn.TransformerConfig.Activation;
import org.viseme.torch.GradientScope;
import org.viseme.torch.Precision;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchOps;

class TransformerTest {
    private static final int WIDTH = 6;
    private static final int CONTEXT = 4;
    private static final int HEADS = 2;
    private static final int TOKENS = 9;
    private static final int PADDING = 1;

    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    private static TransformerConfig config(int layers, Activation activation) {
        return new TransformerConfig(layers, WIDTH, 8, HEADS, activation, DropoutRates.NONE);
    }

    private static TransformerDecoderConfig decoderConfig(boolean tied, boolean scaled) {
        return new TransformerDecoderConfig(TOKENS, PADDING, CONTEXT, config(2, Activation.RELU), tied, scaled);
    }

    /** With weights that are all different, those of norms too. */
    private <L extends Layer> L made(L layer) {
        layer.initialize(manager, 5);
        layer.weights().values().stream()
                .filter(array -> array.getShape().dimension() == 1)
                .forEach(array -> TorchOps.assign(
                        array, array.add(numbers(manager, array.size()).mul(0.2f))));
        return layer;
    }

    private static NDArray run(Layer layer, Pass pass, NDArray... inputs) {
        return layer.forward(new NDList(inputs), pass).singletonOrThrow();
    }

    private static NDArray run(Layer layer, NDArray... inputs) {
        return run(layer, Pass.INFERENCE, inputs);
    }

    private NDArray tokens(int rows, long... values) {
        return Torch.create(manager, LongBuffer.wrap(values), new Shape(rows, values.length / rows), DataType.INT64);
    }

    private static double[][] rows(NDArray sequences, int sequence) {
        NDArray one = sequences.get(sequence);
        int width = (int) one.getShape().get(1);
        float[] values = one.toFloatArray();
        double[][] rows = new double[values.length / width][width];
        for (int i = 0; i < values.length; i++) {
            rows[i / width][i % width] = values[i];
        }
        return rows;
    }

    private static void assertNear(double[][] expected, NDArray actual, int sequence) {
        double[][] rows = rows(actual, sequence);
        assertEquals(expected.length, rows.length);
        for (int t = 0; t < rows.length; t++) {
            assertArrayEquals(expected[t], rows[t], 2e-5, "position " + t);
        }
    }

    private static float[] floats(Map<String, NDArray> state, String name) {
        return state.get(name).toFloatArray();
    }

    private static double[][] linear(double[][] x, Map<String, NDArray> state, String name) {
        return PlainTransformer.linear(x, floats(state, name + ".weight"), floats(state, name + ".bias"));
    }

    private static double[][] norm(double[][] x, Map<String, NDArray> state, String name) {
        return PlainTransformer.norm(x, floats(state, name + ".weight"), floats(state, name + ".bias"));
    }

    private static double[][] attention(
            double[][] queries, double[][] memory, Map<String, NDArray> state, String name, IntUnaryOperator keys) {
        double[][] taken = PlainTransformer.attend(
                linear(queries, state, name + "q_proj"),
                linear(memory, state, name + "k_proj"),
                linear(memory, state, name + "v_proj"),
                HEADS,
                keys);
        return linear(taken, state, name + "out_proj");
    }

    @Test
    void normsActivationsAndPicturesOverTimeAreTheirEquations() {
        NDArray x = numbers(manager, 2, 3, WIDTH).mul(2);
        LayerNorm norm = made(new LayerNorm(WIDTH));
        double[][] normed =
                PlainTransformer.norm(rows(x, 1), floats(norm.state(), "weight"), floats(norm.state(), "bias"));
        assertNear(normed, run(norm, x), 1);
        assertNear(PlainTransformer.map(rows(x, 0), PlainTransformer::gelu), run(new Gelu(), x), 0);

        Prelu prelu = made(new Prelu(3));
        float[] slopes = floats(prelu.state(), "weight");
        double[][] bent = rows(x, 1);
        for (int channel = 0; channel < bent.length; channel++) {
            for (int i = 0; i < WIDTH; i++) {
                bent[channel][i] *= bent[channel][i] > 0 ? 1 : slopes[channel];
            }
        }
        assertNear(bent, run(prelu, x), 1);
    }

    @Test
    void convolutionsOverTimeAndPlaceAreTheirSums() {
        Convolution layer = made(Convolution.withoutBias(
                Convolution.Geometry.of(2, 3, Window.of(3, 2, 2).stride(1, 2, 1).padding(1, 0, 1))));
        NDArray video = numbers(manager, 1, 2, 4, 4, 3);
        NDArray seen = run(layer, video);
        assertEquals(new Shape(1, 3, 4, 2, 4), seen.getShape());
        float[] x = video.toFloatArray();
        float[] w = layer.state().get("weight").toFloatArray();
        float[] actual = seen.toFloatArray();
        int at = 0;
        for (int out = 0; out < 3; out++) {
            for (int t = 0; t < 4; t++) {
                for (int row = 0; row < 2; row++) {
                    for (int column = 0; column < 4; column++) {
                        double sum = 0;
                        for (int in = 0; in < 2; in++) {
                            for (int k = 0; k < 12; k++) {
                                int time = t + k / 4 - 1;
                                int y = 2 * row + k / 2 % 2;
                                int z = column + k % 2 - 1;
                                if (time >= 0 && time < 4 && z >= 0 && z < 3) {
                                    sum += (double) w[(out * 2 + in) * 12 + k] * x[((in * 4 + time) * 4 + y) * 3 + z];
                                }
                            }
                        }
                        assertEquals(sum, actual[at++], 1e-5);
                    }
                }
            }
        }
    }

    @Test
    void attentionIsItsEquationAndSeesNoPadding() {
        MultiHeadAttention layer = made(new MultiHeadAttention(WIDTH, CONTEXT, HEADS, 0));
        NDArray queries = numbers(manager, 2, 3, WIDTH);
        NDArray memory = numbers(manager, 2, 5, CONTEXT);
        NDArray padding = SequenceBatch.padding(manager, 5, 2).orElseThrow();
        NDArray taken = run(layer, queries, memory, padding);
        assertNear(attention(rows(queries, 0), rows(memory, 0), layer.state(), "", q -> 5), taken, 0);
        assertNear(attention(rows(queries, 1), rows(memory, 1), layer.state(), "", q -> 2), taken, 1);
        assertArrayEquals(
                taken.get(0).toFloatArray(), run(layer, queries, memory).get(0).toFloatArray(), 1e-6f);
    }

    @Test
    void anEncoderLayerIsItsEquations() {
        TransformerEncoderLayer layer = made(new TransformerEncoderLayer(config(1, Activation.GELU)));
        NDArray x = numbers(manager, 2, 4, WIDTH);
        NDArray output = run(layer, x, SequenceBatch.padding(manager, 3, 4).orElseThrow());
        Map<String, NDArray> state = layer.state();
        for (int i = 0; i < 2; i++) {
            int length = 3 + i;
            double[][] normed = norm(rows(x, i), state, "self_attn_layer_norm");
            double[][] flow =
                    PlainTransformer.add(rows(x, i), attention(normed, normed, state, "self_attn.", q -> length));
            double[][] hidden = linear(norm(flow, state, "final_layer_norm"), state, "fc1");
            hidden = PlainTransformer.map(hidden, PlainTransformer::gelu);
            assertNear(PlainTransformer.add(flow, linear(hidden, state, "fc2")), output, i);
        }
    }

    @Test
    void aDecoderLayerIsItsEquations() {
        TransformerDecoderLayer layer = made(new TransformerDecoderLayer(config(1, Activation.RELU), CONTEXT));
        NDArray x = numbers(manager, 1, 4, WIDTH);
        NDArray context = numbers(manager, 1, 5, CONTEXT);
        Map<String, NDArray> state = layer.state();
        double[][] normed = norm(rows(x, 0), state, "self_attn_layer_norm");
        double[][] flow = PlainTransformer.add(rows(x, 0), attention(normed, normed, state, "self_attn.", q -> q + 1));
        double[][] asked = norm(flow, state, "encoder_attn_layer_norm");
        flow = PlainTransformer.add(flow, attention(asked, rows(context, 0), state, "encoder_attn.", q -> 5));
        double[][] hidden = linear(norm(flow, state, "final_layer_norm"), state, "fc1");
        hidden = PlainTransformer.map(hidden, value -> Math.max(0, value));
        assertNear(PlainTransformer.add(flow, linear(hidden, state, "fc2")), run(layer, x, context), 0);
    }

    @Test
    void placesByConvolutionAreTheirEquation() {
        for (int kernel : new int[] {4, 5}) {
            PositionalConvolution layer = made(new PositionalConvolution(WIDTH, kernel, 2));
            Map<String, NDArray> state = layer.state();
            TorchOps.assign(
                    state.get("weight_g"), numbers(manager, 1, 1, kernel).add(1.5f));
            NDArray input = numbers(manager, 2, 5, WIDTH);
            NDArray output =
                    run(layer, input, SequenceBatch.padding(manager, 5, 3).orElseThrow());
            for (int sequence = 0; sequence < 2; sequence++) {
                double[][] x = rows(input, sequence);
                for (int t = sequence == 0 ? 5 : 3; t < 5; t++) {
                    Arrays.fill(x[t], 0);
                }
                assertNear(placed(x, state, kernel), output, sequence);
            }
        }
    }

    private static double[][] placed(double[][] x, Map<String, NDArray> state, int kernel) {
        float[] v = floats(state, "weight_v");
        float[] g = floats(state, "weight_g");
        int fan = WIDTH / 2;
        double[] lengths = new double[kernel];
        for (int i = 0; i < v.length; i++) {
            lengths[i % kernel] += (double) v[i] * v[i];
        }
        double[][] y = new double[x.length][WIDTH];
        for (int t = 0; t < x.length; t++) {
            for (int out = 0; out < WIDTH; out++) {
                double sum = floats(state, "bias")[out];
                for (int in = 0; in < fan; in++) {
                    for (int k = 0; k < kernel; k++) {
                        int from = t + k - kernel / 2;
                        if (from >= 0 && from < x.length) {
                            sum += v[(out * fan + in) * kernel + k]
                                    * g[k]
                                    / Math.sqrt(lengths[k])
                                    * x[from][out / fan * fan + in];
                        }
                    }
                }
                y[t][out] = x[t][out] + PlainTransformer.gelu(sum);
            }
        }
        return y;
    }

    @Test
    void placesOfTokensAreSinesAndCosinesAndPaddingHasNone() {
        SinusoidalPositions layer = made(new SinusoidalPositions(WIDTH, PADDING));
        NDArray places = run(layer, tokens(2, 2, 7, 7, 2, 5, 1));
        double[] frequencies = {1, 1 / Math.sqrt(10_000), 1 / 10_000.0};
        double[][] expected = new double[3][WIDTH];
        for (int t = 0; t < 3; t++) {
            for (int i = 0; i < 3; i++) {
                expected[t][i] = Math.sin((t + 2) * frequencies[i]);
                expected[t][3 + i] = Math.cos((t + 2) * frequencies[i]);
            }
        }
        assertNear(expected, places, 0);
        Arrays.fill(expected[2], 0);
        assertNear(expected, places, 1);
    }

    private NDList sequence() {
        return new NDList(numbers(manager, 2, 4, WIDTH));
    }

    private NDList sequenceAndContext() {
        return new NDList(numbers(manager, 2, 4, WIDTH), numbers(manager, 2, 3, CONTEXT));
    }

    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        LayerGradients.check(made(new LayerNorm(WIDTH)), sequence(), Pass.TRAINING);
        LayerGradients.check(new Gelu(), sequence(), Pass.TRAINING);
        LayerGradients.check(made(new Prelu(4)), sequence(), Pass.TRAINING);
        LayerGradients.check(made(new PositionalConvolution(WIDTH, 4, 2)), sequence(), Pass.TRAINING);
        LayerGradients.check(
                made(new MultiHeadAttention(WIDTH, CONTEXT, HEADS, 0)), sequenceAndContext(), Pass.TRAINING);
        // a rectifier's kink would spoil the differences
        TransformerConfig smooth = config(1, Activation.GELU);
        LayerGradients.check(made(new TransformerEncoderLayer(smooth)), sequence(), Pass.TRAINING);
        LayerGradients.check(made(new TransformerDecoderLayer(smooth, CONTEXT)), sequenceAndContext(), Pass.TRAINING);
        LayerGradients.check(made(new TransformerEncoder(config(2, Activation.GELU), 4, 2)), sequence(), Pass.TRAINING);
    }

    @Test
    void gradientsOfTheFrontEndAreThoseOfFiniteDifferences() {
        LayerGradients.check(
                made(Convolution.withoutBias(Convolution.Geometry.of(
                        1, 2, Window.of(3, 3, 3).stride(1, 2, 2).padding(1, 1, 1)))),
                new NDList(numbers(manager, 1, 1, 3, 5, 5)),
                Pass.TRAINING);
        LayerGradients.check(
                made(new ResidualBlock(2, 3, 2)), new NDList(numbers(manager, 3, 2, 5, 5)), Pass.INFERENCE);
    }

    @Test
    void embeddingsAreRowsAndPaddingNeverLearns() {
        Embedding layer = made(new Embedding(TOKENS, WIDTH, PADDING));
        NDArray weight = layer.state().get("weight");
        try (GradientScope gradients = GradientScope.record()) {
            NDArray taken = run(layer, tokens(1, 4, 1, 4));
            assertArrayEquals(weight.get(4).toFloatArray(), taken.get(0).get(2).toFloatArray());
            gradients.backward(taken.sum());
        }
        float[] expected = new float[TOKENS * WIDTH];
        Arrays.fill(expected, 4 * WIDTH, 5 * WIDTH, 2);
        assertArrayEquals(expected, weight.getGradient().toFloatArray());
    }

    @Test
    void aSequenceIsTheSameAloneAndBesideALongerOne() {
        TransformerEncoder encoder = made(new TransformerEncoder(config(2, Activation.GELU), 4, 2));
        NDArray both = numbers(manager, 2, 6, WIDTH);
        NDArray padding = SequenceBatch.padding(manager, 6, 4).orElseThrow();
        NDArray together = run(encoder, both, padding);
        NDArray alone = run(encoder, both.get("1:2, :4"));
        assertArrayEquals(alone.toFloatArray(), together.get("1:2, :4").toFloatArray(), 1e-5f);
        NDArray other = both.get("1:2, 4:").mul(-3);
        NDArray changed = both.get(":, :4").concat(both.get(":1, 4:").concat(other, 0), 1);
        assertArrayEquals(
                together.get("1, :4").toFloatArray(),
                run(encoder, changed, padding).get("1, :4").toFloatArray(),
                1e-6f);
    }

    @Test
    void theLayerThatIsAskedForComesBeforeTheLastNorm() {
        TransformerEncoder encoder = made(new TransformerEncoder(config(2, Activation.GELU), 4, 2));
        SequenceBatch x = new SequenceBatch(numbers(manager, 1, 5, WIDTH));
        double[][] last = rows(encoder.layer(x, 2, Pass.INFERENCE), 0);
        assertNear(
                norm(last, encoder.state(), "layer_norm"),
                encoder.forward(x, Pass.INFERENCE).values(),
                0);
        assertFalse(Arrays.deepEquals(last, rows(encoder.layer(x, 1, Pass.INFERENCE), 0)));
    }

    @Test
    void oneTokenAfterTheOtherGivesTheNumbersOfAllAtOnce() {
        for (boolean tied : new boolean[] {true, false}) {
            TransformerDecoder decoder = made(new TransformerDecoder(decoderConfig(tied, !tied)));
            SequenceBatch context =
                    new SequenceBatch(numbers(manager, 2, 4, CONTEXT), SequenceBatch.padding(manager, 4, 3));
            long[][] said = {{2, 7, 3, 8}, {2, 5, 5, 4}};
            NDArray all = tokens(2, 2, 7, 3, 8, 2, 5, 5, 4);
            NDArray expected = decoder.logits(all, context, Pass.INFERENCE);
            DecoderState state = decoder.begin(context, Pass.INFERENCE);
            for (int t = 0; t < 4; t++) {
                var step = decoder.step(tokens(2, said[0][t], said[1][t]), state, Pass.INFERENCE);
                assertArrayEquals(
                        expected.get(":, " + t).toFloatArray(), step.logits().toFloatArray(), 1e-5f, "token " + t);
                state = step.state();
            }
            assertArrayEquals(all.toLongArray(), state.tokens().toLongArray());
        }
    }

    @Test
    void aSearchGoesOnWithTheRowsItSelects() {
        TransformerDecoder decoder = made(new TransformerDecoder(decoderConfig(true, false)));
        SequenceBatch context =
                new SequenceBatch(numbers(manager, 2, 4, CONTEXT), SequenceBatch.padding(manager, 4, 3));
        DecoderState state = decoder.begin(context, Pass.INFERENCE);
        state = decoder.step(tokens(2, 2, 2), state, Pass.INFERENCE).state();
        state = decoder.step(tokens(2, 7, 5), state, Pass.INFERENCE).state();
        DecoderState selected = state.select(manager.create(new long[] {1, 1, 0}));
        NDArray logits =
                decoder.step(tokens(3, 8, 3, 3), selected, Pass.INFERENCE).logits();
        NDArray values = context.values();
        SequenceBatch same = new SequenceBatch(
                NDArrays.concat(new NDList(values.get("1:"), values.get("1:"), values.get(":1"))),
                SequenceBatch.padding(manager, 3, 3, 4));
        NDArray expected = decoder.logits(tokens(3, 2, 5, 8, 2, 5, 3, 2, 7, 3), same, Pass.INFERENCE);
        assertArrayEquals(expected.get(":, 2").toFloatArray(), logits.toFloatArray(), 1e-5f);
        assertEquals(1 + 2 * 2, selected.past().size());
    }

    @Test
    void hypothesesOfOneClipShareItsContext() {
        TransformerDecoder decoder = made(new TransformerDecoder(decoderConfig(true, false)));
        NDArray values = numbers(manager, 1, 4, CONTEXT);
        DecoderState state =
                decoder.begin(new SequenceBatch(values, SequenceBatch.padding(manager, 3)), Pass.INFERENCE);
        state = decoder.step(tokens(1, 2), state, Pass.INFERENCE).state();
        DecoderState selected = state.select(manager.create(new long[] {0, 0, 0}));
        var step = decoder.step(tokens(3, 8, 3, 5), selected, Pass.INFERENCE);
        for (int layer = 0; layer < 2; layer++) {
            assertSame(
                    state.layers().get(layer).get(2),
                    step.state().layers().get(layer).get(2));
            assertSame(
                    state.layers().get(layer).get(3),
                    step.state().layers().get(layer).get(3));
        }
        NDArray first = decoder.logits(
                tokens(3, 2, 8, 2, 3, 2, 5),
                new SequenceBatch(
                        NDArrays.concat(new NDList(values, values, values)), SequenceBatch.padding(manager, 3, 3, 3)),
                Pass.INFERENCE);
        assertArrayEquals(first.get(":, 1").toFloatArray(), step.logits().toFloatArray(), 1e-5f);
    }

    @Test
    void whatIsSaidLaterChangesNothingBefore() {
        TransformerDecoder decoder = made(new TransformerDecoder(decoderConfig(true, false)));
        SequenceBatch context = new SequenceBatch(numbers(manager, 1, 4, CONTEXT));
        NDArray one = decoder.logits(tokens(1, 2, 4, 5), context, Pass.INFERENCE);
        NDArray other = decoder.logits(tokens(1, 2, 4, 8), context, Pass.INFERENCE);
        assertArrayEquals(one.get("0, :2").toFloatArray(), other.get("0, :2").toFloatArray(), 1e-6f);
    }

    @Test
    void aRecordingPassShowsTheWeightsAndChangesNothing() {
        TransformerDecoder decoder = made(new TransformerDecoder(decoderConfig(true, false)));
        SequenceBatch context =
                new SequenceBatch(numbers(manager, 2, 4, CONTEXT), SequenceBatch.padding(manager, 4, 3));
        NDArray said = tokens(2, 2, 7, 3, 2, 5, 5);
        AttentionMaps maps = AttentionMaps.of(decoder);
        NDArray seen = decoder.logits(said, context, Pass.INFERENCE.recording(maps));
        assertArrayEquals(decoder.logits(said, context, Pass.INFERENCE).toFloatArray(), seen.toFloatArray(), 1e-5f);
        assertEquals(
                List.of("layers.0.self_attn", "layers.0.encoder_attn", "layers.1.self_attn", "layers.1.encoder_attn"),
                List.copyOf(maps.byName().keySet()));
        NDArray own = maps.byName().get("layers.1.self_attn");
        NDArray other = maps.byName().get("layers.1.encoder_attn");
        assertEquals(new Shape(2, HEADS, 3, 3), own.getShape());
        assertEquals(new Shape(2, HEADS, 3, 4), other.getShape());
        for (NDArray map : List.of(own, other)) {
            for (float sum : map.sum(new int[] {-1}).toFloatArray()) {
                assertEquals(1, sum, 1e-5f);
            }
        }
        assertEquals(0, own.get("0, 0, 0, 1").getFloat());
        assertEquals(0, other.get("1, 0, 2, 3").getFloat());
        assertTrue(other.get("0, 0, 2, 3").getFloat() > 0);
    }

    @Test
    void trainingForgetsAtTheGivenRateAndInferenceNothing() {
        Dropout layer = new Dropout(0.25);
        NDArray ones = manager.ones(new Shape(40_000));
        assertArrayEquals(ones.toFloatArray(), run(layer, ones).toFloatArray());
        Torch.setSeed(11);
        float[] values = run(layer, Pass.TRAINING, ones).toFloatArray();
        int forgotten = 0;
        for (float value : values) {
            forgotten += value == 0 ? 1 : 0;
            assertTrue(value == 0 || Math.abs(value - 4 / 3f) < 1e-5f, "" + value);
        }
        // five standard deviations of a binomial distribution
        assertEquals(0.25, forgotten / 40_000.0, 5 * Math.sqrt(0.25 * 0.75 / 40_000));
        Torch.setSeed(11);
        assertArrayEquals(values, run(layer, Pass.TRAINING, ones).toFloatArray());
    }

    @Test
    void everyRateOfATransformerHasAnEffectInTrainingAlone() {
        NDArray x = numbers(manager, 1, 5, WIDTH);
        List<DropoutRates> rates = List.of(
                new DropoutRates(0.5, 0, 0, 0),
                new DropoutRates(0, 0.5, 0, 0),
                new DropoutRates(0, 0, 0.5, 0),
                new DropoutRates(0, 0, 0, 0.9));
        float[] plain = run(made(new TransformerEncoder(config(2, Activation.GELU), 4, 2)), x)
                .toFloatArray();
        for (DropoutRates rate : rates) {
            TransformerEncoder encoder =
                    made(new TransformerEncoder(config(2, Activation.GELU).withDropout(rate), 4, 2));
            assertArrayEquals(plain, run(encoder, x).toFloatArray(), 1e-6f);
            Torch.setSeed(3);
            float[] trained = run(encoder, Pass.TRAINING, x).toFloatArray();
            assertFalse(Arrays.equals(plain, trained), rate.toString());
            Torch.setSeed(3);
            assertArrayEquals(trained, run(encoder, Pass.TRAINING, x).toFloatArray(), rate.toString());
        }
        assertThrows(VisemeException.class, () -> new DropoutRates(0, 1, 0, 0));
        assertThrows(VisemeException.class, () -> new DropoutRates(-0.1, 0, 0, 0));
    }

    private static long work(TransformerEncoder encoder, SequenceBatch x, int layers, Pass pass) {
        LongAdder work = new LongAdder();
        encoder.layer(x, layers, pass.counting(work::add));
        return work.sum();
    }

    @Test
    void layersAreLeftOutAtTheirRate() {
        DropoutRates rates = new DropoutRates(0, 0, 0, 0.4);
        TransformerEncoder encoder =
                made(new TransformerEncoder(config(2, Activation.GELU).withDropout(rates), 4, 2));
        SequenceBatch x = new SequenceBatch(numbers(manager, 1, 3, WIDTH));
        List<Integer> counts = new ArrayList<>(List.of(0, 0, 0));
        Torch.setSeed(9);
        int trials = 200;
        long whole = work(encoder, x, 2, Pass.INFERENCE);
        long layer = whole - work(encoder, x, 1, Pass.INFERENCE);
        for (int i = 0; i < trials; i++) {
            int run = (int) (2 - (whole - work(encoder, x, 2, Pass.TRAINING)) / layer);
            counts.set(run, counts.get(run) + 1);
        }
        double[] expected = {0.16, 0.48, 0.36};
        for (int i = 0; i < 3; i++) {
            double deviation = Math.sqrt(expected[i] * (1 - expected[i]) / trials);
            assertEquals(expected[i], counts.get(i) / (double) trials, 4 * deviation, counts.toString());
        }
    }

    @Test
    void everyMultiplyAddIsCounted() {
        LongAdder sum = new LongAdder();
        TransformerDecoderLayer layer = made(new TransformerDecoderLayer(config(1, Activation.RELU), CONTEXT));
        layer.forward(
                new NDList(manager.ones(new Shape(2, 3, WIDTH)), manager.ones(new Shape(2, 5, CONTEXT))),
                Pass.INFERENCE.counting(sum::add));
        long own = 4 * 2 * 3 * WIDTH * WIDTH + 2 * 2 * 3 * 3 * WIDTH;
        long context = 2 * (2 * 3 * WIDTH * WIDTH + 2 * 5 * CONTEXT * WIDTH + 2 * 3 * 5 * WIDTH);
        assertEquals(own + context + 2 * 2 * 3 * WIDTH * 8, sum.sum());

        sum.reset();
        ResidualBlock block = made(new ResidualBlock(2, 3, 2));
        block.forward(new NDList(manager.ones(new Shape(1, 2, 5, 5))), Pass.INFERENCE.counting(sum::add));
        assertEquals(9 * (9 * 2 * 3 + 9 * 3 * 3 + 2 * 3), sum.sum());
    }

    @Test
    void halfPrecisionStaysClose() {
        TransformerDecoder decoder = made(new TransformerDecoder(decoderConfig(true, false)));
        SequenceBatch context =
                new SequenceBatch(numbers(manager, 2, 4, CONTEXT), SequenceBatch.padding(manager, 4, 3));
        NDArray said = tokens(2, 2, 7, 3, 2, 5, 5);
        NDArray half = decoder.logits(said, context, Pass.INFERENCE.withPrecision(Precision.BF16));
        assertEquals(DataType.FLOAT32, half.getDataType());
        assertArrayEquals(decoder.logits(said, context, Pass.INFERENCE).toFloatArray(), half.toFloatArray(), 0.1f);
        TransformerEncoder encoder = made(new TransformerEncoder(config(2, Activation.GELU), 4, 2));
        NDArray x = numbers(manager, 1, 5, WIDTH);
        assertArrayEquals(
                run(encoder, x).toFloatArray(),
                run(encoder, Pass.INFERENCE.withPrecision(Precision.BF16), x).toFloatArray(),
                0.1f);
    }

    @Test
    void theFrontEndSeesFrameByFrame() {
        LipFrontEnd layer = made(new LipFrontEnd(2));
        assertEquals(16, layer.features());
        NDArray video = numbers(manager, 2, 1, 7, 24, 24);
        NDArray features = run(layer, video);
        assertEquals(new Shape(2, 7, 16), features.getShape());
        assertArrayEquals(
                features.get("1:").toFloatArray(), run(layer, video.get("1:")).toFloatArray(), 1e-5f);
        // a frame sees two frames before it and two behind
        assertArrayEquals(
                features.get("0, 2:5").toFloatArray(),
                run(layer, video.get(":1, :, 0:7")).get("0, 2:5").toFloatArray(),
                1e-5f);
        NDArray middle = run(layer, video.get(":1, :, 1:6"));
        assertArrayEquals(
                features.get("0, 3").toFloatArray(), middle.get("0, 2").toFloatArray(), 1e-5f);
        assertFalse(Arrays.equals(
                features.get("0, 1").toFloatArray(), middle.get("0, 0").toFloatArray()));
    }

    @Test
    void wrongShapesAreRefusedInOneLineWithTheLayersName() {
        NDArray wrong = manager.zeros(new Shape(2, 3, 5));
        List<Layer> layers = List.of(
                new MultiHeadAttention(WIDTH, CONTEXT, HEADS, 0),
                new TransformerEncoderLayer(config(1, Activation.GELU)),
                new TransformerDecoderLayer(config(1, Activation.GELU), CONTEXT),
                new PositionalConvolution(WIDTH, 4, 2));
        for (Layer layer : layers) {
            made(layer);
            assertEquals(
                    layer.getClass().getSimpleName() + ": sequences of shape (2, 3, 5) instead of (batch, time, 6)",
                    assertThrows(IllegalArgumentException.class, () -> run(layer, wrong, wrong))
                            .getMessage());
        }
        for (Layer layer : List.of(new LayerNorm(WIDTH), new Linear(WIDTH, 3))) {
            made(layer);
            assertEquals(
                    layer.getClass().getSimpleName() + ": an array of shape (2, 3, 5) instead of (..., 6)",
                    assertThrows(IllegalArgumentException.class, () -> run(layer, wrong))
                            .getMessage());
        }
        assertEquals(
                "LipFrontEnd: a video of shape (2, 3, 5) instead of (batch, 1, time, height, width)",
                assertThrows(IllegalArgumentException.class, () -> run(made(new LipFrontEnd(2)), wrong))
                        .getMessage());
        TransformerDecoder decoder = made(new TransformerDecoder(decoderConfig(true, false)));
        SequenceBatch context = new SequenceBatch(numbers(manager, 2, 4, CONTEXT));
        assertEquals(
                "TransformerDecoder: tokens of shape (1, 3) and type int64 instead of (2, time) and int64",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> decoder.logits(tokens(1, 2, 3, 4), context, Pass.INFERENCE))
                        .getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> new SequenceBatch(wrong, Optional.of(manager.zeros(new Shape(2, 3)))));
        assertThrows(
                VisemeException.class, () -> new TransformerConfig(1, 6, 8, 4, Activation.GELU, DropoutRates.NONE));
        assertEquals(Optional.empty(), SequenceBatch.padding(manager, 3, 3));
        assertArrayEquals(
                new boolean[] {false, true, false, false},
                SequenceBatch.padding(manager, 1, 2).orElseThrow().toBooleanArray());
    }
}
