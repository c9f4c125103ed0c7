package org.viseme.model.syncnet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.NetworkState;
import org.viseme.loss.Synchrony;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.Torch;

class SyncExpertTest {
    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    private SyncExpert expert(SyncExpertConfig.Blocks blocks) {
        SyncExpert expert = new SyncExpert(new SyncExpertConfig(blocks, 4, 5, 32));
        expert.initialize(manager, 7);
        return expert;
    }

    private NDArray mel(int windows, int columns) {
        return manager.randomUniform(-4, 4, new Shape(windows, 1, 80, columns));
    }

    private NDArray faces(int windows, int frames) {
        return manager.randomUniform(0, 1, new Shape(windows, 3, frames, 96, 96));
    }

    @Test
    void thePapersNetworkHasThePublishedNumberOfWeights() {
        assertEquals(16_435_072, new SyncExpert(SyncExpertConfig.paper()).weightCount());
    }

    @ParameterizedTest
    @EnumSource
    void embeddingsHaveLengthOneAndAreNowhereNegative(SyncExpertConfig.Blocks blocks) {
        SyncExpert expert = expert(blocks);
        for (NDArray rows :
                new NDArray[] {expert.speech(mel(3, 16), Pass.INFERENCE), expert.lips(faces(3, 5), Pass.INFERENCE)}) {
            assertEquals(new Shape(3, 32), rows.getShape());
            assertTrue(rows.min().getFloat() >= 0);
            assertArrayEquals(
                    new float[] {1, 1, 1}, rows.square().sum(new int[] {1}).toFloatArray(), 1e-5f);
        }
    }

    @Test
    void sixteenFramesTakeFiftyTwoMelColumns() {
        SyncExpertConfig config = new SyncExpertConfig(SyncExpertConfig.Blocks.STABLE, 4, 16, 64);
        assertEquals(52, config.melColumns());
        SyncExpert expert = new SyncExpert(config);
        expert.initialize(manager, 1);
        assertEquals(new Shape(2, 64), expert.speech(mel(2, 52), Pass.INFERENCE).getShape());
        assertEquals(new Shape(2, 64), expert.lips(faces(2, 16), Pass.INFERENCE).getShape());
    }

    @Test
    void lowerHalvesAreStackedFrameAfterFrame() {
        // value = frame * 10 + channel in the lower half, 99 in the upper one
        float[] values = new float[3 * 5 * 4 * 2];
        for (int channel = 0; channel < 3; channel++) {
            for (int frame = 0; frame < 5; frame++) {
                for (int pixel = 0; pixel < 8; pixel++) {
                    values[(channel * 5 + frame) * 8 + pixel] = pixel < 4 ? 99 : frame * 10 + channel;
                }
            }
        }
        NDArray stacked = SyncExpert.lowerHalves(manager.create(values, new Shape(1, 3, 5, 4, 2)));
        assertEquals(new Shape(1, 15, 2, 2), stacked.getShape());
        float[] result = stacked.toFloatArray();
        for (int i = 0; i < result.length; i++) {
            int plane = i / 4;
            assertEquals(plane / 3 * 10 + plane % 3, result[i]);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFrozenExpertStaysAsItIsAndPassesTheGradientToThePicture(SyncExpertConfig.Blocks blocks) {
        SyncExpert expert = expert(blocks);
        expert.setTrainable(false);
        Map<String, float[]> before = values(expert);
        NDArray drawn = faces(4, 5);
        drawn.setRequiresGradient(true);
        try (GradientScope gradients = GradientScope.record()) {
            NDArray similarity =
                    Synchrony.similarity(expert.speech(mel(4, 16), Pass.INFERENCE), expert.lips(drawn, Pass.INFERENCE));
            gradients.backward(Synchrony.inSync(similarity));
        }
        // its weights have no gradient and its statistics did not move
        expert.weights().forEach((name, array) -> assertFalse(array.hasGradient(), name));
        values(expert).forEach((name, after) -> assertArrayEquals(before.get(name), after, name));
        // every window's lower half has one, its upper half none
        NDArray gradient = drawn.getGradient().abs().sum(new int[] {1, 2, 4});
        float[] rows = gradient.toFloatArray();
        for (int window = 0; window < 4; window++) {
            double upper = 0;
            double lower = 0;
            for (int row = 0; row < 96; row++) {
                upper += row < 48 ? rows[window * 96 + row] : 0;
                lower += row < 48 ? 0 : rows[window * 96 + row];
            }
            assertEquals(0, upper, "the expert does not look at the upper half");
            assertTrue(lower > 0, "no gradient reaches window " + window);
        }
    }

    @Test
    void inTrainingModePublishedBlocksDependOnTheBatchAndStableOnesDoNot() {
        NDArray first = faces(2, 5);
        NDArray more = first.concat(faces(2, 5), 0);
        for (SyncExpertConfig.Blocks blocks : SyncExpertConfig.Blocks.values()) {
            SyncExpert expert = expert(blocks);
            float[] alone = expert.lips(first, Pass.TRAINING).toFloatArray();
            float[] together = expert.lips(more, Pass.TRAINING).get("0:2").toFloatArray();
            double difference = 0;
            for (int i = 0; i < alone.length; i++) {
                difference = Math.max(difference, Math.abs(alone[i] - together[i]));
            }
            assertEquals(blocks == SyncExpertConfig.Blocks.STABLE, difference < 1e-5, blocks + " " + difference);
        }
    }

    @Test
    void aCheckpointGivesTheSameExpertFrozen(@TempDir Path folder) {
        SyncExpert expert = expert(SyncExpertConfig.Blocks.STABLE);
        Path file = folder.resolve("expert.safetensors");
        SyncExpertCheckpoint.of(expert, 0.62).save(file);
        Checkpoint saved = Checkpoint.read(file);
        SyncExpert loaded = SyncExpertCheckpoint.load(saved, file, manager);
        NDArray faces = faces(2, 5);
        assertArrayEquals(
                expert.lips(faces, Pass.INFERENCE).toFloatArray(),
                loaded.lips(faces, Pass.INFERENCE).toFloatArray());
        assertEquals(0.62, SyncExpertCheckpoint.threshold(saved));
        assertEquals(expert.config(), loaded.config());
        try (GradientScope gradients = GradientScope.record()) {
            NDArray input = faces.duplicate();
            input.setRequiresGradient(true);
            gradients.backward(loaded.lips(input, Pass.INFERENCE).sum());
        }
        loaded.weights().forEach((name, array) -> assertFalse(array.hasGradient(), name));
    }

    @Test
    void anotherKindOfModelIsNamed(@TempDir Path folder) {
        Path file = folder.resolve("other.safetensors");
        new Checkpoint(NetworkState.copyOf(Map.of("weight", manager.ones(new Shape(1))))).save(file);
        VisemeException problem = assertThrows(
                VisemeException.class, () -> SyncExpertCheckpoint.load(Checkpoint.read(file), file, manager));
        assertTrue(problem.getMessage().contains("is no sync expert"), problem.getMessage());
    }

    @Test
    void lipsAndSoundDecideTogether() {
        SyncExpert expert = expert(SyncExpertConfig.Blocks.STABLE);
        NDArray mel = mel(1, 16);
        NDList one = new NDList(expert.speech(mel, Pass.INFERENCE), expert.lips(faces(1, 5), Pass.INFERENCE));
        NDArray other = expert.lips(faces(1, 5), Pass.INFERENCE);
        assertNotEquals(
                Synchrony.similarity(one.get(0), one.get(1)).getFloat(),
                Synchrony.similarity(one.get(0), other).getFloat());
    }

    private static Map<String, float[]> values(SyncExpert expert) {
        Map<String, float[]> values = new LinkedHashMap<>();
        expert.state().forEach((name, array) -> values.put(name, array.toFloatArray()));
        return values;
    }
}
