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
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.viseme.nn.TransformerConfig.Activation;
import org.viseme.torch.Torch;

class ConformerTest {
    private static final int WIDTH = 6;
    private static final int HEADS = 2;
    private static final int TIME = 4;

    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    private static TransformerConfig config(Activation activation) {
        return new TransformerConfig(1, WIDTH, 8, HEADS, activation, DropoutRates.NONE);
    }

    private <L extends Layer> L made(L layer) {
        layer.initialize(manager, 5);
        return layer;
    }

    private static NDArray run(Layer layer, NDArray... inputs) {
        return layer.forward(new NDList(inputs), Pass.INFERENCE).singletonOrThrow();
    }

    private static double[][] rows(float[] values, int width) {
        double[][] rows = new double[values.length / width][width];
        for (int i = 0; i < values.length; i++) {
            rows[i / width][i % width] = values[i];
        }
        return rows;
    }

    private static double[][] linear(double[][] x, Map<String, NDArray> state, String name) {
        float[] weight = state.get(name + ".weight").toFloatArray();
        NDArray bias = state.get(name + ".bias");
        return PlainTransformer.linear(x, weight, bias == null ? new float[WIDTH] : bias.toFloatArray());
    }

    private static double[][] norm(double[][] x, Map<String, NDArray> state, String name) {
        return PlainTransformer.norm(
                x,
                state.get(name + ".weight").toFloatArray(),
                state.get(name + ".bias").toFloatArray());
    }

    /** Dai et al. 2019, the four terms of the score, position by position. */
    private static double[][] relative(double[][] x, Map<String, NDArray> state, String name, int length) {
        double[][] query = linear(x, state, name + "linear_q");
        double[][] key = linear(x, state, name + "linear_k");
        double[][] value = linear(x, state, name + "linear_v");
        float[] u = state.get(name + "pos_bias_u").toFloatArray();
        float[] v = state.get(name + "pos_bias_v").toFloatArray();
        int width = WIDTH / HEADS;
        double[][] taken = new double[x.length][WIDTH];
        for (int head = 0; head < HEADS; head++) {
            for (int q = 0; q < x.length; q++) {
                double[] weight = new double[length];
                double sum = 0;
                for (int k = 0; k < length; k++) {
                    double[][] place = linear(new double[][] {waves(q - k)}, state, name + "linear_pos");
                    double score = 0;
                    for (int i = head * width; i < (head + 1) * width; i++) {
                        score += (query[q][i] + u[i]) * key[k][i] + (query[q][i] + v[i]) * place[0][i];
                    }
                    weight[k] = Math.exp(score / Math.sqrt(width));
                    sum += weight[k];
                }
                for (int k = 0; k < length; k++) {
                    for (int i = head * width; i < (head + 1) * width; i++) {
                        taken[q][i] += weight[k] / sum * value[k][i];
                    }
                }
            }
        }
        return linear(taken, state, name + "linear_out");
    }

    private static double[] waves(int place) {
        double[] waves = new double[WIDTH];
        for (int i = 0; i < WIDTH; i += 2) {
            double angle = place * Math.pow(10_000, -i / (double) WIDTH);
            waves[i] = Math.sin(angle);
            waves[i + 1] = Math.cos(angle);
        }
        return waves;
    }

    private static void assertNear(double[][] expected, NDArray actual) {
        double[][] rows = rows(actual.toFloatArray(), expected[0].length);
        assertEquals(expected.length, rows.length);
        for (int t = 0; t < rows.length; t++) {
            assertArrayEquals(expected[t], rows[t], 3e-5, "position " + t);
        }
    }

    @Test
    void attentionByDistanceIsItsEquation() {
        RelativeAttention layer = made(new RelativeAttention(WIDTH, HEADS, 0));
        NDArray x = numbers(manager, 2, TIME, WIDTH);
        NDArray output = run(layer, x, SequenceBatch.padding(manager, TIME, 3).orElseThrow());
        for (int sequence = 0; sequence < 2; sequence++) {
            assertNear(
                    relative(rows(x.get(sequence).toFloatArray(), WIDTH), layer.state(), "", TIME - sequence),
                    output.get(sequence));
        }
        AttentionMaps maps = AttentionMaps.of(new Stack(layer));
        NDArray seen =
                layer.forward(new NDList(x), Pass.INFERENCE.recording(maps)).singletonOrThrow();
        assertArrayEquals(run(layer, x).toFloatArray(), seen.toFloatArray(), 1e-5f);
        assertEquals(new Shape(2, HEADS, TIME, TIME), maps.byName().get("0").getShape());
    }

    @Test
    void aBlockIsItsEquations() {
        ConformerLayer layer = made(new ConformerLayer(config(Activation.RELU), 3));
        NDArray input = numbers(manager, 1, TIME, WIDTH);
        Map<String, NDArray> state = layer.state();
        double[][] x = rows(input.toFloatArray(), WIDTH);
        x = PlainTransformer.add(x, half(norm(x, state, "norm_ff_macaron"), state, "feed_forward_macaron"));
        x = PlainTransformer.add(x, relative(norm(x, state, "norm_mha"), state, "self_attn.", TIME));
        x = PlainTransformer.add(x, convolution(norm(x, state, "norm_conv"), state));
        x = PlainTransformer.add(x, half(norm(x, state, "norm_ff"), state, "feed_forward"));
        assertNear(norm(x, state, "norm_final"), run(layer, input).get(0));
    }

    private static double[][] half(double[][] x, Map<String, NDArray> state, String name) {
        double[][] hidden = PlainTransformer.map(linear(x, state, name + ".w_1"), value -> Math.max(0, value));
        return PlainTransformer.map(linear(hidden, state, name + ".w_2"), value -> value / 2);
    }

    /** With the statistics that a fresh norm has. */
    private static double[][] convolution(double[][] x, Map<String, NDArray> state) {
        double[][] wide = linear(x, state, "conv_module.pointwise_cov1");
        float[] kernel = state.get("conv_module.depthwise_conv.weight").toFloatArray();
        float[] bias = state.get("conv_module.depthwise_conv.bias").toFloatArray();
        double[][] y = new double[x.length][WIDTH];
        for (int t = 0; t < x.length; t++) {
            for (int i = 0; i < WIDTH; i++) {
                double sum = bias[i];
                for (int k = 0; k < 3; k++) {
                    int from = t + k - 1;
                    if (from >= 0 && from < x.length) {
                        double gate = 1 / (1 + Math.exp(-wide[from][WIDTH + i]));
                        sum += kernel[i * 3 + k] * wide[from][i] * gate;
                    }
                }
                double normed = sum / Math.sqrt(1 + 1e-5);
                y[t][i] = normed / (1 + Math.exp(-normed));
            }
        }
        return linear(y, state, "conv_module.pointwise_cov2");
    }

    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        LayerGradients.check(
                made(new RelativeAttention(WIDTH, HEADS, 0)),
                new NDList(numbers(manager, 2, TIME, WIDTH)),
                Pass.TRAINING);
        LayerGradients.check(
                made(new ConformerLayer(config(Activation.GELU), 3)),
                new NDList(numbers(manager, 2, TIME, WIDTH)),
                Pass.INFERENCE);
    }

    @Test
    void aSequenceIsTheSameAloneAndBesideALongerOne() {
        ConformerEncoder encoder = made(
                new ConformerEncoder(new TransformerConfig(2, WIDTH, 8, HEADS, Activation.RELU, DropoutRates.NONE), 3));
        NDArray both = numbers(manager, 2, 6, WIDTH);
        NDArray together =
                run(encoder, both, SequenceBatch.padding(manager, 6, 4).orElseThrow());
        assertArrayEquals(
                run(encoder, both.get("1:2, :4")).toFloatArray(),
                together.get("1:2, :4").toFloatArray(),
                2e-5f);
    }

    @Test
    void aDecoderOfTheOtherConventionHasItsNamesPlacesAndOutput() {
        TransformerDecoderConfig config =
                new TransformerDecoderConfig(7, 0, WIDTH, config(Activation.RELU), false, true);
        TransformerDecoder decoder = made(new TransformerDecoder(config, Convention.ESPNET));
        List<String> names = List.copyOf(decoder.state().keySet());
        assertTrue(names.containsAll(List.of(
                "embed.0.weight",
                "decoders.0.self_attn.linear_q.weight",
                "decoders.0.src_attn.linear_out.bias",
                "decoders.0.feed_forward.w_1.weight",
                "decoders.0.norm1.weight",
                "decoders.0.norm3.bias",
                "after_norm.weight",
                "output_layer.bias")));
        assertEquals(1 + 8 + 8 + 4 + 6 + 2 + 2, names.size());
        SequenceBatch context = new SequenceBatch(numbers(manager, 1, 5, WIDTH));
        NDArray said = Torch.create(manager, LongBuffer.wrap(new long[] {6, 2, 2}), new Shape(1, 3), DataType.INT64);
        NDArray expected = decoder.logits(said, context, Pass.INFERENCE);
        DecoderState state = decoder.begin(context, Pass.INFERENCE);
        for (int i = 0; i < 3; i++) {
            var step = decoder.step(said.get(":, " + i).expandDims(1), state, Pass.INFERENCE);
            assertArrayEquals(
                    expected.get(":, " + i).toFloatArray(), step.logits().toFloatArray(), 1e-5f);
            state = step.state();
        }
        NDArray places = run(new AlternatingPositions(WIDTH), said);
        assertNear(new double[][] {waves(0), waves(1), waves(2)}, places);
        TransformerDecoderConfig tied = new TransformerDecoderConfig(7, 0, WIDTH, config(Activation.RELU), true, true);
        assertThrows(IllegalArgumentException.class, () -> new TransformerDecoder(tied, Convention.ESPNET));
        assertThrows(IllegalArgumentException.class, () -> new ConformerLayer(config(Activation.RELU), 4));
    }

    @Test
    void convolutionsOverTimeAreTheirSums() {
        TemporalConvolution layer = made(new TemporalConvolution(2, 3, 3, 2));
        NDArray input = numbers(manager, 1, 2, 7);
        NDArray output = run(layer, input);
        assertEquals(new Shape(1, 3, 7), output.getShape());
        float[] x = input.toFloatArray();
        float[] weight = layer.state().get("weight").toFloatArray();
        float[] bias = layer.state().get("bias").toFloatArray();
        for (int out = 0; out < 3; out++) {
            for (int t = 0; t < 7; t++) {
                double sum = bias[out];
                for (int in = 0; in < 2; in++) {
                    for (int k = 0; k < 3; k++) {
                        int from = t + 2 * (k - 1);
                        sum += from < 0 || from >= 7 ? 0 : weight[(out * 2 + in) * 3 + k] * x[in * 7 + from];
                    }
                }
                assertEquals(sum, output.getFloat(0, out, t), 1e-5);
            }
        }
        LayerGradients.check(layer, new NDList(input), Pass.TRAINING);
        assertEquals(
                "TemporalConvolution: an array of shape (1, 7, 2) instead of (batch, 2, time)",
                assertThrows(IllegalArgumentException.class, () -> run(layer, manager.zeros(new Shape(1, 7, 2))))
                        .getMessage());
    }
}
