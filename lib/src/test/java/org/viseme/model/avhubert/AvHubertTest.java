package org.viseme.model.avhubert;

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
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.viseme.VisemeException;
import org.viseme.model.avhubert.AvHubertEncoderConfig.Clusters;
import org.viseme.model.avhubert.AvHubertEncoderConfig.ModalityDropout;
import org.viseme.model.avhubert.AvHubertEncoderConfig.Positions;
import org.viseme.nn.DecoderState;
import org.viseme.nn.DropoutRates;
import org.viseme.nn.Pass;
import org.viseme.nn.SequenceBatch;
import org.viseme.nn.TransformerConfig;
import org.viseme.nn.TransformerConfig.Activation;
import org.viseme.torch.GradientScope;
import org.viseme.torch.Precision;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchOps;

class AvHubertTest {
    private static final int SIZE = AvHubertEncoderConfig.MOUTH_SIZE;
    private static final int SOUND = 104;
    private static final int VOCABULARY = 11;

    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    private static AvHubertEncoderConfig smallEncoder(ModalityDropout modalities, Clusters clusters) {
        return new AvHubertEncoderConfig(
                2,
                SOUND,
                new TransformerConfig(2, 12, 16, 2, Activation.GELU, DropoutRates.NONE),
                new Positions(4, 2),
                0,
                modalities,
                clusters);
    }

    private AvHubertEncoder encoder(ModalityDropout modalities, Clusters clusters) {
        AvHubertEncoder network = new AvHubertEncoder(smallEncoder(modalities, clusters));
        network.initialize(manager, 3);
        return network;
    }

    private AvHubertEncoder encoder() {
        return encoder(ModalityDropout.NONE, Clusters.NONE);
    }

    private AvHubert reader() {
        AvHubert network = new AvHubert(AvHubertConfig.tiny(VOCABULARY).withoutDropout());
        network.initialize(manager, 3);
        return network;
    }

    private NDArray numbers(double frequency, long... shape) {
        FloatBuffer values = FloatBuffer.allocate((int) new Shape(shape).size());
        for (int i = 0; values.hasRemaining(); i++) {
            values.put((float) Math.sin(frequency * i + 0.2));
        }
        return Torch.create(manager, values.flip(), new Shape(shape), DataType.FLOAT32);
    }

    private NDArray video(int clips, int frames) {
        return numbers(0.37, clips, 1, frames, SIZE, SIZE);
    }

    private NDArray audio(int clips, int frames) {
        return numbers(0.9, clips, SOUND, frames);
    }

    private NDArray tokens(int rows, long... values) {
        return Torch.create(manager, LongBuffer.wrap(values), new Shape(rows, values.length / rows), DataType.INT64);
    }

    private static float[] context(AvHubertEncoder network, Clips clips, Pass pass) {
        return network.context(clips, pass).values().toFloatArray();
    }

    @Test
    void sizesAreThePublishedOnes() {
        assertEquals(102_620_392, new AvHubertEncoder(AvHubertEncoderConfig.base()).weightCount());
        assertEquals(57_480_192, new AvHubert(AvHubertConfig.base()).decoder().weightCount());
        // 24 layers: four products and two wider ones with biases, two norms
        long layer = 4 * (1024 * 1024 + 1024) + 2 * 1024 * 4096 + 4096 + 1024 + 4 * 1024;
        AvHubertEncoder large = new AvHubertEncoder(AvHubertEncoderConfig.large());
        long inLayers = large.stateShapes().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("encoder.layers."))
                .mapToLong(entry -> new Shape(entry.getValue()).size())
                .sum();
        assertEquals(24 * layer, inLayers);
        assertArrayEquals(new long[] {1024, 2048}, large.stateShapes().get("post_extract_proj.weight"));
        assertArrayEquals(new long[] {1024, 64, 128}, large.stateShapes().get("encoder.pos_conv.0.weight_v"));
        long tiny = new AvHubert(AvHubertConfig.tiny(60)).encoder().weightCount();
        assertTrue(tiny > 1_800_000 && tiny < 2_300_000, "" + tiny);
    }

    @Test
    void pretrainingAddsItsHeadsWhereThePublishedStateHasThem() {
        List<String> names =
                List.copyOf(new AvHubertEncoder(AvHubertEncoderConfig.base().forPretraining(2000))
                        .stateShapes()
                        .keySet());
        assertEquals(List.of("mask_emb", "label_embs_concat"), names.subList(0, 2));
        assertEquals(
                List.of("layer_norm.weight", "layer_norm.bias", "final_proj.weight", "final_proj.bias"),
                names.subList(names.size() - 4, names.size()));
    }

    @Test
    void aMissingModalityIsNothingButZeros() {
        AvHubertEncoder network = encoder();
        NDArray audio = audio(1, 4);
        NDArray video = video(1, 4);
        float[] heard = context(network, Clips.unseen(audio), Pass.INFERENCE);
        float[] seen = context(network, Clips.silent(video), Pass.INFERENCE);
        float[] both = context(network, Clips.of(audio, video), Pass.INFERENCE);
        Map<String, NDArray> state = network.state();
        for (String modality : List.of("video", "audio")) {
            for (String part : List.of("weight", "bias")) {
                NDArray array = state.get("feature_extractor_" + modality + ".proj." + part);
                TorchOps.assign(array, array.zerosLike());
            }
            assertArrayEquals(
                    modality.equals("video") ? heard : context(network, Clips.unseen(audio), Pass.INFERENCE),
                    context(network, Clips.of(audio, video), Pass.INFERENCE),
                    1e-6f);
        }
        assertFalse(Arrays.equals(heard, seen));
        assertFalse(Arrays.equals(both, seen));
    }

    @Test
    void shorterClipsAreTheSameAloneAndBesideLongerOnes() {
        AvHubertEncoder network = encoder();
        NDArray audio = audio(2, 6);
        NDArray video = video(2, 6);
        Clips clips = Clips.of(audio, video).withPadding(SequenceBatch.padding(manager, 6, 3));
        SequenceBatch together = network.context(clips, Pass.INFERENCE);
        // The front end looks two frames ahead, into what fills a clip up; sound has no such neighbours.
        Clips heard = Clips.unseen(audio).withPadding(clips.padding());
        Clips alone = Clips.unseen(audio.get("1:, :, :3"));
        assertArrayEquals(
                context(network, alone, Pass.INFERENCE),
                network.context(heard, Pass.INFERENCE).values().get("1:, :3").toFloatArray(),
                1e-5f);
        assertEquals(clips.padding(), together.padding());
        assertEquals(new Shape(2, 6, 12), together.values().getShape());
    }

    @Test
    void inTrainingAWholeModalityIsForgottenAtItsRate() {
        AvHubertEncoder network = encoder(new ModalityDropout(0.5, 0.3), Clusters.NONE);
        NDArray audio = audio(1, 2);
        NDArray video = video(1, 2);
        // Batch statistics are of no interest here: the front end is frozen by zeros and answers with its bias.
        TorchOps.assign(
                network.state().get("feature_extractor_video.proj.weight"),
                network.state().get("feature_extractor_video.proj.weight").zerosLike());
        List<float[]> possible = List.of(
                context(network, Clips.of(audio, video), Pass.INFERENCE),
                context(network, Clips.silent(video), Pass.INFERENCE),
                context(network, Clips.unseen(audio), Pass.INFERENCE));
        Torch.setSeed(5);
        int[] counts = new int[3];
        int trials = 100;
        for (int i = 0; i < trials; i++) {
            float[] context = context(network, Clips.of(audio, video), Pass.TRAINING);
            int which = 0;
            while (!close(possible.get(which), context)) {
                which++;
            }
            counts[which]++;
        }
        double[] expected = {0.5, 0.15, 0.35};
        for (int i = 0; i < 3; i++) {
            double deviation = Math.sqrt(expected[i] * (1 - expected[i]) / trials);
            assertEquals(expected[i], counts[i] / (double) trials, 4 * deviation, Arrays.toString(counts));
        }
    }

    private static boolean close(float[] one, float[] other) {
        for (int i = 0; i < one.length; i++) {
            if (Math.abs(one[i] - other[i]) > 1e-5f) {
                return false;
            }
        }
        return true;
    }

    @Test
    void maskedSoundIsTheMaskEmbedding() {
        AvHubertEncoder network = encoder();
        NDArray audio = audio(2, 3);
        NDArray mask = manager.create(new boolean[] {true, false, false, false, false, true}, new Shape(2, 3));
        NDArray masked = network.masked(audio, mask);
        float[] embedding = network.state().get("mask_emb").toFloatArray();
        assertArrayEquals(embedding, masked.get("0, :, 0").toFloatArray());
        assertArrayEquals(embedding, masked.get("1, :, 2").toFloatArray());
        assertArrayEquals(
                audio.get("0, :, 1:").toFloatArray(), masked.get("0, :, 1:").toFloatArray());
        assertArrayEquals(
                audio.get("1, :, :2").toFloatArray(), masked.get("1, :, :2").toFloatArray());
    }

    /** What lies behind the features gets the whole gradient, what makes them the share; the features are the same. */
    @Test
    void featuresPassOnAShareOfTheGradient() {
        Clips clips = Clips.of(audio(1, 6), video(1, 6));
        float[][] sound = new float[2][];
        float[][] fusion = new float[2][];
        float[][] out = new float[2][];
        for (int i = 0; i < 2; i++) {
            AvHubertEncoder network = encoder();
            try (GradientScope gradients = GradientScope.record()) {
                NDArray context = network.context(clips, i == 0 ? 1 : 0.125, Pass.INFERENCE)
                        .values();
                out[i] = context.toFloatArray();
                gradients.backward(context.mul(context).mul(context).sum());
            }
            sound[i] = network.weights()
                    .get("feature_extractor_audio.proj.weight")
                    .getGradient()
                    .toFloatArray();
            fusion[i] = network.weights()
                    .get("post_extract_proj.weight")
                    .getGradient()
                    .toFloatArray();
        }
        assertArrayEquals(out[0], out[1], 0);
        assertArrayEquals(fusion[0], fusion[1], 1e-5f);
        float greatest = 0;
        for (int i = 0; i < sound[0].length; i++) {
            greatest = Math.max(greatest, Math.abs(sound[0][i]));
            assertEquals(sound[0][i] / 8, sound[1][i], 1e-5f);
        }
        assertTrue(greatest > 1e-3, "there is a gradient: " + greatest);
    }

    @Test
    void clustersAreChosenByCosines() {
        AvHubertEncoder network = encoder(ModalityDropout.NONE, new Clusters(3, 5, 0.1));
        NDArray context = numbers(0.7, 1, 2, 12);
        float[] logits = network.clusterLogits(context, Pass.INFERENCE).toFloatArray();
        assertEquals(6, logits.length);
        Map<String, NDArray> state = network.state();
        float[] weight = state.get("final_proj.weight").toFloatArray();
        float[] bias = state.get("final_proj.bias").toFloatArray();
        float[] labels = state.get("label_embs_concat").toFloatArray();
        float[] x = context.toFloatArray();
        for (int frame = 0; frame < 2; frame++) {
            double[] projected = new double[5];
            for (int o = 0; o < 5; o++) {
                projected[o] = bias[o];
                for (int i = 0; i < 12; i++) {
                    projected[o] += weight[o * 12 + i] * x[frame * 12 + i];
                }
            }
            for (int cluster = 0; cluster < 3; cluster++) {
                double product = 0;
                double one = 0;
                double other = 0;
                for (int i = 0; i < 5; i++) {
                    product += projected[i] * labels[cluster * 5 + i];
                    one += projected[i] * projected[i];
                    other += labels[cluster * 5 + i] * labels[cluster * 5 + i];
                }
                assertEquals(product / Math.sqrt(one * other) / 0.1, logits[frame * 3 + cluster], 1e-4);
            }
        }
        assertThrows(IllegalStateException.class, () -> encoder().clusterLogits(context, Pass.INFERENCE));
    }

    @Test
    void theReaderIsItsEncoderThenItsDecoder() {
        AvHubert network = reader();
        NDArray video = video(1, 5);
        NDArray said = tokens(1, 2, 7, 3);
        SequenceBatch context = network.context(Clips.silent(video), Pass.INFERENCE);
        assertEquals(new Shape(1, 5, 160), context.values().getShape());
        NDArray logits = network.logits(said, context, Pass.INFERENCE);
        assertEquals(new Shape(1, 3, VOCABULARY), logits.getShape());
        assertArrayEquals(
                logits.toFloatArray(),
                network.forward(new NDList(video, said), Pass.INFERENCE)
                        .singletonOrThrow()
                        .toFloatArray());
        DecoderState state = network.begin(context, Pass.INFERENCE);
        for (int i = 0; i < 3; i++) {
            var step = network.step(said.get(":, " + i).expandDims(1), state, Pass.INFERENCE);
            assertArrayEquals(
                    logits.get(":, " + i).toFloatArray(), step.logits().toFloatArray(), 1e-5f);
            state = step.state();
        }
    }

    /** Mean cross-entropy of the tokens that follow. */
    private static NDArray loss(AvHubert network, NDArray video, NDArray said, NDArray next) {
        NDArray logits = network.logits(said, network.context(Clips.silent(video), Pass.INFERENCE), Pass.INFERENCE);
        return logits.logSoftmax(-1).mul(next).sum().neg();
    }

    @Test
    void aFrozenReaderTellsEveryPixelWhatToDoAndStaysAsItIs() {
        AvHubert network = reader();
        NDArray video = video(1, 4);
        NDArray said = tokens(1, 2, 7, 3);
        NDArray next = tokens(1, 7, 3, 2).oneHot(VOCABULARY);
        Map<String, float[]> before = copies(network);
        network.setTrainable(false);
        video.setRequiresGradient(true);
        float[] gradient;
        try (GradientScope gradients = GradientScope.record()) {
            gradients.backward(loss(network, video, said, next));
            gradient = video.getGradient().toFloatArray();
        }
        Map<String, float[]> after = copies(network);
        before.forEach((name, values) -> assertArrayEquals(values, after.get(name), 0, name));
        network.weights().forEach((name, array) -> assertFalse(array.hasGradient(), name));
        video.setRequiresGradient(false);
        // Along a patch of equal change, so that the difference stands out of 32-bit rounding.
        float[] values = video.toFloatArray();
        for (int corner : new int[] {30 * SIZE + 40, (2 * SIZE + 50) * SIZE + 20}) {
            double slope = 0;
            float[] up = values.clone();
            float[] down = values.clone();
            for (int i = 0; i < 32 * 32; i++) {
                int pixel = corner + i / 32 * SIZE + i % 32;
                double direction = Math.signum(gradient[pixel]);
                slope += direction * gradient[pixel];
                up[pixel] += (float) (0.002 * direction);
                down[pixel] -= (float) (0.002 * direction);
            }
            double difference = (lossOf(network, up, said, next) - lossOf(network, down, said, next)) / 0.004;
            assertEquals(difference, slope, 0.02 * slope);
            assertTrue(slope > 0.05, "no pixel matters: " + slope);
        }
    }

    private double lossOf(AvHubert network, float[] video, NDArray said, NDArray next) {
        try (GradientScope off = GradientScope.off()) {
            return loss(network, manager.create(video, new Shape(1, 1, 4, SIZE, SIZE)), said, next)
                    .getFloat();
        }
    }

    private static Map<String, float[]> copies(AvHubert network) {
        Map<String, float[]> copies = new LinkedHashMap<>();
        network.state().forEach((name, array) -> copies.put(name, array.toFloatArray()));
        return copies;
    }

    @Test
    void everyWeightThatIsUsedLearns() {
        AvHubert network = reader();
        try (GradientScope gradients = GradientScope.record()) {
            NDArray video = video(2, 3);
            NDArray logits = network.logits(
                    tokens(2, 2, 7, 2, 5), network.context(Clips.silent(video), Pass.TRAINING), Pass.TRAINING);
            gradients.backward(logits.logSoftmax(-1).square().sum());
        }
        network.weights().forEach((name, array) -> {
            boolean unused = name.contains("mask_emb") || name.contains("feature_extractor_audio");
            assertEquals(!unused, array.getGradient().abs().sum().getFloat() > 0, name);
        });
    }

    @Test
    void halfPrecisionStaysCloseAndLearnsInFullPrecision() {
        AvHubert network = reader();
        NDArray video = video(1, 6);
        NDArray said = tokens(1, 2, 7, 3);
        Pass half = Pass.INFERENCE.withPrecision(Precision.BF16);
        float[] full = network.logits(said, network.context(Clips.silent(video), Pass.INFERENCE), Pass.INFERENCE)
                .toFloatArray();
        try (GradientScope gradients = GradientScope.record()) {
            NDArray logits = network.logits(said, network.context(Clips.silent(video), half), half);
            assertArrayEquals(full, logits.toFloatArray(), 0.15f);
            gradients.backward(logits.logSoftmax(-1).square().sum());
        }
        NDArray gradient = network.state()
                .get("encoder.w2v_model.feature_extractor_video.resnet.frontend3D.0.weight")
                .getGradient();
        assertEquals(DataType.FLOAT32, gradient.getDataType());
        assertTrue(gradient.abs().sum().getFloat() > 0);
    }

    @Test
    void clipsThatDoNotFitAreRefused() {
        NDArray audio = manager.zeros(new Shape(1, SOUND, 4));
        NDArray video = manager.zeros(new Shape(1, 1, 5, SIZE, SIZE));
        assertThrows(IllegalArgumentException.class, () -> Clips.of(audio, video));
        assertThrows(IllegalArgumentException.class, () -> Clips.silent(audio));
        assertThrows(
                IllegalArgumentException.class, () -> new Clips(Optional.empty(), Optional.empty(), Optional.empty()));
        assertThrows(
                IllegalArgumentException.class,
                () -> Clips.silent(video).withPadding(SequenceBatch.padding(manager, 4, 3)));
        AvHubertConfig tiny = AvHubertConfig.tiny(VOCABULARY);
        assertThrows(VisemeException.class, () -> tiny.withEncoder(AvHubertEncoderConfig.base()));
    }
}
