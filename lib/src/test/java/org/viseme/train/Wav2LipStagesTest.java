package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.audio.MelTimeline;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.data.ClipStore;
import org.viseme.data.TestClips;
import org.viseme.data.WeightedStore;
import org.viseme.metric.PublishedWeights;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.model.syncnet.SyncExpertCheckpoint;
import org.viseme.model.syncnet.SyncExpertConfig;
import org.viseme.model.wav2lip.Wav2LipCheckpoint;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.torch.Precision;
import org.viseme.torch.Torch;

/** The generator's training with a sync expert and a discriminator. */
class Wav2LipStagesTest {
    private static final int STEPS = 40;

    @TempDir
    static Path folder;

    private static ClipStore store;
    private static Path expert;

    @BeforeAll
    static void prepare() {
        store = TestClips.trainingStore(folder.resolve("store"));
        expert = folder.resolve("expert.safetensors");
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            SyncExpert network = new SyncExpert(new SyncExpertConfig(SyncExpertConfig.Blocks.STABLE, 4, 5, 32));
            network.initialize(manager, 5);
            SyncExpertCheckpoint.of(network, 0.5).save(expert);
        }
    }

    static Wav2LipRecipe recipe(SyncPolicy policy, double syncWeight, double adversarialWeight) {
        return new Wav2LipRecipe(
                new Wav2LipConfig(1),
                new LipSampling(2, 5, 0.25, true, 0.1, MelTimeline.FRAME_START),
                new Optimization(STEPS, new Schedule(1e-3, 5, 0.3), 0.5, 0, 1, 1, 0.9, Precision.FP32, 3),
                0.2,
                1,
                // no L1 error falls by 10: the plateau is reached at the second measurement
                new SyncTerm(policy, syncWeight, 0.75, 1, 10, false),
                AdversarialTerm.of(adversarialWeight),
                0,
                new Measurements(0, 10, 15, 0));
    }

    private static Wav2LipTraining training(Wav2LipRecipe recipe, String run) {
        Torch.setThreads(1);
        return new Wav2LipTraining(recipe, List.of(new WeightedStore(store, 1)), folder.resolve(run))
                .withExpert(expert);
    }

    private static HeldOutReport train(Wav2LipRecipe recipe, String run) {
        return training(recipe, run).run(Device.cpu(), false, ProgressLine.Listener.silent());
    }

    /** A column of the loss table, by the steps at which it was logged. */
    private static List<Double> column(String run, String name) throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve(run).resolve("metrics.csv"));
        int index = List.of(lines.getFirst().split(",")).indexOf(name);
        return lines.stream()
                .skip(1)
                .map(line -> Double.parseDouble(line.split(",")[index]))
                .toList();
    }

    @Test
    void theExpertPullsTheGeneratorsLipsTowardsTheSound() {
        HeldOutReport alone = train(recipe(SyncPolicy.OFF, 0.5, 0), "alone");
        HeldOutReport together = train(recipe(SyncPolicy.ON, 0.5, 0), "together");
        assertTrue(
                together.sync().own() < alone.sync().own(),
                together.sync().own() + " against " + alone.sync().own());
    }

    @Test
    void onAPlateauTheExpertJoins() throws IOException {
        train(recipe(SyncPolicy.PLATEAU, 0.03, 0), "plateau");
        assertEquals(List.of(0.0, 0.0, 1.0, 1.0), column("plateau", "sync_on"));
        List<Double> sync = column("plateau", "sync");
        assertTrue(sync.get(0).isNaN() && sync.get(1).isNaN(), "the expert was asked before its time");
        assertTrue(sync.get(2) > 0 && sync.get(3) > 0);
    }

    @Test
    void belowTheThresholdTheExpertJoins() {
        HeldOutReport report =
                new HeldOutReport(1, 0.1, 0.2, 0.1, 0.1, 20, 0.9, new HeldOutReport.SyncScore(0.76, 1, 1, 1));
        HeldOutReport better =
                new HeldOutReport(1, 0.1, 0.2, 0.1, 0.1, 20, 0.9, new HeldOutReport.SyncScore(0.74, 1, 1, 1));
        SyncSwitch policy = SyncSwitch.of(recipe(SyncPolicy.THRESHOLD, 0.03, 0));
        assertFalse(policy.after(10, report).on());
        assertTrue(policy.after(10, report).after(20, better).on());
        assertTrue(policy.after(10, better).after(20, report).on(), "once on, it stays on");
    }

    @Test
    void withADiscriminatorBothLearnAndAKilledTrainingGoesOnAlike() throws IOException {
        Wav2LipRecipe recipe = recipe(SyncPolicy.PLATEAU, 0.03, 0.07);
        train(recipe, "gan");
        List<Double> mistakes = column("gan", "discriminator");
        assertTrue(mistakes.getLast() < mistakes.getFirst(), mistakes.toString());
        Thread loop = Thread.currentThread();
        training(recipe, "gan-stopped").run(Device.cpu(), false, (share, line) -> {
            if (share > 0.5) {
                loop.interrupt();
            }
        });
        training(recipe, "gan-stopped").run(Device.cpu(), true, ProgressLine.Listener.silent());
        for (String name : List.of("loss", "sync", "adversarial", "discriminator", "gradient_norm", "sync_on")) {
            assertEquals(column("gan", name), column("gan-stopped", name), name);
        }
    }

    @Test
    void aRecipeWithAnExpertAsksForOne() {
        Wav2LipTraining without = new Wav2LipTraining(
                recipe(SyncPolicy.ON, 0.03, 0), List.of(new WeightedStore(store, 1)), folder.resolve("without"));
        VisemeException problem = assertThrows(
                VisemeException.class, () -> without.run(Device.cpu(), false, ProgressLine.Listener.silent()));
        assertTrue(problem.getMessage().contains("--expert"), problem.getMessage());
    }

    @Test
    void theWeightsAreThePapers() {
        Wav2LipRecipe gan = Wav2LipRecipe.paperGan();
        assertEquals(0.03, gan.expert().syncWeight());
        assertEquals(0.07, gan.adversary().adversarialWeight());
        assertEquals(0.75, gan.expert().syncThreshold());
        assertEquals(80, gan.sampling().images());
        assertEquals(1e-4, gan.optimization().rateAt(0));
        assertEquals(0.5, gan.optimization().beta1());
        assertEquals(0, Wav2LipRecipe.paper().adversary().adversarialWeight());
    }

    /** The weights hardly move, so that only the statistics do, and after a while nothing gets better any more. */
    @Test
    void earlyStopEndsATrainingWithoutImprovement() throws IOException {
        int steps = 150;
        Wav2LipRecipe impatient = recipe(SyncPolicy.OFF, 0.03, 0)
                .withPatience(1)
                .withOptimization(
                        new Optimization(steps, new Schedule(1e-12, 0, 0), 0.9, 0, 0, 1, 0, Precision.FP32, 3));
        train(impatient, "early");
        List<String> heldOut = Files.readAllLines(folder.resolve("early").resolve("held-out.csv"));
        assertTrue(heldOut.size() - 1 < steps / 10, heldOut.size() - 1 + " measurements");
        double last = error(heldOut.getLast());
        double before = error(heldOut.get(heldOut.size() - 2));
        assertTrue(last >= before, "it ended although " + last + " is better than " + before);
    }

    private static double error(String line) {
        return Double.parseDouble(line.split(",")[1]);
    }

    @Test
    void windowsOfFiveFramesNeedAnExpertOfFive() {
        VisemeException problem = assertThrows(
                VisemeException.class,
                () -> recipe(SyncPolicy.ON, 0.03, 0)
                        .withSampling(LipSampling.paper().withFrames(1)));
        assertTrue(problem.getMessage().contains("frames"), problem.getMessage());
    }

    @Test
    void theVariantsRecipesAreThePapers() {
        Wav2LipRecipe attn = Wav2LipRecipe.attn();
        assertEquals(Wav2LipConfig.attn(), attn.network());
        assertEquals(SyncPolicy.PLATEAU, attn.expert().sync());
        assertEquals(0.03, attn.expert().syncWeight());
        assertEquals(0.07, attn.adversary().adversarialWeight());
        assertEquals(0, attn.perceptualWeight());
        assertEquals(80, attn.sampling().images());
        Wav2LipRecipe lpips = Wav2LipRecipe.lpips();
        assertEquals(Wav2LipConfig.lpips(), lpips.network());
        assertEquals(9, lpips.network().alignments());
        assertEquals(0.03, lpips.expert().syncWeight());
        assertEquals(0, lpips.adversary().adversarialWeight());
        assertEquals(0.07, lpips.perceptualWeight());
        assertThrows(VisemeException.class, () -> lpips.withSyncWeight(0.95));
    }

    @Test
    void everyVariantTrainsAndItsCheckpointSaysWhatItIs() throws IOException {
        List<Wav2LipConfig> variants = List.of(
                Wav2LipConfig.attnTiny().withChannels(1),
                Wav2LipConfig.lpipsTiny().withChannels(1).withAlignments(2));
        for (Wav2LipConfig variant : variants) {
            String run = "variant-" + variant.depth();
            Wav2LipRecipe recipe = recipe(SyncPolicy.ON, 0.03, 0).withNetwork(variant);
            train(recipe.withOptimization(recipe.optimization().withSteps(20)), run);
            List<Double> l1 = column(run, "l1");
            assertTrue(l1.getLast() < l1.getFirst(), l1.toString());
            Path file = folder.resolve(run).resolve("best.safetensors");
            try (NDManager manager = Torch.newManager(Device.cpu())) {
                Checkpoint checkpoint = Checkpoint.read(file);
                assertEquals(variant, Wav2LipCheckpoint.config(checkpoint, file));
                Wav2LipCheckpoint.load(checkpoint, file, manager);
            }
        }
    }

    @Test
    void withoutItsWeightsThePerceptualLossIsRefusedBeforeAnythingIsMade() {
        Assumptions.assumeTrue(PublishedWeights.LPIPS_ALEX.missing().isPresent(), "the weights are there");
        VisemeException problem = assertThrows(
                VisemeException.class,
                () -> train(recipe(SyncPolicy.OFF, 0, 0).withPerceptualWeight(0.07), "unweighted"));
        assertTrue(problem.getMessage().contains("alexnet-owt-7be5be79.pth"), problem.getMessage());
        assertTrue(problem.getMessage().contains("--perceptual viseme-features"), problem.getMessage());
        assertTrue(problem.getMessage().contains("./viseme train feature-network --data STORE --out RUN"));
        assertFalse(Files.exists(folder.resolve("unweighted")));
    }
}
