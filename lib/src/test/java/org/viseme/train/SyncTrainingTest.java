package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.audio.MelTimeline;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.data.Augmentation;
import org.viseme.data.ClipStore;
import org.viseme.data.SyncSampling;
import org.viseme.data.TestClips;
import org.viseme.data.WeightedStore;
import org.viseme.metric.SyncReport;
import org.viseme.model.syncnet.SyncExpertCheckpoint;
import org.viseme.model.syncnet.SyncExpertConfig;
import org.viseme.torch.Precision;
import org.viseme.torch.Torch;

class SyncTrainingTest {
    @TempDir
    static Path folder;

    private static ClipStore store;

    @BeforeAll
    static void prepare() {
        store = TestClips.trainingStore(folder.resolve("store"));
    }

    private static SyncRecipe recipe(int steps, double rate) {
        return new SyncRecipe(
                new SyncExpertConfig(SyncExpertConfig.Blocks.STABLE, 4, 5, 32),
                new SyncSampling(2, 4, 5, 0.25, 3, new Augmentation(true, 0.1, 1, 0.2, 3), MelTimeline.FRAME_START),
                new Optimization(steps, new Schedule(rate, 5, 0.3), 0.9, 0.01, 1, 2, 0.9, Precision.FP32, 3),
                false,
                1,
                0.07,
                new Measurements(0, 20, 15, 0));
    }

    private static SyncReport train(Path run, boolean resume, int steps, double rate) {
        Torch.setThreads(1);
        return new SyncTraining(recipe(steps, rate), List.of(new WeightedStore(store, 1)), run)
                .run(Device.cpu(), resume, ProgressLine.Listener.silent());
    }

    /** Everything but the speed, which differs from run to run. */
    private static List<String> curve(Path run) throws IOException {
        return Files.readAllLines(run.resolve("metrics.csv")).stream()
                .map(line -> line.substring(0, line.lastIndexOf(',')))
                .toList();
    }

    /** Colours count the frames of these clips and tones rise with them, so that they can be told. */
    @Test
    void itLearnsWhatBelongsTogether() throws IOException {
        Path run = folder.resolve("learns");
        SyncReport report = train(run, false, 80, 3e-3);
        List<String> curve = curve(run);
        double first = Double.parseDouble(curve.get(1).split(",")[1]);
        double last = Double.parseDouble(curve.getLast().split(",")[1]);
        assertTrue(last < 0.8 * first, first + " to " + last);
        assertTrue(report.accuracy() > 0.6, report.toString());
        // two held-out clips of 30 frames: 26 windows each
        assertEquals(2 * 26, report.windows());
        Checkpoint saved = Checkpoint.read(run.resolve("last.safetensors"));
        assertEquals(report.threshold(), SyncExpertCheckpoint.threshold(saved));
        assertTrue(saved.metadata().get(Checkpoint.PROVENANCE).contains("\"windows\":" + 80 * 2 * 8));
        assertTrue(Files.exists(run.resolve("best.safetensors")));
    }

    @Test
    void aTrainingThatStoppedBetweenTwoLogLinesGoesOnWithTheSameCurve() throws Exception {
        Path whole = folder.resolve("whole");
        train(whole, false, 40, 1e-3);
        Path stopped = folder.resolve("stopped");
        Thread loop = Thread.currentThread();
        new SyncTraining(recipe(40, 1e-3), List.of(new WeightedStore(store, 1)), stopped)
                .run(Device.cpu(), false, (share, line) -> loop.interrupt());
        List<String> half = curve(stopped);
        assertTrue(half.size() < curve(whole).size(), "it was not stopped");
        train(stopped, true, 40, 1e-3);
        assertEquals(curve(whole), curve(stopped));
        assertEquals(
                Files.readAllLines(whole.resolve("held-out.csv")), Files.readAllLines(stopped.resolve("held-out.csv")));
    }

    @Test
    void aTrainingThatDivergesEndsWithOneLine() {
        VisemeException problem =
                assertThrows(VisemeException.class, () -> train(folder.resolve("diverged"), false, 60, 1e30));
        assertTrue(problem.getMessage().contains("lower learningRate"), problem.getMessage());
    }
}
