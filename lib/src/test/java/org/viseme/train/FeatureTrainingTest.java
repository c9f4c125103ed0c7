package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.data.Augmentation;
import org.viseme.data.ClipStore;
import org.viseme.data.FaceSampling;
import org.viseme.data.TestClips;
import org.viseme.data.WeightedStore;
import org.viseme.metric.PerceptualNetwork;
import org.viseme.model.perceptual.FeatureTask;
import org.viseme.torch.Precision;
import org.viseme.torch.Torch;

class FeatureTrainingTest {
    @TempDir
    static Path folder;

    private static ClipStore store;

    @BeforeAll
    static void prepare() {
        store = TestClips.speakers(folder.resolve("store"));
    }

    private static FeatureTraining training(int steps, String run) {
        Torch.setThreads(1);
        FeatureRecipe recipe = new FeatureRecipe(
                2,
                new FaceSampling(8, 3, new Augmentation(false, 0.05, 1, 0, 0)),
                new Optimization(steps, new Schedule(1e-2, 5, 0.3), 0.9, 0.01, 1, 1, 0.8, Precision.FP32, 3),
                new Measurements(0, steps, 15, 0));
        return new FeatureTraining(recipe, List.of(new WeightedStore(store, 1)), folder.resolve(run));
    }

    private static FeatureReport train(int steps, String run) {
        return training(steps, run).run(Device.cpu(), false, ProgressLine.Listener.silent());
    }

    /** Everything but the speed, which differs from run to run. */
    private static List<String> curve(String run) throws IOException {
        return Files.readAllLines(folder.resolve(run).resolve("metrics.csv")).stream()
                .map(line -> line.substring(0, line.lastIndexOf(',')))
                .toList();
    }

    /** People differ in green. */
    @Test
    void itLearnsToAnswerAboutClipsThatItHasNotSeen() {
        FeatureReport report = train(60, "learns");
        FeatureReport.Answers people = report.answers().get(FeatureTask.SPEAKER.ordinal());
        assertEquals(FeatureTask.SPEAKER, people.task());
        assertTrue(people.accuracy() > people.chance() + 0.15, report.toString());
        // two clips that were set aside and four held-out ones, eight faces of each
        assertEquals(16, people.asked());
        assertEquals(32, report.answers().get(FeatureTask.TURN.ordinal()).asked());
        String provenance = Checkpoint.read(folder.resolve("learns").resolve("last.safetensors"))
                .metadata()
                .get(Checkpoint.PROVENANCE);
        assertTrue(provenance.contains("\"faces\":" + 60 * 8), provenance);
    }

    @Test
    void aTrainingThatStoppedGoesOnWithTheSameCurve() throws IOException {
        train(20, "whole");
        Thread loop = Thread.currentThread();
        training(20, "stopped").run(Device.cpu(), false, (share, line) -> loop.interrupt());
        assertTrue(curve("stopped").size() < curve("whole").size());
        training(20, "stopped").run(Device.cpu(), true, ProgressLine.Listener.silent());
        assertEquals(curve("whole"), curve("stopped"));
    }

    @Test
    void aGeneratorLearnsFromItUnderItsOwnName() throws IOException {
        train(2, "features");
        Path network = folder.resolve("features").resolve("last.safetensors");
        Wav2LipRecipe recipe = Wav2LipStagesTest.recipe(SyncPolicy.OFF, 0, 0)
                .withPerceptualWeight(0.07)
                .withOptimization(Optimization.adam(10, 1e-3))
                .withMeasurements(new Measurements(2, 10, 10, 0));
        Path run = folder.resolve("generator");
        byte[] before = Files.readAllBytes(network);
        new Wav2LipTraining(recipe, List.of(new WeightedStore(store, 1)), run)
                .withPerceptual(PerceptualNetwork.features(network))
                .run(Device.cpu(), false, ProgressLine.Listener.silent());
        String label = "features(last.safetensors)";
        List<String> columns = Arrays.asList(
                Files.readAllLines(run.resolve("metrics.csv")).getFirst().split(","));
        assertTrue(columns.contains(label), columns.toString());
        assertFalse(columns.contains("LPIPS"), columns.toString());
        double value = RunLog.read(run.resolve("metrics.csv")).column(label)[0];
        assertTrue(value > 0, "distance " + value);
        String provenance =
                Checkpoint.read(run.resolve("last.safetensors")).metadata().get(Checkpoint.PROVENANCE);
        assertTrue(provenance.contains("\"perceptual\":\"" + label), provenance);
        assertEquals(-1, Arrays.mismatch(before, Files.readAllBytes(network)));
    }
}
