package org.viseme.model.talklip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.NetworkState;
import org.viseme.checkpoint.StateDict;
import org.viseme.checkpoint.TensorData;
import org.viseme.model.avhubert.AvHubertEncoderConfig;
import org.viseme.model.avhubert.AvHubertEncoderConfig.Clusters;
import org.viseme.model.avhubert.AvHubertEncoderConfig.ModalityDropout;
import org.viseme.model.avhubert.AvHubertEncoderConfig.Positions;
import org.viseme.model.talklip.TalkLipConfig.Hearing;
import org.viseme.model.wav2lip.QualityDiscriminator;
import org.viseme.model.wav2lip.Wav2Lip;
import org.viseme.model.wav2lip.Wav2LipCheckpoint;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.nn.DropoutRates;
import org.viseme.nn.Pass;
import org.viseme.nn.SequenceBatch;
import org.viseme.nn.TransformerConfig;
import org.viseme.nn.TransformerConfig.Activation;
import org.viseme.torch.GradientScope;
import org.viseme.torch.Torch;

class TalkLipTest {
    private static final int LAYERS = 4;
    private static final TalkLipConfig LOCAL = new TalkLipConfig(2, Hearing.LOCAL, encoder(DropoutRates.NONE), 24);
    private static final TalkLipConfig GLOBAL = LOCAL.withHearing(Hearing.GLOBAL);

    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    private static AvHubertEncoderConfig encoder(DropoutRates dropout) {
        return new AvHubertEncoderConfig(
                2,
                104,
                new TransformerConfig(LAYERS, 64, 48, 1, Activation.GELU, dropout),
                new Positions(4, 4),
                0,
                ModalityDropout.NONE,
                Clusters.NONE);
    }

    private TalkLip made(TalkLipConfig config, long seed) {
        TalkLip network = new TalkLip(config);
        network.initialize(manager, seed);
        return network;
    }

    private NDArray wave(double step, double middle, double height, long... shape) {
        float[] values = new float[Math.toIntExact(new Shape(shape).size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (middle + height * Math.sin(step * i));
        }
        return manager.create(values, new Shape(shape));
    }

    private NDArray mel(long... shape) {
        return wave(0.1, 0, 4, shape);
    }

    private NDArray sound(int batch, int time) {
        return wave(0.37, 0, 2, batch, time, 104);
    }

    private NDArray faces(long... shape) {
        return wave(0.013, 0.5, 0.5, shape);
    }

    private NDList inputs(Hearing hearing, int frames) {
        NDArray speech = hearing == Hearing.LOCAL ? mel(frames, 1, 80, 16) : sound(1, frames);
        return new NDList(speech, faces(frames, 6, 96, 96));
    }

    private static float[] run(TalkLip network, NDList inputs) {
        try (GradientScope off = GradientScope.off()) {
            return network.forward(inputs, Pass.INFERENCE).singletonOrThrow().toFloatArray();
        }
    }

    private static boolean moved(NDArray weight) {
        for (float value : weight.getGradient().toFloatArray()) {
            if (value != 0) {
                return true;
            }
        }
        return false;
    }

    @Test
    void thePaperSizesHaveThesePartsAndNumbersOfWeights() {
        TalkLip global = new TalkLip(TalkLipConfig.global());
        long listener = global.listener().orElseThrow().weightCount();
        assertEquals(34_469_683, global.weightCount() - listener); // as the fixture of the published network counts
        long wav2lip = new Wav2Lip(Wav2LipConfig.paper()).weightCount();
        assertEquals(wav2lip + 512 * 768 + 768, new TalkLip(TalkLipConfig.local()).weightCount());
        assertEquals(512, TalkLipConfig.local().speechWidth());
        assertEquals(768, TalkLipConfig.global().speechWidth());
    }

    @ParameterizedTest
    @EnumSource
    void oneFaceComesOutForEachFrame(Hearing hearing) {
        NDList frames =
                new NDList(hearing == Hearing.LOCAL ? mel(2, 3, 1, 80, 16) : sound(2, 3), faces(2, 6, 3, 96, 96));
        try (GradientScope off = GradientScope.off()) {
            NDArray drawn = made(LOCAL.withHearing(hearing), 1)
                    .forward(frames, Pass.INFERENCE)
                    .singletonOrThrow();
            assertEquals(new Shape(2, 3, 3, 96, 96), drawn.getShape());
            assertTrue(drawn.min().getFloat() >= 0 && drawn.max().getFloat() <= 1);
        }
    }

    @Test
    void aFrameOfASequenceIsDrawnFromItsOwnPositionOfTheSpeech() {
        TalkLip network = made(GLOBAL, 2);
        NDArray sound = sound(2, 3);
        NDArray faces = faces(2, 6, 3, 96, 96);
        try (GradientScope off = GradientScope.off()) {
            NDArray together =
                    network.forward(new NDList(sound, faces), Pass.INFERENCE).singletonOrThrow();
            SequenceBatch heard = network.hear(new SequenceBatch(sound), Pass.INFERENCE);
            NDArray last = manager.create(new long[] {1 * 3 + 2});
            NDArray alone = network.draw(heard.positions(last), faces.get(new NDIndex("1:2, :, 2")), Pass.INFERENCE);
            assertArrayEquals(together.get(new NDIndex("1, :, 2")).toFloatArray(), alone.toFloatArray(), 1e-5f);
        }
    }

    @Test
    void hearingLocallyItIsWav2LipWithAProjection() {
        TalkLip network = made(LOCAL, 3);
        Wav2Lip same = new Wav2Lip(LOCAL.face());
        same.initialize(manager, 0);
        StateDict state = TalkLipCheckpoint.of(network).state();
        StateDict shared = new StateDict();
        same.state().keySet().forEach(name -> shared.put(name, state.get(name)));
        NetworkState.load(same.state(), shared, "here");
        NDList inputs = inputs(Hearing.LOCAL, 2);
        try (GradientScope off = GradientScope.off()) {
            assertArrayEquals(
                    same.forward(inputs, Pass.INFERENCE).singletonOrThrow().toFloatArray(), run(network, inputs));
        }
        Set<String> more = new TreeSet<>(network.state().keySet());
        more.removeAll(same.state().keySet());
        assertEquals(Set.of("sync_net.Linearaudio.weight", "sync_net.Linearaudio.bias"), more);
    }

    @Test
    void aGlobalFrameHearsTheWholeUtterance() {
        TalkLip global = made(GLOBAL, 4);
        try (GradientScope off = GradientScope.off()) {
            NDArray sound = sound(1, 12);
            NDArray other = sound.duplicate();
            other.set(new NDIndex(":, 11"), 5);
            float[] before = global.hear(new SequenceBatch(sound), Pass.INFERENCE)
                    .values()
                    .get(0)
                    .get(0)
                    .toFloatArray();
            float[] after = global.hear(new SequenceBatch(other), Pass.INFERENCE)
                    .values()
                    .get(0)
                    .get(0)
                    .toFloatArray();
            assertFalse(java.util.Arrays.equals(before, after));
        }
    }

    @Test
    void paddingIsNotHeard() {
        TalkLip network = made(GLOBAL, 5);
        NDArray sound = sound(2, 6);
        try (GradientScope off = GradientScope.off()) {
            SequenceBatch padded = new SequenceBatch(sound, SequenceBatch.padding(manager, 6, 4));
            NDArray shorter = network.hear(padded, Pass.INFERENCE).values().get(new NDIndex("1, :4"));
            NDArray alone = network.hear(new SequenceBatch(sound.get(new NDIndex("1:2, :4"))), Pass.INFERENCE)
                    .values();
            assertArrayEquals(alone.toFloatArray(), shorter.toFloatArray(), 1e-5f);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyWeightThatTheFaceNeedsLearns(Hearing hearing) {
        TalkLip network = made(LOCAL.withHearing(hearing), 6);
        network.setTunable(LAYERS);
        try (GradientScope gradients = GradientScope.record()) {
            gradients.backward(network.forward(inputs(hearing, 8), Pass.TRAINING)
                    .singletonOrThrow()
                    .mean());
        }
        network.weights().forEach((name, array) -> {
            boolean beforeANorm = name.endsWith("conv_block.0.bias"); // no true gradient there
            boolean keyBias = name.endsWith("k_proj.bias"); // a softmax does not see it
            boolean needed = !name.startsWith("sync_net.") && array.hasGradient();
            if (needed && !beforeANorm && !keyBias) {
                assertTrue(moved(array), name);
            }
        });
    }

    @Test
    void onlyTheLastLayersOfTheListenerLearn() {
        TalkLip network = made(GLOBAL, 7);
        network.setTunable(3);
        Set<String> learning = network.weights().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(TalkLip.LISTENER)
                        && entry.getValue().hasGradient())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        List<String> layers = network.weights().keySet().stream()
                .filter(name -> name.matches("audio_encoder\\.w2v_model\\.encoder\\.layers\\.[123]\\..*"))
                .toList();
        assertEquals(Set.copyOf(layers), learning);
        assertFalse(layers.isEmpty());
        assertThrows(IllegalArgumentException.class, () -> network.setTunable(LAYERS + 1));
    }

    @Test
    void aFrozenListenerForgetsNothingInTraining() {
        TalkLip network = made(GLOBAL.withEncoder(encoder(new DropoutRates(0.5, 0.5, 0.5, 0.5))), 8);
        SequenceBatch sound = new SequenceBatch(sound(1, 5));
        try (GradientScope off = GradientScope.off()) {
            float[] plain = network.hear(sound, Pass.INFERENCE).values().toFloatArray();
            network.setTunable(0);
            assertArrayEquals(plain, network.hear(sound, Pass.TRAINING).values().toFloatArray());
            network.setTunable(1);
            assertFalse(java.util.Arrays.equals(
                    plain, network.hear(sound, Pass.TRAINING).values().toFloatArray()));
        }
    }

    @Test
    void theProjectionIsLinearBetweenVectorsOfLengthOne() {
        TalkLip network = made(LOCAL, 9);
        NDArray speech = wave(0.7, 0.2, 3, 2, LOCAL.speechWidth());
        float[] weight = network.state().get("sync_net.Linearaudio.weight").toFloatArray();
        float[] bias = network.state().get("sync_net.Linearaudio.bias").toFloatArray();
        float[] row = speech.get(1).toFloatArray();
        double length = length(row);
        float[] expected = new float[bias.length];
        for (int i = 0; i < expected.length; i++) {
            double sum = bias[i];
            for (int j = 0; j < row.length; j++) {
                sum += weight[i * row.length + j] * row[j] / length;
            }
            expected[i] = (float) sum;
        }
        double projected = length(expected);
        for (int i = 0; i < expected.length; i++) {
            expected[i] /= (float) projected;
        }
        try (GradientScope off = GradientScope.off()) {
            NDArray actual = network.projection()
                    .orElseThrow()
                    .forward(new NDList(speech), Pass.INFERENCE)
                    .singletonOrThrow();
            assertArrayEquals(expected, actual.get(1).toFloatArray(), 1e-6f);
        }
        assertTrue(new TalkLip(LOCAL.withContextWidth(0)).projection().isEmpty());
    }

    private static double length(float[] vector) {
        double sum = 0;
        for (float value : vector) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    @Test
    void theDiscriminatorSeesSingleFramesAsItSeesThoseOfSequences() {
        QualityDiscriminator network = new QualityDiscriminator(LOCAL.face());
        network.initialize(manager, 10);
        NDArray frames = faces(3, 3, 96, 96);
        try (GradientScope off = GradientScope.off()) {
            float[] single = network.forward(new NDList(frames), Pass.INFERENCE)
                    .singletonOrThrow()
                    .toFloatArray();
            float[] sequence = network.forward(
                            new NDList(frames.transpose(1, 0, 2, 3).expandDims(0)), Pass.INFERENCE)
                    .singletonOrThrow()
                    .toFloatArray();
            assertEquals(3, single.length);
            assertArrayEquals(sequence, single);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCheckpointAloneBuildsTheNetwork(Hearing hearing, @TempDir Path folder) {
        TalkLipConfig config = LOCAL.withHearing(hearing)
                .withEncoder(AvHubertEncoderConfig.tiny())
                .withContextWidth(0);
        TalkLip network = made(config, 11);
        Path file = folder.resolve("model.safetensors");
        TalkLipCheckpoint.of(network).save(file);
        Checkpoint checkpoint = Checkpoint.read(file);
        assertTrue(TalkLipCheckpoint.isTalkLip(checkpoint));
        assertEquals(config, TalkLipCheckpoint.config(checkpoint, file));
        NDList inputs = inputs(hearing, 2);
        assertArrayEquals(run(network, inputs), run(TalkLipCheckpoint.load(checkpoint, file, manager), inputs));
    }

    @Test
    void aPublishedFileNeedsNoConfiguration(@TempDir Path folder) {
        TalkLip network = made(GLOBAL, 12);
        StateDict state = new StateDict();
        TalkLipCheckpoint.of(network).state().asMap().forEach((name, tensor) -> state.put(name, tensor));
        // the encoder's heads of pretraining may be left in such files
        state.put(TalkLip.LISTENER + ".label_embs_concat", TensorData.of(new float[6], 2, 3));
        Path file = folder.resolve("global_contrastive.pth");
        new Checkpoint(state).with("global_step", "5").savePth(file);
        Checkpoint checkpoint = Checkpoint.read(file);
        assertEquals(GLOBAL, TalkLipCheckpoint.config(checkpoint, file));
        NDList inputs = inputs(Hearing.GLOBAL, 2);
        assertArrayEquals(run(network, inputs), run(TalkLipCheckpoint.load(checkpoint, file, manager), inputs));
    }

    @Test
    void namesComeInThePublishedOrder() {
        List<String> parts = new ArrayList<>();
        new TalkLip(GLOBAL).stateShapes().keySet().forEach(name -> {
            String part = name.substring(0, name.indexOf('.'));
            if (parts.isEmpty() || !parts.getLast().equals(part)) {
                parts.add(part);
            }
        });
        assertEquals(
                List.of(
                        "face_encoder_blocks",
                        "audio_encoder",
                        "audio_map",
                        "face_decoder_blocks",
                        "output_block",
                        "sync_net"),
                parts);
    }

    @Test
    void anotherNetworksFileIsRefusedInOneLine(@TempDir Path folder) {
        Wav2Lip other = new Wav2Lip(LOCAL.face());
        other.initialize(manager, 13);
        Path own = folder.resolve("wav2lip.safetensors");
        Checkpoint checkpoint = Wav2LipCheckpoint.of(other, LOCAL.face());
        Path published = folder.resolve("wav2lip.pth");
        Checkpoint bare = new Checkpoint(checkpoint.state());
        assertFalse(TalkLipCheckpoint.isTalkLip(checkpoint));
        assertFalse(TalkLipCheckpoint.isTalkLip(bare));
        for (Map.Entry<Path, Checkpoint> file :
                Map.of(own, checkpoint, published, bare).entrySet()) {
            VisemeException problem = assertThrows(
                    VisemeException.class, () -> TalkLipCheckpoint.load(file.getValue(), file.getKey(), manager));
            assertTrue(problem.getMessage().contains(file.getKey().getFileName().toString()), problem.getMessage());
        }
    }

    @Test
    void whatCannotBeBuiltIsRefused() {
        assertThrows(VisemeException.class, () -> LOCAL.withContextWidth(-1));
        assertThrows(VisemeException.class, () -> new TalkLipConfig(0, Hearing.LOCAL, AvHubertEncoderConfig.tiny(), 0));
    }
}
