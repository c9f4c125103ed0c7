package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.audio.MelTimeline;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.data.ClipStore;
import org.viseme.data.TestClips;
import org.viseme.data.WeightedStore;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.torch.Precision;
import org.viseme.torch.Torch;

class Wav2LipTrainingTest {
    private static final int STEPS = 60;

    @TempDir
    static Path folder;

    private static ClipStore store;

    @BeforeAll
    static void prepare() {
        store = TestClips.trainingStore(folder.resolve("store"));
    }

    private static Wav2LipRecipe recipe(double rate) {
        return new Wav2LipRecipe(
                new Wav2LipConfig(1),
                new LipSampling(4, 1, 0.25, true, 0.1, MelTimeline.FRAME_START),
                new Optimization(STEPS, new Schedule(rate, 5, 0.3), 0.9, 0, 1, 1, 0, Precision.FP32, 3),
                0.2,
                1,
                SyncTerm.of(SyncPolicy.OFF, 0),
                0,
                0,
                new Measurements(0, 30, 10, 0));
    }

    private static HeldOutReport train(Path run, boolean resume, double rate) {
        Torch.setThreads(1);
        return new Wav2LipTraining(recipe(rate), List.of(new WeightedStore(store, 1)), run)
                .run(Device.cpu(), resume, ProgressLine.Listener.silent());
    }

    /** Steps, losses and gradient norms; the speed differs from run to run. */
    private static List<String> curve(Path run) throws IOException {
        return Files.readAllLines(run.resolve("metrics.csv")).stream()
                .map(line -> line.substring(0, line.lastIndexOf(',')))
                .toList();
    }

    @Test
    void theLossFallsAndEverythingIsLeftBehind() throws IOException {
        Path run = folder.resolve("whole");
        HeldOutReport report = train(run, false, 3e-3);
        List<String> curve = curve(run);
        assertEquals(1 + STEPS / 10, curve.size());
        double first = Double.parseDouble(curve.get(1).split(",")[1]);
        double last = Double.parseDouble(curve.getLast().split(",")[1]);
        assertTrue(last < 0.8 * first, first + " to " + last);
        // two held-out clips of 30 frames, five windows of five frames each after the reference
        assertEquals(2 * 5 * 5, report.frames());
        for (String name : List.of("best.safetensors", "last.safetensors", "resume.safetensors", "held-out.csv")) {
            assertTrue(Files.size(run.resolve(name)) > 0, name);
        }
        assertTrue(Files.exists(run.resolve("samples").resolve("step-0000060.png")));
        assertTrue(Checkpoint.read(run.resolve("best.safetensors"))
                .metadata()
                .get(Checkpoint.PROVENANCE)
                .contains("\"steps\":"));
    }

    @Test
    void aTrainingThatIsStoppedBeforeItsFirstMeasurementLeavesItsNetworkAsTheBest() {
        Path run = folder.resolve("stopped");
        new Wav2LipTraining(recipe(1e-3), List.of(new WeightedStore(store, 1)), run)
                .run(
                        Device.cpu(),
                        false,
                        (share, line) -> Thread.currentThread().interrupt());
        for (String name : List.of("best.safetensors", "last.safetensors")) {
            assertEquals("10", Checkpoint.read(run.resolve(name)).metadata().get("global_step"), name);
        }
        HeldOutReport report = train(run, true, 1e-3);
        assertEquals(2 * 5 * 5, report.frames());
        assertEquals(
                List.of(30.0, 60.0),
                Arrays.stream(RunLog.read(run.resolve("held-out.csv")).column("step"))
                        .boxed()
                        .toList());
    }

    @Test
    void aTrainingThatWasKilledGoesOnWithTheSameCurve() throws Exception {
        Path whole = folder.resolve("uninterrupted");
        train(whole, false, 1e-3);
        Path killed = folder.resolve("killed");
        Process process = startTraining(killed);
        try {
            Path metrics = killed.resolve("metrics.csv");
            long patience = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
            while (!(Files.exists(metrics) && Files.readAllLines(metrics).size() > 2)) {
                assertTrue(process.isAlive() && System.nanoTime() < patience, "the training did not get going");
                Thread.sleep(5);
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertFalse(Files.exists(killed.resolve("last.safetensors")), "it was killed too late to tell anything");
        train(killed, true, 1e-3);
        assertEquals(curve(whole), curve(killed));
    }

    /** Another process, so that it can be killed without a chance to tidy up. */
    private static Process startTraining(Path run) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                // Surefire starts from a jar that only names the class path
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Child.class.getName(),
                run.toString(),
                folder.resolve("store").toString()));
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Trains, slowed down a little so that it can be killed in the middle. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            Torch.setThreads(1);
            new Wav2LipTraining(
                            recipe(1e-3),
                            List.of(new WeightedStore(ClipStore.open(Path.of(arguments[1])), 1)),
                            Path.of(arguments[0]))
                    .run(Device.cpu(), false, (share, line) -> {
                        if (share > 0.5) {
                            java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(20));
                        }
                    });
        }
    }

    @Test
    void aFolderThatHoldsATrainingIsNotOverwritten() {
        Path run = folder.resolve("twice");
        train(run, false, 1e-3);
        VisemeException problem = assertThrows(VisemeException.class, () -> train(run, false, 1e-3));
        assertTrue(problem.getMessage().contains("--resume"));
    }

    @Test
    void aLossThatIsNoNumberStopsTheTraining() {
        Path run = folder.resolve("diverged");
        VisemeException problem = assertThrows(VisemeException.class, () -> train(run, false, 1e30));
        assertTrue(problem.getMessage().contains("lower learningRate"), problem.getMessage());
    }
}
