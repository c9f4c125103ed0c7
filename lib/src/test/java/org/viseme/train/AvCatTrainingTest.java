package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.audio.MelTimeline;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.data.ClipStore;
import org.viseme.data.LipBatch;
import org.viseme.data.TestClips;
import org.viseme.data.WeightedStore;
import org.viseme.metric.PerceptualNetwork;
import org.viseme.model.avcat.AvCatCheckpoint;
import org.viseme.model.avcat.AvCatConfig;
import org.viseme.model.avcat.AvCatConfig.Parts;
import org.viseme.model.avcat.StageConfig;
import org.viseme.model.avcat.StageConfig.Sampling;
import org.viseme.model.perceptual.Vgg;
import org.viseme.model.perceptual.VggConfig;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.model.syncnet.SyncExpertCheckpoint;
import org.viseme.model.syncnet.SyncExpertConfig;
import org.viseme.nn.Pass;
import org.viseme.nn.WindowTransformerConfig;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.Precision;
import org.viseme.torch.Torch;

class AvCatTrainingTest {
    private static final AvCatConfig SMALL = new AvCatConfig(
            96,
            16,
            new WindowTransformerConfig(8, 2, 1),
            List.of(
                    new StageConfig(Sampling.DOWN, 1, 6, false), // 12x12
                    new StageConfig(Sampling.UP, 1, 8, true)), // 24x24
            16,
            2,
            Parts.BOTH);

    @TempDir
    static Path folder;

    private static ClipStore store;
    private static Path expert;

    @BeforeAll
    static void prepare() {
        Torch.setThreads(1);
        store = TestClips.trainingStore(folder.resolve("store"));
        expert = folder.resolve("expert.safetensors");
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            SyncExpertCheckpoint.of(expert(manager), 0.5).save(expert);
        }
    }

    private static SyncExpert expert(NDManager manager) {
        SyncExpert network = new SyncExpert(new SyncExpertConfig(SyncExpertConfig.Blocks.STABLE, 4, 5, 32));
        network.initialize(manager, 5);
        network.setTrainable(false);
        return network;
    }

    private static AvCatRecipe recipe(int steps) {
        return new AvCatRecipe(
                SMALL,
                new LipSampling(1, 5, 0.25, true, 0.1, MelTimeline.FRAME_START),
                new Optimization(steps, new Schedule(2e-3, 1, 1), 0.5, 0, 1, 1, 0, Precision.FP32, 3),
                1,
                1e-4,
                new AdversarialTerm(0.1, 1, 1),
                2,
                2,
                new Measurements(2, steps, 3, 0));
    }

    private static AvCatTraining training(AvCatRecipe recipe, String run) {
        return new AvCatTraining(recipe, List.of(new WeightedStore(store, 1)), folder.resolve(run))
                .withExpert(expert)
                .withPerceptual(PerceptualNetwork.parse(PerceptualNetwork.FEATURES));
    }

    private static LipBatch batch() {
        byte[] targets = new byte[3 * 5 * 96 * 96];
        byte[] references = new byte[targets.length];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = (byte) (128 + 60 * Math.sin(0.002 * i));
            references[i] = (byte) (128 + 60 * Math.sin(0.0021 * i));
        }
        float[] mels = new float[5 * 80 * 16];
        Random random = new Random(3);
        for (int i = 0; i < mels.length; i++) {
            mels[i] = 8 * random.nextFloat() - 4;
        }
        return new LipBatch(0, 1, 5, 96, targets, references, mels, List.of("a"), new int[1], new int[1]);
    }

    private static AvCatStep step(AvCatRecipe recipe, NDManager manager) {
        Vgg seeing = new Vgg(new VggConfig(List.of(2, 1), List.of(1)).withFirst(3));
        seeing.initialize(manager, 1);
        seeing.setTrainable(false);
        return new AvCatStep(recipe, seeing, Optional.of(expert(manager)), manager);
    }

    @Test
    void theDrawingComesCloserInAFewSteps() {
        try (NDManager manager = Torch.newManager(Device.cpu());
                AvCatStep step = step(recipe(10), manager)) {
            double first = 0;
            double last = 0;
            int live = 0;
            for (int i = 0; i < 10; i++) {
                step.learn(batch(), i);
                step.step(i);
                Map<String, Double> means = step.means().take();
                // the discriminator has a head start of one step
                Set<String> terms = i == 0 ? Set.of("perceptual", "sync") : Set.of("perceptual", "sync", "adversarial");
                assertTrue(means.keySet().containsAll(terms), means.toString());
                assertEquals(i > 0, means.containsKey("adversarial"));
                double sum = means.get("perceptual")
                        + 1e-4 * means.get("sync")
                        + (i > 0 ? 0.1 * means.get("adversarial") : 0);
                assertEquals(sum, means.get("loss"), 1e-4 * sum, "equation 10");
                first = i == 0 ? means.get("perceptual") : first;
                last = means.get("perceptual");
                live = i == 3 ? NativeScope.liveArrays(manager) : live;
            }
            assertEquals(live, NativeScope.liveArrays(manager), "arrays outlive their step");
            assertTrue(last < 0.9 * first, first + " became " + last);
        }
    }

    @Test
    void withoutItsWeightTheExpertHasNoSay() {
        try (NDManager manager = Torch.newManager(Device.cpu());
                AvCatStep step = step(recipe(2).withSyncWeight(0), manager);
                NativeScope scope = NativeScope.under(manager);
                GradientScope off = GradientScope.off()) {
            LipArrays arrays = LipArrays.of(batch(), scope.manager());
            NDArray drawn = AvCatStep.draw(step.generator().network(), arrays, Pass.TRAINING);
            assertEquals(Set.of("perceptual"), step.terms(arrays, drawn, 0).keySet());
            // colours come back in the order in which they were given: what is outside the mask is unchanged
            NDArray upper = drawn.sub(arrays.target()).get(":, :, :, 0:48").abs();
            assertEquals(0, upper.max().getFloat());
        }
    }

    /** Everything but the speed, which differs from run to run. */
    private static List<String> curve(String run) throws IOException {
        return Files.readAllLines(folder.resolve(run).resolve("metrics.csv")).stream()
                .map(line -> line.substring(0, line.lastIndexOf(',')))
                .toList();
    }

    @Test
    void everyAblationTrainsAndItsCheckpointSaysHow() {
        for (Parts parts : Parts.values()) {
            AvCatRecipe recipe = RecipeSettings.with(recipe(2), Map.of("parts", parts.name()));
            HeldOutReport report =
                    training(recipe, parts.name()).run(Device.cpu(), false, ProgressLine.Listener.silent());
            assertTrue(report.frames() > 0 && report.sync() != null, report.toString());
            Path file = folder.resolve(parts.name()).resolve("last.safetensors");
            Checkpoint saved = Checkpoint.read(file);
            assertEquals(parts, AvCatCheckpoint.config(saved, file).parts());
            String provenance = saved.metadata().get(Checkpoint.PROVENANCE);
            assertTrue(provenance.contains("\"perceptual\":\"features(viseme-features)\""), provenance);
            assertTrue(provenance.contains("\"images\":10"), provenance);
        }
    }

    @Test
    void aTrainingThatStoppedGoesOnWithTheSameCurve() throws IOException {
        AvCatRecipe recipe =
                RecipeSettings.with(recipe(20), Map.of("frames", "1", "syncWeight", "0", "saveEvery", "15"));
        training(recipe, "whole").run(Device.cpu(), false, ProgressLine.Listener.silent());
        Thread loop = Thread.currentThread();
        training(recipe, "stopped").run(Device.cpu(), false, (share, line) -> loop.interrupt());
        assertTrue(curve("stopped").size() < curve("whole").size());
        training(recipe, "stopped").run(Device.cpu(), true, ProgressLine.Listener.silent());
        assertEquals(curve("whole"), curve("stopped"));
        String header = curve("whole").getFirst();
        assertTrue(header.contains("features(viseme-features)"), header);
        assertFalse(header.contains("VGG") || header.contains("LPIPS"), header);
    }

    @Test
    void whatIsMissingIsNamedBeforeAnythingIsTrained() {
        AvCatTraining none = new AvCatTraining(recipe(2), List.of(new WeightedStore(store, 1)), folder.resolve("none"));
        assertThrows(VisemeException.class, () -> none.run(Device.cpu(), false, ProgressLine.Listener.silent()));
        AvCatConfig longer = new AvCatConfig(96, 20, SMALL.transformer(), SMALL.stages(), 16, 2, Parts.BOTH);
        VisemeException problem = assertThrows(
                VisemeException.class,
                () -> training(recipe(2).withNetwork(longer), "longer")
                        .run(Device.cpu(), false, ProgressLine.Listener.silent()));
        assertTrue(problem.getMessage().contains("melColumns=20"), problem.getMessage());
        assertFalse(Files.exists(folder.resolve("longer")));
        Path patient = folder.resolve("patient.safetensors");
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            SyncExpert network = new SyncExpert(new SyncExpertConfig(SyncExpertConfig.Blocks.STABLE, 4, 16, 32));
            network.initialize(manager, 5);
            SyncExpertCheckpoint.of(network, 0.5).save(patient);
        }
        AvCatTraining sixteen = training(recipe(2), "sixteen").withExpert(patient);
        VisemeException frames = assertThrows(
                VisemeException.class, () -> sixteen.run(Device.cpu(), false, ProgressLine.Listener.silent()));
        assertTrue(frames.getMessage().contains("looks at 16 frames"), frames.getMessage());
        assertThrows(VisemeException.class, () -> RecipeSettings.with(recipe(2), Map.of("frames", "1")));
    }
}
