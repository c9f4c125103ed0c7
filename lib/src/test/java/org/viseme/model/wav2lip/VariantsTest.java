package org.viseme.model.wav2lip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.model.wav2lip.Wav2LipConfig.Depth;
import org.viseme.nn.AttentionMaps;
import org.viseme.nn.Cbam;
import org.viseme.nn.CbamConfig;
import org.viseme.nn.CbamConfig.Attention;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.MemoryFormat;
import org.viseme.torch.Precision;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchOps;

/** What holds for every generator of the Wav2Lip family, and what tells them apart. */
class VariantsTest {
    private static final Wav2LipConfig ATTN = Wav2LipConfig.attnTiny().withChannels(2);
    private static final Wav2LipConfig LPIPS = Wav2LipConfig.lpipsTiny().withChannels(2);

    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    static Stream<Wav2LipConfig> variants() {
        return Stream.of(
                ATTN.withAttention(Attention.NONE),
                ATTN.withAttention(Attention.SPATIAL),
                ATTN.withAttention(Attention.CHANNEL),
                ATTN,
                LPIPS.withAlignments(0),
                LPIPS.withAlignments(1),
                LPIPS);
    }

    private NDList inputs(int batch) {
        float[] mel = new float[batch * 80 * 16];
        float[] face = new float[batch * 6 * 96 * 96];
        for (int i = 0; i < mel.length; i++) {
            mel[i] = (float) (4 * Math.sin(0.1 * i));
        }
        for (int i = 0; i < face.length; i++) {
            face[i] = (float) (0.5 + 0.5 * Math.sin(0.013 * i));
        }
        return new NDList(
                manager.create(mel, new Shape(batch, 1, 80, 16)), manager.create(face, new Shape(batch, 6, 96, 96)));
    }

    private Wav2Lip made(Wav2LipConfig config, long seed) {
        Wav2Lip network = new Wav2Lip(config);
        network.initialize(manager, seed);
        return network;
    }

    private static float[] drawn(Wav2Lip network, NDList inputs, Pass pass) {
        try (GradientScope off = GradientScope.off()) {
            return TorchOps.cast(network.forward(inputs, pass).singletonOrThrow(), Precision.FP32)
                    .toFloatArray();
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void facesComeOut(Wav2LipConfig config) {
        Wav2Lip network = made(config, 1);
        NDList single = inputs(6);
        try (GradientScope off = GradientScope.off()) {
            NDArray faces = network.forward(single, Pass.INFERENCE).singletonOrThrow();
            assertEquals(new Shape(6, 3, 96, 96), faces.getShape());
            for (float value : faces.toFloatArray()) {
                assertTrue(value >= 0 && value <= 1, "" + value);
            }
            NDList windows = new NDList(
                    single.get(0).reshape(2, 3, 1, 80, 16),
                    single.get(1).reshape(2, 3, 6, 96, 96).transpose(0, 2, 1, 3, 4));
            NDArray sequences = network.forward(windows, Pass.INFERENCE).singletonOrThrow();
            assertEquals(new Shape(2, 3, 3, 96, 96), sequences.getShape());
            float[] frames =
                    sequences.transpose(0, 2, 1, 3, 4).reshape(6, 3, 96, 96).toFloatArray();
            assertArrayEquals(faces.toFloatArray(), frames, 1e-5f);
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void everyWeightLearns(Wav2LipConfig config) {
        Wav2Lip network = made(config.withChannels(4), 1);
        try (GradientScope gradients = GradientScope.record()) {
            NDArray drawn = network.forward(inputs(8), Pass.TRAINING).singletonOrThrow();
            gradients.backward(drawn.mul(drawn).mean());
        }
        List<String> idle = new ArrayList<>();
        network.weights().forEach((name, array) -> {
            boolean moved = false;
            for (float value : array.getGradient().toFloatArray()) {
                assertTrue(Float.isFinite(value), name);
                moved |= value != 0;
            }
            if (!moved) {
                idle.add(name);
            }
        });
        // A convolution's bias has no true gradient in front of a batch norm, and the single hidden unit of a channel
        // attention over few channels may start below its rectifier.
        idle.removeIf(name -> name.endsWith("conv_block.0.bias"));
        long masks = network.weights().keySet().stream()
                .filter(name -> name.endsWith("channel.mask.weight"))
                .count();
        assertTrue(idle.stream().allMatch(name -> name.contains(".channel.")), idle.toString());
        assertTrue(idle.size() <= masks, idle.toString());
    }

    @ParameterizedTest
    @MethodSource("variants")
    void aCheckpointAloneBuildsTheNetwork(Wav2LipConfig config, @TempDir Path folder) {
        Wav2Lip network = made(config, 3);
        Path file = folder.resolve("model.safetensors");
        Wav2LipCheckpoint.of(network, config).save(file);
        Checkpoint read = Checkpoint.read(file);
        assertEquals(config, Wav2LipCheckpoint.config(read, file));
        Wav2Lip loaded = Wav2LipCheckpoint.load(read, file, manager);
        assertArrayEquals(drawn(network, inputs(1), Pass.INFERENCE), drawn(loaded, inputs(1), Pass.INFERENCE));
    }

    @ParameterizedTest
    @MethodSource("variants")
    void foldingChangesNothingThatCanBeSeen(Wav2LipConfig config) {
        Wav2Lip network = made(config, 2);
        drawn(network, inputs(8), Pass.TRAINING);
        float[] before = drawn(network, inputs(2), Pass.INFERENCE);
        network.foldForInference();
        assertArrayEquals(before, drawn(network, inputs(2), Pass.INFERENCE), 1e-4f);
    }

    @ParameterizedTest
    @MethodSource("variants")
    void channelsInnermostGiveTheSameFaces(Wav2LipConfig config) {
        Wav2Lip network = made(config, 2);
        float[] before = drawn(network, inputs(4), Pass.TRAINING);
        network.setMemoryFormat(MemoryFormat.CHANNELS_LAST);
        float[] after = drawn(network, inputs(4), Pass.TRAINING);
        double sum = 0;
        for (int i = 0; i < before.length; i++) {
            sum += Math.abs(before[i] - after[i]);
        }
        // norms over four values, at one pixel, enlarge rounding
        assertTrue(sum / before.length < 1e-3, "" + sum / before.length);
    }

    @ParameterizedTest
    @MethodSource("variants")
    void halfPrecisionStaysClose(Wav2LipConfig config) {
        Wav2Lip network = made(config, 2);
        // with the statistics of the batch, so that no signal of an untrained network is huge
        float[] full = drawn(network, inputs(4), Pass.TRAINING);
        float[] half = drawn(network, inputs(4), Pass.TRAINING.withPrecision(Precision.BF16));
        double sum = 0;
        for (int i = 0; i < full.length; i++) {
            sum += Math.abs(full[i] - half[i]);
        }
        assertTrue(sum / full.length < 0.03, "" + sum / full.length);
        try (GradientScope gradients = GradientScope.record()) {
            gradients.backward(network.forward(inputs(4), Pass.TRAINING.withPrecision(Precision.BF16))
                    .singletonOrThrow()
                    .mean());
        }
        network.weights().forEach((name, array) -> {
            for (float value : array.getGradient().toFloatArray()) {
                assertTrue(Float.isFinite(value), name);
            }
        });
    }

    @Test
    void withoutAttentionItIsWav2Lip(@TempDir Path folder) {
        Wav2LipConfig none = ATTN.withAttention(Attention.NONE);
        Wav2Lip plain = made(new Wav2LipConfig(2), 7);
        Wav2Lip same = made(none, 7);
        assertEquals(
                List.copyOf(plain.state().keySet()), List.copyOf(same.state().keySet()));
        assertArrayEquals(drawn(plain, inputs(2), Pass.INFERENCE), drawn(same, inputs(2), Pass.INFERENCE));

        // what the others add are arrays of attention blocks, and nothing else
        Map<String, long[]> rest = new LinkedHashMap<>(new Wav2Lip(ATTN).stateShapes());
        rest.keySet().removeIf(name -> name.contains(".channel.") || name.contains(".spatial."));
        assertEquals(List.copyOf(plain.state().keySet()), List.copyOf(rest.keySet()));
        rest.forEach((name, shape) -> assertArrayEquals(plain.stateShapes().get(name), shape, name));

        // a checkpoint from before the variants names the channels alone
        Path file = folder.resolve("old.safetensors");
        Wav2LipCheckpoint.of(plain, none)
                .with(Checkpoint.CONFIG, "{\"model\":\"wav2lip\",\"channels\":2}")
                .save(file);
        Wav2Lip old = Wav2LipCheckpoint.load(Checkpoint.read(file), file, manager);
        assertArrayEquals(drawn(plain, inputs(2), Pass.INFERENCE), drawn(old, inputs(2), Pass.INFERENCE));
    }

    /** Weights of a convolution with bias and of the batch norm behind it. */
    private static long block(long in, long out, long kernelHeight, long kernelWidth) {
        return in * out * kernelHeight * kernelWidth + out + 2 * out;
    }

    private static long block(long in, long out) {
        return block(in, out, 3, 3);
    }

    private static long same(long channels, int times) {
        return times * block(channels, channels);
    }

    private static long cbam(long... channels) {
        long sum = 0;
        for (long c : channels) {
            sum += 2 * c * Math.max(1, c / 16) + 2 * 7 * 7;
        }
        return sum;
    }

    @Test
    void thePaperSizesHaveTheseNumbersOfWeights() {
        long attention = cbam(16, 32, 64, 128, 256, 512, 512) + cbam(512, 512, 512, 384, 256, 128, 64);
        assertEquals(36_298_035 + attention, new Wav2Lip(Wav2LipConfig.attn()).weightCount());
        assertEquals(36_503_343, 36_298_035 + attention);

        long faceEncoder = block(6, 16, 7, 7)
                + (block(16, 32) + same(32, 2))
                + (block(32, 64) + same(64, 3))
                + (block(64, 128) + same(128, 2))
                + (block(128, 256) + same(256, 2));
        long audioEncoder = (block(1, 32) + same(32, 2))
                + (block(32, 64) + same(64, 2))
                + (block(64, 128) + same(128, 2))
                + (block(128, 256, 4, 3) + same(256, 1));
        long faceDecoder = block(256, 512, 1, 1)
                + (block(768, 384) + same(384, 2))
                + (block(512, 256) + same(256, 2))
                + (block(320, 128) + same(128, 2))
                + (block(160, 64) + same(64, 2));
        long output = block(80, 32) + 32 * 3 + 3;
        long blocks = cbam(32, 32, 64, 64, 64, 128, 128, 256, 256) + cbam(384, 384, 256, 256, 128, 128, 64, 64);
        long alignment = 256 * 64 * 9 + 64 * 192 * 9 + 384 * 384 + 2 * 384 + 2 * 256;
        long shallow = faceEncoder + audioEncoder + faceDecoder + output + blocks;
        assertEquals(shallow + 9 * alignment, new Wav2Lip(Wav2LipConfig.lpips()).weightCount());
        assertEquals(15_874_485, shallow + 9 * alignment);
        assertEquals(shallow + alignment, new Wav2Lip(Wav2LipConfig.lpips().withAlignments(1)).weightCount());
        assertEquals(shallow + 256 * 512, new Wav2Lip(Wav2LipConfig.lpips().withAlignments(0)).weightCount());
    }

    @Test
    void aRecordingPassShowsWhereTheNetworkLooks() {
        int[] encoderSides = {96, 48, 24, 12, 6, 3, 1};
        Wav2Lip network = made(ATTN, 1);
        AttentionMaps maps = AttentionMaps.of(network);
        float[] recorded = drawn(network, inputs(2), Pass.INFERENCE.recording(maps));
        assertArrayEquals(drawn(network, inputs(2), Pass.INFERENCE), recorded);
        Map<String, NDArray> named = maps.byName();
        assertEquals(2 * 14, named.size());
        List<Integer> convolutions = List.of(1, 3, 4, 3, 3, 2, 2);
        for (int i = 0; i < 7; i++) {
            String name = "face_encoder_blocks." + i + "." + convolutions.get(i) + ".spatial";
            assertEquals(
                    new Shape(2, 1, encoderSides[i], encoderSides[i]),
                    named.get(name).getShape(),
                    name);
        }
        assertEquals(
                new Shape(2, 1, 96, 96),
                named.get("face_decoder_blocks.6.3.spatial").getShape());
        assertEquals(
                new Shape(2, 8, 1, 1),
                named.get("face_decoder_blocks.6.3.channel").getShape());
        named.forEach((name, map) -> {
            for (float value : map.toFloatArray()) {
                assertTrue(value >= 0 && value <= 1, name + " " + value);
            }
        });

        Wav2Lip shallow = made(LPIPS.withAttention(Attention.SPATIAL), 1);
        AttentionMaps between = AttentionMaps.of(shallow);
        drawn(shallow, inputs(1), Pass.INFERENCE.recording(between));
        assertEquals(9 + 8, between.byName().size());
        assertEquals(
                new Shape(1, 1, 96, 96),
                between.byName().get("face_decoder_blocks.4.3.spatial").getShape());
    }

    @Test
    void addedAttentionBeginsWithoutASay() {
        Wav2LipConfig plain = Wav2LipConfig.tiny().withChannels(2);
        Wav2Lip before = new Wav2Lip(plain);
        before.initialize(manager, 3);
        NDArray expected = before.forward(inputs(2), Pass.INFERENCE).singletonOrThrow();
        for (Attention attention : List.of(Attention.BOTH, Attention.SPATIAL, Attention.CHANNEL)) {
            Wav2Lip after = new Wav2Lip(plain.withAttention(attention));
            after.initialize(manager, 4);
            Map<String, NDArray> known = new LinkedHashMap<>(after.state());
            known.keySet().removeIf(Cbam::holds);
            known.forEach((name, array) -> TorchOps.assign(array, before.state().get(name)));
            NDArray disturbed = after.forward(inputs(2), Pass.INFERENCE).singletonOrThrow();
            assertTrue(
                    disturbed.sub(expected).abs().max().getFloat() > 1e-3, "attention changes nothing: " + attention);
            after.beginNeutral(
                    attention == Attention.BOTH
                            ? Set.of("channel", "spatial")
                            : Set.of(attention.name().toLowerCase(Locale.ROOT)));
            NDArray drawn = after.forward(inputs(2), Pass.INFERENCE).singletonOrThrow();
            assertTrue(drawn.sub(expected).abs().max().getFloat() < 1e-5, attention.toString());
        }
    }

    @Test
    void theSpeechAloneChangesTheFaceInEveryVariant() {
        for (Wav2LipConfig config : variants().toList()) {
            Wav2Lip network = made(config, 4);
            NDList said = inputs(4);
            NDList other = new NDList(said.get(0).neg(), said.get(1));
            float[] one = drawn(network, said, Pass.TRAINING);
            float[] two = drawn(network, other, Pass.TRAINING);
            double largest = 0;
            for (int i = 0; i < one.length; i++) {
                largest = Math.max(largest, Math.abs(one[i] - two[i]));
            }
            assertTrue(largest > 1e-3, config + ": " + largest);
        }
    }

    @Test
    void whatCannotBeBuiltIsRefused(@TempDir Path folder) {
        assertThrows(VisemeException.class, () -> Wav2LipConfig.tiny().withAlignments(1));
        assertThrows(VisemeException.class, () -> Wav2LipConfig.tiny().withChannels(0));
        CbamConfig cbam = CbamConfig.of(Attention.BOTH);
        assertThrows(VisemeException.class, () -> new Wav2LipConfig(4, Depth.SHALLOW, cbam, 9, 1));
        Wav2Lip network = made(LPIPS, 5);
        Checkpoint good = Wav2LipCheckpoint.of(network, LPIPS);
        Path file = folder.resolve("model.safetensors");
        for (String config : List.of(
                "{\"model\":\"wav2lip\"}",
                "{\"model\":\"wav2lip\",\"channels\":2,\"depth\":\"BOTTOMLESS\"}",
                "{\"model\":\"wav2lip\",\"channels\":2,\"wings\":2}",
                "{\"model\":\"wav2lip\",\"channels\":2,\"alignments\":3}",
                "{\"model\":\"syncnet\"}",
                "[")) {
            VisemeException problem = assertThrows(
                    VisemeException.class,
                    () -> Wav2LipCheckpoint.config(good.with(Checkpoint.CONFIG, config), file),
                    config);
            assertTrue(problem.getMessage().contains("model.safetensors"), problem.getMessage());
            assertFalse(problem.getMessage().contains("\n"), problem.getMessage());
        }
        // the arrays must be those of the configuration
        Checkpoint other = good.with(Checkpoint.CONFIG, "{\"model\":\"wav2lip\",\"channels\":2}");
        assertThrows(VisemeException.class, () -> Wav2LipCheckpoint.load(other, file, manager));
    }
}
