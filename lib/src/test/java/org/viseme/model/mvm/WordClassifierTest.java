package org.viseme.model.mvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.viseme.VisemeException;
import org.viseme.model.mvm.VisualAudioMemory.Lesson;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.Torch;

class WordClassifierTest {
    private static final int FEATURES = 8;
    private static final int WIDTH = 6;
    private static final int SLOTS = 3;
    private static final double RADIUS = 2;

    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    private NDArray numbers(double frequency, long... shape) {
        FloatBuffer values = FloatBuffer.allocate((int) new Shape(shape).size());
        for (int i = 0; values.hasRemaining(); i++) {
            values.put((float) Math.sin(frequency * i + 0.2));
        }
        return Torch.create(manager, values.flip(), new Shape(shape), DataType.FLOAT32);
    }

    private VisualAudioMemory memory() {
        VisualAudioMemory memory = new VisualAudioMemory(
                new WordClassifierConfig(1, 32, new WordClassifierConfig.Memory(SLOTS, 2, RADIUS), 2, 4), WIDTH);
        memory.initialize(manager, 3);
        return memory;
    }

    private static double[] linear(double[] x, Map<String, NDArray> state, String name) {
        float[] weight = state.get(name + ".weight").toFloatArray();
        float[] bias = state.get(name + ".bias").toFloatArray();
        double[] y = new double[bias.length];
        for (int o = 0; o < y.length; o++) {
            y[o] = bias[o];
            for (int i = 0; i < x.length; i++) {
                y[o] += weight[o * x.length + i] * x[i];
            }
        }
        return y;
    }

    /** As a fresh layer norm has it. */
    private static double[] norm(double[] x) {
        double mean = Arrays.stream(x).average().orElseThrow();
        double variance =
                Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
        return Arrays.stream(x)
                .map(v -> (v - mean) / Math.sqrt(variance + 1e-5))
                .toArray();
    }

    private static double[] sum(double[] x, double[] y) {
        double[] sum = new double[x.length];
        Arrays.setAll(sum, i -> x[i] + y[i]);
        return sum;
    }

    private static double cosine(double[] x, double[] y) {
        double product = 0;
        double one = 0;
        double other = 0;
        for (int i = 0; i < x.length; i++) {
            product += x[i] * y[i];
            one += x[i] * x[i];
            other += y[i] * y[i];
        }
        return product / Math.sqrt(one * other);
    }

    /** The mean of rows, weighted by a softmax of cosines with keys. */
    private static double[] looked(double[] query, double[][] keys, double[][] rows) {
        double[] weights = Arrays.stream(keys)
                .mapToDouble(key -> Math.exp(RADIUS * cosine(query, key)))
                .toArray();
        double total = Arrays.stream(weights).sum();
        double[] mean = new double[rows[0].length];
        for (int k = 0; k < rows.length; k++) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += weights[k] / total * rows[k][i];
            }
        }
        return mean;
    }

    private static double[][] rows(NDArray array) {
        float[] values = array.toFloatArray();
        int width = (int) array.getShape().get(array.getShape().dimension() - 1);
        double[][] rows = new double[values.length / width][width];
        for (int i = 0; i < values.length; i++) {
            rows[i / width][i % width] = values[i];
        }
        return rows;
    }

    private static void assertNear(double[][] expected, NDArray actual) {
        double[][] rows = rows(actual);
        for (int t = 0; t < expected.length; t++) {
            assertArrayEquals(expected[t], rows[t], 3e-5);
        }
    }

    @Test
    void lipsRecallWhatTheirKeysHold() {
        VisualAudioMemory memory = memory();
        Map<String, NDArray> state = memory.state();
        NDArray lips = numbers(0.7, 1, 2, WIDTH);
        double[][] keys = rows(state.get("key"));
        double[][] values = rows(state.get("value"));
        double[][] expected = new double[2][];
        for (int t = 0; t < 2; t++) {
            double[] query = linear(rows(lips)[t], state, "q_embd");
            double[] found = new double[2 * FEATURES];
            for (int head = 0; head < 2; head++) {
                double[] part = Arrays.copyOfRange(query, head * FEATURES / 2, (head + 1) * FEATURES / 2);
                double[][] own = Arrays.copyOfRange(keys, head * SLOTS, (head + 1) * SLOTS);
                System.arraycopy(looked(part, own, values), 0, found, head * FEATURES, FEATURES);
            }
            expected[t] = norm(sum(rows(lips)[t], norm(linear(found, state, "linear"))));
        }
        assertNear(expected, memory.forward(new NDList(lips), Pass.INFERENCE).singletonOrThrow());
    }

    @Test
    void aLessonGivesTheSoundBack() {
        VisualAudioMemory memory = memory();
        Map<String, NDArray> state = memory.state();
        NDArray lips = numbers(0.7, 1, 2, WIDTH);
        NDArray sound = numbers(1.3, 1, 2, FEATURES);
        double[][] values = rows(state.get("value"));
        double[][] expected = new double[2][];
        double far = 0;
        for (int t = 0; t < 2; t++) {
            double[] given = looked(linear(rows(sound)[t], state, "v_embd"), values, values);
            expected[t] = norm(sum(rows(lips)[t], norm(linear(given, state, "v_up"))));
            far += Math.abs(1 - cosine(given, rows(sound)[t])) / 2;
        }
        double alike = 0;
        for (int i = 0; i < SLOTS; i++) {
            for (int k = 0; k < SLOTS; k++) {
                alike += 0.5 * Math.abs((i == k ? 1 : 0) - cosine(values[i], values[k]));
            }
        }
        sound.setRequiresGradient(true);
        try (GradientScope gradients = GradientScope.record()) {
            Lesson lesson = memory.learn(lips, sound, Pass.INFERENCE);
            assertNear(expected, lesson.fused());
            assertEquals(far, lesson.reconstruction().getFloat(), 1e-5);
            assertEquals(alike, lesson.contrast().getFloat(), 1e-5);
            gradients.backward(lesson.reconstruction().add(lesson.contrast()));
        }
        assertTrue(state.get("value").getGradient().abs().sum().getFloat() > 0);
        assertEquals(0, sound.getGradient().abs().sum().getFloat());
    }

    @Test
    void namesAreThePublishedOnes() {
        Map<String, long[]> shapes = new WordClassifier(WordClassifierConfig.paper()).stateShapes();
        assertTrue(shapes.keySet()
                .containsAll(List.of(
                        "v_front.frontend.0.weight",
                        "v_front.resnet.layer1.0.shortcut_layer.1.running_mean",
                        "v_front.resnet.layer4.1.res_layer.5.bias",
                        "v_front.resnet.out_layer.4.weight",
                        "mem.q_embd.weight",
                        "tcn.tcn.mb_ms_tcn.layer1.cbcr0_2.conv.weight",
                        "tcn.tcn.mb_ms_tcn.layer4.relu_final.weight",
                        "tcn.tcn.mb_ms_tcn.mem3.v_up.bias",
                        "tcn.tcn.tcn_output.weight")));
        assertFalse(shapes.containsKey("mem.v_up.weight"));
        assertArrayEquals(new long[] {512, 512 * 4 * 4}, shapes.get("v_front.resnet.out_layer.3.weight"));
        assertArrayEquals(new long[] {8 * 112, 64}, shapes.get("mem.key"));
        assertArrayEquals(new long[] {768, 8 * 512}, shapes.get("tcn.tcn.mb_ms_tcn.mem1.linear.weight"));
        assertArrayEquals(new long[] {256, 512, 7}, shapes.get("tcn.tcn.mb_ms_tcn.layer1.cbcr0_2.conv.weight"));
    }

    @Test
    void aTinyClassifierTellsWordsApart() {
        WordClassifier network = new WordClassifier(WordClassifierConfig.tiny(12));
        network.initialize(manager, 1);
        NDArray video = numbers(0.37, 2, 1, 5, 88, 88);
        NDArray both = network.forward(new NDList(video), Pass.INFERENCE).singletonOrThrow();
        assertEquals(new Shape(2, 12), both.getShape());
        NDArray second =
                network.forward(new NDList(video.get("1:")), Pass.INFERENCE).singletonOrThrow();
        assertArrayEquals(both.get("1:").toFloatArray(), second.toFloatArray(), 1e-4f);
        assertEquals(
                "WordClassifier: a video of shape (1, 1, 5, 80, 80) instead of (batch, 1, frames, 88, 88)",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> network.frames(manager.zeros(new Shape(1, 1, 5, 80, 80)), Pass.INFERENCE))
                        .getMessage());
        assertThrows(
                VisemeException.class,
                () -> new WordClassifierConfig(1, 88, new WordClassifierConfig.Memory(4, 3, 16), 2, 4));
    }
}
