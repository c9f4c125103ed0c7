package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
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
import org.viseme.checkpoint.StateDict;
import org.viseme.data.ClipStore;
import org.viseme.data.TestClips;
import org.viseme.data.WeightedStore;
import org.viseme.model.wav2lip.Wav2Lip;
import org.viseme.model.wav2lip.Wav2LipCheckpoint;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.nn.CbamConfig.Attention;
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
                AdversarialTerm.of(0),
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

    @Test
    void attentionIsAddedToAGeneratorThatHasNone() {
        Path plain = folder.resolve("plain.safetensors");
        Path broken = folder.resolve("broken.safetensors");
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            Wav2Lip network = new Wav2Lip(new Wav2LipConfig(1));
            network.initialize(manager, 8);
            Checkpoint checkpoint = Wav2LipCheckpoint.of(network, new Wav2LipConfig(1));
            checkpoint.save(plain);
            StateDict fewer = new StateDict();
            checkpoint.state().names().stream()
                    .skip(1)
                    .forEach(name -> fewer.put(name, checkpoint.state().get(name)));
            new Checkpoint(fewer).save(broken);
        }
        // no weight moves at this rate
        Wav2LipRecipe attentive = recipe(1e-12)
                .withNetwork(new Wav2LipConfig(1).withAttention(Attention.BOTH))
                .withOptimization(new Optimization(1, new Schedule(1e-12, 0, 0), 0.9, 0, 0, 1, 0, Precision.FP32, 3));
        List<WeightedStore> data = List.of(new WeightedStore(store, 1));
        Path run = folder.resolve("attentive");
        Wav2LipTraining training = new Wav2LipTraining(attentive, data, run);
        assertThrows(
                VisemeException.class,
                () -> training.startingFrom(plain).run(Device.cpu(), false, ProgressLine.Listener.silent()));
        training.addingAttentionTo(plain).run(Device.cpu(), true, ProgressLine.Listener.silent());

        Checkpoint trained = Checkpoint.read(run.resolve("last.safetensors"));
        String taken = "face_decoder_blocks.3.1.conv_block.0.weight";
        assertEquals(
                0,
                trained.state()
                        .get("face_decoder_blocks.3.3.spatial.mask.weight")
                        .toFloats()[0],
                1e-9f);
        assertArrayEquals(
                Checkpoint.read(plain).state().get(taken).toFloats(),
                trained.state().get(taken).toFloats(),
                1e-9f);
        assertTrue(trained.state().contains("face_decoder_blocks.3.3.spatial.mask.weight"));
        assertTrue(trained.metadata().get(Checkpoint.PROVENANCE).contains("attention added"));

        VisemeException problem = assertThrows(
                VisemeException.class,
                () -> new Wav2LipTraining(attentive, data, folder.resolve("not-attentive"))
                        .addingAttentionTo(broken)
                        .run(Device.cpu(), false, ProgressLine.Listener.silent()));
        assertTrue(problem.getMessage().contains("missing"), problem.getMessage());
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
