package org.viseme.model.avcat;

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
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.model.avcat.AvCatConfig.Parts;
import org.viseme.model.avcat.StageConfig.Sampling;
import org.viseme.nn.AttentionMaps;
import org.viseme.nn.Pass;
import org.viseme.nn.WindowTransformerConfig;
import org.viseme.torch.GradientScope;
import org.viseme.torch.Precision;
import org.viseme.torch.Torch;

class AvCatTest {
    private static final int SIZE = 32;
    private static final AvCatConfig SMALL = new AvCatConfig(
            SIZE,
            20,
            new WindowTransformerConfig(16, 2, 2),
            List.of(
                    new StageConfig(Sampling.NONE, 2, 4, false), // 8x8
                    new StageConfig(Sampling.DOWN, 1, 2, false), // 4x4
                    new StageConfig(Sampling.DOWN, 2, 2, true), // 2x2
                    new StageConfig(Sampling.UP, 2, 2, true), // 4x4
                    new StageConfig(Sampling.UP, 1, 4, true)), // 8x8
            32,
            4,
            Parts.BOTH);

    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    private AvCat made(AvCatConfig config, long seed) {
        AvCat network = new AvCat(config);
        network.initialize(manager, seed);
        return network;
    }

    private NDArray wave(double step, double scale, long... shape) {
        float[] values = new float[(int) new Shape(shape).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (scale * Math.sin(step * i));
        }
        return manager.create(values, new Shape(shape));
    }

    private NDList inputs(int batch) {
        return new NDList(
                wave(0.1, 4, batch, 1, 80, 20),
                wave(0.013, 0.5, batch, 3, SIZE, SIZE).add(0.5f),
                wave(0.017, 0.4, batch, 3, SIZE, SIZE).add(0.5f));
    }

    private static NDArray drawn(AvCat network, NDList inputs, Pass pass) {
        try (GradientScope off = GradientScope.off()) {
            return network.forward(inputs, pass).singletonOrThrow();
        }
    }

    /** 1 where the mask hides, (1, 1, size, size). */
    private NDArray hidden(int size) {
        return new FixedMask(size)
                .hide(manager.ones(new Shape(1, 1, size, size)))
                .neg()
                .add(1);
    }

    @Test
    void theMaskHidesTheLowerHalfLessASixteenthAtEachSide() {
        NDArray hidden = hidden(256);
        assertEquals(0.4375 * 256 * 256, hidden.sum().getFloat());
        assertEquals(0.4375, FixedMask.HIDDEN.area());
        for (int[] place : new int[][] {{127, 100, 0}, {128, 16, 1}, {128, 15, 0}, {255, 239, 1}, {255, 240, 0}}) {
            assertEquals(
                    place[2], hidden.getFloat(0, 0, place[0], place[1]), "row, column " + List.of(place[0], place[1]));
        }
        assertEquals(0.4375 * 96 * 96, hidden(96).sum().getFloat());
    }

    @Test
    void whatIsHiddenIsNotSeen() {
        NDList said = inputs(2);
        NDArray hidden = hidden(SIZE);
        NDArray otherMouth = said.get(1).add(hidden.mul(0.3f));
        AvCat network = made(SMALL, 1);
        NDArray one = drawn(network, said, Pass.INFERENCE);
        NDArray other = drawn(network, new NDList(said.get(0), otherMouth, said.get(2)), Pass.INFERENCE);
        assertArrayEquals(one.toFloatArray(), other.toFloatArray());
    }

    @ParameterizedTest
    @EnumSource(Parts.class)
    void outsideTheMaskTheTargetIsUnchanged(Parts parts) {
        AvCat network = made(SMALL.withParts(parts), 1);
        NDList inputs = inputs(2);
        for (Pass pass : List.of(Pass.INFERENCE, Pass.TRAINING, Pass.INFERENCE.withPrecision(Precision.BF16))) {
            NDArray faces = drawn(network, inputs, pass);
            assertEquals(new Shape(2, 3, SIZE, SIZE), faces.getShape());
            NDArray difference = faces.sub(inputs.get(1)).abs();
            NDArray hidden = hidden(SIZE);
            assertEquals(0, difference.mul(hidden.neg().add(1)).max().getFloat());
            assertTrue(difference.mul(hidden).max().getFloat() > 0.01, "nothing is drawn");
            assertTrue(faces.min().getFloat() >= 0 && faces.max().getFloat() <= 1);
        }
    }

    @ParameterizedTest
    @EnumSource(Parts.class)
    void everyWeightLearns(Parts parts) {
        AvCat network = made(SMALL.withParts(parts), 1);
        try (GradientScope gradients = GradientScope.record()) {
            NDArray faces = network.forward(inputs(4), Pass.TRAINING).singletonOrThrow();
            gradients.backward(faces.mul(faces).mean());
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
        // a convolution's bias has no true gradient in front of a batch norm
        idle.removeIf(name -> name.matches("audio_encoder.*conv_block\\.0\\.bias"));
        assertEquals(List.of(), idle);
    }

    @Test
    void referenceAndSpeechChangeWhatIsDrawn() {
        for (Parts parts : Parts.values()) {
            AvCat network = made(SMALL.withParts(parts), 2);
            NDList said = inputs(2);
            NDArray one = drawn(network, said, Pass.INFERENCE);
            NDArray otherSpeech =
                    drawn(network, new NDList(said.get(0).neg(), said.get(1), said.get(2)), Pass.INFERENCE);
            NDArray otherReference = drawn(
                    network, new NDList(said.get(0), said.get(1), said.get(2).mul(0.2f)), Pass.INFERENCE);
            assertTrue(one.sub(otherSpeech).abs().max().getFloat() > 1e-5, parts + " does not hear");
            assertTrue(one.sub(otherReference).abs().max().getFloat() > 1e-5, parts + " does not see the reference");
        }
    }

    @Test
    void sequencesAreTheirFrames() {
        AvCat network = made(SMALL, 3);
        NDList single = inputs(6);
        NDArray frames = drawn(network, single, Pass.INFERENCE);
        NDList sequences = new NDList(
                single.get(0).reshape(2, 3, 1, 80, 20),
                single.get(1).reshape(2, 3, 3, SIZE, SIZE).transpose(0, 2, 1, 3, 4),
                single.get(2).reshape(2, 3, 3, SIZE, SIZE).transpose(0, 2, 1, 3, 4));
        NDArray faces = drawn(network, sequences, Pass.INFERENCE);
        assertEquals(new Shape(2, 3, 3, SIZE, SIZE), faces.getShape());
        assertArrayEquals(
                frames.toFloatArray(),
                faces.transpose(0, 2, 1, 3, 4).reshape(6, 3, SIZE, SIZE).toFloatArray(),
                1e-5f);
    }

    /** The two branches run through the same objects, so the state holds each array once, and no array is another's copy. */
    @Test
    void theReferenceBranchAddsNoWeights() {
        AvCat network = made(SMALL, 4);
        Map<String, NDArray> state = network.state();
        Set<NDArray> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
        arrays.addAll(state.values());
        assertEquals(state.size(), arrays.size());
        long attentions = state.keySet().stream()
                .filter(name -> name.endsWith("attention.q_proj.weight"))
                .count();
        assertEquals(8, attentions, "one for each block, though two branches run through them");

        // a weight that acts on the reference alone would be none of the main branch's: there is none
        NDList inputs = inputs(1);
        AttentionMaps maps = AttentionMaps.of(network);
        drawn(network, new NDList(inputs.get(0), inputs.get(1), inputs.get(1)), Pass.INFERENCE.recording(maps));
        Set<String> looked = maps.byName().keySet();
        for (int stage = 0; stage < 5; stage++) {
            String name = "backbone.stages." + stage + ".blocks.0.basic.attention.";
            assertTrue(looked.contains(name + "self") && looked.contains(name + "mutual"), name);
        }
        // nobody looks at the reference behind the last block
        assertEquals(2 * 8 + 7, looked.size());
        assertFalse(looked.contains("backbone.stages.4.blocks.0.basic.attention.reference"));
    }

    @Test
    void recordingChangesNothing() {
        AvCat network = made(SMALL, 5);
        AttentionMaps maps = AttentionMaps.of(network);
        float[] seen = drawn(network, inputs(2), Pass.INFERENCE.recording(maps)).toFloatArray();
        assertArrayEquals(drawn(network, inputs(2), Pass.INFERENCE).toFloatArray(), seen, 1e-5f);
        // stage, map of 8x8 in windows of 4x4: 4 windows of each of 2 faces
        NDArray map = maps.byName().get("backbone.stages.0.blocks.1.basic.attention.mutual");
        assertEquals(new Shape(2 * 4, 2, 16, 16), map.getShape());
    }

    @Test
    void stepsLeadToTheResult() {
        AvCat network = made(SMALL, 6);
        NDList in = inputs(2);
        try (GradientScope off = GradientScope.off()) {
            AvCat.Steps steps = network.steps(in.get(0), in.get(1), in.get(2), Pass.INFERENCE);
            assertEquals(0, steps.masked().mul(hidden(SIZE)).abs().max().getFloat());
            assertArrayEquals(
                    drawn(network, in, Pass.INFERENCE).toFloatArray(),
                    steps.result().toFloatArray());
            assertTrue(steps.coarse().sub(steps.result()).abs().max().getFloat() > 1e-3);
        }
    }

    @Test
    void halfPrecisionStaysClose() {
        AvCat network = made(SMALL, 7);
        float[] full = drawn(network, inputs(2), Pass.INFERENCE).toFloatArray();
        float[] half = drawn(network, inputs(2), Pass.INFERENCE.withPrecision(Precision.BF16))
                .toFloatArray();
        double sum = 0;
        for (int i = 0; i < full.length; i++) {
            sum += Math.abs(full[i] - half[i]) / full.length;
        }
        assertTrue(sum < 0.01, "" + sum);
    }

    @Test
    void aCheckpointAloneBuildsTheNetwork(@TempDir Path folder) {
        for (Parts parts : Parts.values()) {
            AvCatConfig config = SMALL.withParts(parts);
            AvCat network = made(config, 8);
            Path file = folder.resolve(parts + ".safetensors");
            AvCatCheckpoint.of(network).save(file);
            Checkpoint read = Checkpoint.read(file);
            assertEquals(config, AvCatCheckpoint.config(read, file));
            AvCat loaded = AvCatCheckpoint.load(read, file, manager);
            assertArrayEquals(
                    drawn(network, inputs(1), Pass.INFERENCE).toFloatArray(),
                    drawn(loaded, inputs(1), Pass.INFERENCE).toFloatArray());
        }
    }

    @Test
    void aFileOfAnotherModelIsRefusedByName(@TempDir Path folder) {
        Path file = folder.resolve("other.safetensors");
        Checkpoint good = AvCatCheckpoint.of(made(SMALL, 9));
        for (String config : List.of("{\"model\":\"wav2lip\"}", "{\"model\":\"avcat\",\"wings\":2}", "[")) {
            VisemeException problem = assertThrows(
                    VisemeException.class,
                    () -> AvCatCheckpoint.load(good.with(Checkpoint.CONFIG, config), file, manager));
            assertTrue(problem.getMessage().contains("other.safetensors"), problem.getMessage());
        }
        Checkpoint backbone = AvCatCheckpoint.of(made(SMALL.withParts(Parts.BACKBONE), 9));
        String whole = good.metadata().get(Checkpoint.CONFIG);
        assertThrows(
                VisemeException.class,
                () -> AvCatCheckpoint.load(backbone.with(Checkpoint.CONFIG, whole), file, manager));
    }

    private static long convolution(long in, long out, long kernels) {
        return in * out * kernels + out;
    }

    /** Of a Linear layer. */
    private static long linear(long in, long out) {
        return in * out + out;
    }

    private static long normed(long in, long out) {
        return convolution(in, out, 9) + 2 * out;
    }

    private static long modulated(long in, long out, long kernels) {
        return convolution(in, out, kernels) + linear(512, in);
    }

    private static long twice(long in, long out) {
        return modulated(in, out, 9) + modulated(out, out, 9);
    }

    @Test
    void thePaperSizeHasThisNumberOfWeights() {
        long audio = normed(1, 32)
                + normed(32, 32)
                + (normed(32, 64) + normed(64, 64))
                + (normed(64, 128) + normed(128, 128))
                + (normed(128, 256) + normed(256, 256))
                + convolution(256, 512, 3 * 4);
        long c = 192;
        long encoder = convolution(3, 48, 9) + convolution(48, 96, 9) + convolution(96, c, 9) + convolution(c, c, 9);
        long decoder = convolution(c, c, 9) + convolution(c, 96, 16) + convolution(96, 48, 16) + convolution(48, 3, 9);
        long basic = 4 * linear(c, c) + linear(c, 4 * c) + linear(4 * c, c);
        long deaf = basic + linear(2 * c, c);
        long hearing = deaf + linear(512, c) + linear(c, c);
        long stages = (2 + 3) * deaf + (4 + 3 + 2) * hearing + 4 * convolution(c, c, 4);
        long refinement = twice(3, 64)
                + twice(64, 128)
                + twice(128, 256)
                + twice(256, 512)
                + twice(512, 512)
                + (twice(512 + 512, 512) + twice(512 + 256, 256) + twice(256 + 128, 128) + twice(128 + 64, 64))
                + modulated(64, 3, 1);
        long all = audio + encoder + stages + decoder + refinement;
        assertEquals(all, new AvCat(AvCatConfig.paper()).weightCount());
        assertEquals(35_623_593, all);
        assertEquals(1.4, new AvCat(AvCatConfig.tiny()).weightCount() / 1e6, 0.05);
    }

    @Test
    void sizesThatDoNotFitAreRefused() {
        assertThrows(VisemeException.class, () -> new StageConfig(Sampling.NONE, 0, 8, false));
        // the text of the paper read to the letter: a window of 16 on a map of 8
        List<StageConfig> letter = List.of(
                new StageConfig(Sampling.DOWN, 2, 8, false),
                new StageConfig(Sampling.DOWN, 3, 16, false),
                new StageConfig(Sampling.DOWN, 4, 16, true),
                new StageConfig(Sampling.UP, 3, 16, true),
                new StageConfig(Sampling.UP, 2, 8, true));
        WindowTransformerConfig blocks = new WindowTransformerConfig(192, 6, 4);
        VisemeException problem = assertThrows(
                VisemeException.class, () -> new AvCatConfig(256, 20, blocks, letter, 512, 64, Parts.BOTH));
        assertTrue(problem.getMessage().contains("does not divide a map of 8 pixels"), problem.getMessage());
        List<StageConfig> half = List.of(new StageConfig(Sampling.DOWN, 1, 8, true));
        assertThrows(VisemeException.class, () -> new AvCatConfig(256, 20, blocks, half, 512, 64, Parts.BOTH));
        assertThrows(
                VisemeException.class, () -> new AvCatConfig(100, 20, blocks, SMALL.stages(), 512, 64, Parts.BOTH));
        assertThrows(
                VisemeException.class, () -> new AvCatConfig(SIZE, 20, blocks, SMALL.stages(), 500, 64, Parts.BOTH));
        AvCat network = made(SMALL, 1);
        NDList in = inputs(1);
        NDArray small = manager.zeros(new Shape(1, 3, 16, 16));
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> network.forward(new NDList(in.get(0), small, in.get(2)), Pass.INFERENCE))
                .getMessage();
        assertEquals(
                "AvCat: targets of shape (1, 3, 16, 16) and references of (1, 3, 32, 32) instead of (batch, 3, 32, 32)",
                message);
        NDArray mel = manager.zeros(new Shape(1, 1, 80, 16));
        assertThrows(
                IllegalArgumentException.class,
                () -> network.forward(new NDList(mel, in.get(1), in.get(2)), Pass.INFERENCE));
    }

    @Test
    void theDiscriminatorJudgesPatchesAtEveryScale() {
        PatchDiscriminator discriminator = new PatchDiscriminator(4, 3);
        discriminator.initialize(manager, 1);
        NDArray faces = wave(0.013, 0.5, 2, 3, 64, 64).add(0.5f);
        NDList answers = discriminator.forward(new NDList(faces), Pass.INFERENCE);
        assertEquals(3, answers.size());
        for (int i = 0; i < 3; i++) {
            assertEquals(new Shape(2, 1, 8 >> i, 8 >> i), answers.get(i).getShape());
        }
        // a patch far from a change does not hear of it, unlike the whole picture's smallest copy
        NDArray changed = faces.duplicate();
        changed.set(new NDIndex(":, :, 48:, 48:"), 5);
        NDList after = discriminator.forward(new NDList(changed), Pass.INFERENCE);
        assertEquals(answers.get(0).getFloat(0, 0, 0, 0), after.get(0).getFloat(0, 0, 0, 0));
        assertTrue(answers.get(2).getFloat(0, 0, 0, 0) != after.get(2).getFloat(0, 0, 0, 0));
        // black and white are told apart from the beginning
        NDArray extremes =
                manager.zeros(new Shape(1, 3, SIZE, SIZE)).concat(manager.ones(new Shape(1, 3, SIZE, SIZE)), 0);
        NDArray answer =
                discriminator.forward(new NDList(extremes), Pass.INFERENCE).get(0);
        assertTrue(Math.abs(answer.getFloat(0, 0, 2, 2) - answer.getFloat(1, 0, 2, 2)) > 0.01);
        assertThrows(VisemeException.class, () -> new PatchDiscriminator(0, 3));
    }
}
