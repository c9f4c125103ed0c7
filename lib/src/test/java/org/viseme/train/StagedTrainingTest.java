package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.data.ClipStore;
import org.viseme.data.Split;
import org.viseme.data.TestClips;
import org.viseme.data.WeightedStore;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.model.syncnet.SyncExpertCheckpoint;
import org.viseme.model.syncnet.SyncExpertConfig;
import org.viseme.model.wav2lip.Wav2Lip;
import org.viseme.model.wav2lip.Wav2LipCheckpoint;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.torch.Torch;
import org.viseme.train.StagedTraining.Stage;
import org.viseme.train.StagedTraining.Trained;
import tech.tablesaw.api.Table;

/** Three stages one after the other, and what is drawn by the models that they leave. */
class StagedTrainingTest {
    private static final int STEPS = 20;

    @TempDir
    static Path folder;

    private static ClipStore store;
    private static Path expert;
    private static Path start;

    @BeforeAll
    static void prepare() {
        Torch.setThreads(1);
        store = TestClips.trainingStore(folder.resolve("store"));
        expert = folder.resolve("expert.safetensors");
        start = folder.resolve("start.safetensors");
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            SyncExpert judge = new SyncExpert(new SyncExpertConfig(SyncExpertConfig.Blocks.STABLE, 4, 5, 32));
            judge.initialize(manager, 5);
            SyncExpertCheckpoint.of(judge, 0.5).save(expert);
            Wav2Lip network = new Wav2Lip(new Wav2LipConfig(1));
            network.initialize(manager, 6);
            Wav2LipCheckpoint.of(network, new Wav2LipConfig(1)).save(start);
        }
    }

    private static StagedTraining training(String name) {
        Wav2LipRecipe recipe = Wav2LipStagesTest.recipe(SyncPolicy.PLATEAU, 0.03, 0.07);
        return new StagedTraining(
                recipe.withOptimization(recipe.optimization().withSteps(STEPS))
                        .withMeasurements(new Measurements(0, 10, 15, 0)),
                List.of(new WeightedStore(store, 1)),
                expert,
                start,
                folder.resolve(name));
    }

    private static double last(Trained trained, String column) {
        double[] values = RunLog.read(trained.run().resolve("metrics.csv")).column(column);
        return values[values.length - 1];
    }

    @Test
    void everyStageAddsALossAndBeginsWhereTheOneBeforeEnded() {
        StagedTraining training = training("whole");
        List<Trained> stages = training.run(Device.cpu(), ProgressLine.Listener.silent());
        assertEquals(
                List.of(Stage.values()), stages.stream().map(Trained::stage).toList());
        assertTrue(Double.isNaN(last(stages.get(0), "sync")));
        assertTrue(last(stages.get(1), "sync") > 0 && Double.isNaN(last(stages.get(1), "adversarial")));
        assertTrue(last(stages.get(2), "sync") > 0 && last(stages.get(2), "adversarial") > 0);
        for (Trained stage : stages) {
            assertTrue(stage.report().sync().own() > 0, "the expert measures every stage");
            String from = Checkpoint.read(stage.model()).metadata().get(Checkpoint.PROVENANCE);
            String file = stage.stage() == Stage.L1 ? "start.safetensors" : "last.safetensors";
            assertTrue(from.contains("\"startedFrom\":\"" + file + "\""), from);
            assertEquals(2, SampleGrid.ofRun(stage.run()).size());
        }
        List<Trained> again = training.run(Device.cpu(), ProgressLine.Listener.silent());
        assertEquals(
                stages.stream().map(Trained::report).toList(),
                again.stream().map(Trained::report).toList(),
                "what is done stays");
    }

    @Test
    void aStoppedTrainingGoesOnInTheStageInWhichItWas() {
        StagedTraining training = training("stopped");
        Thread loop = Thread.currentThread();
        List<Trained> first = training.run(Device.cpu(), (share, line) -> {
            if (line.startsWith(Stage.L1 + ": ")) {
                loop.interrupt();
            }
        });
        assertTrue(first.size() < 3, "it was not stopped");
        assertFalse(Files.exists(training.run(Stage.GAN)));
        assertEquals(
                3, training.run(Device.cpu(), ProgressLine.Listener.silent()).size());
    }

    @Test
    void modelsAreComparedOnTheSameFrames() {
        Map<String, Path> models = new LinkedHashMap<>();
        models.put("first", start);
        models.put("second", start);
        var set = HeldOutReport.set(store, Split.VAL, 0);
        ModelComparison comparison = ModelComparison.of(models, set, expert, Device.cpu());
        var first = comparison.models().getFirst();
        var second = comparison.models().getLast();
        assertEquals(first.report(), second.report(), "the same weights draw the same");
        assertTrue(Arrays.equals(
                first.frames().drawn().getFirst().bytes(),
                second.frames().drawn().getFirst().bytes()));
        Table table = comparison.table();
        assertEquals(List.of("first", "second"), table.stringColumn("model").asList());
        assertEquals(first.report().psnr(), table.doubleColumn("PSNR, dB").get(0));
        assertEquals(
                first.report().sync().real(),
                table.doubleColumn("distance, real video").get(1));
    }

    @Test
    void whatAModelStatesOfItselfIsQuotedAndTheRestStaysEmpty() {
        Path stating = folder.resolve("stating.safetensors");
        Checkpoint.read(start)
                .with(
                        Checkpoint.PROVENANCE,
                        "{\"data\":[\"grid, 874 clips\"],\"heldOut\":{\"frames\":750,\"lowerHalf\":0.02,"
                                + "\"trivialLowerHalf\":0.04}}")
                .save(stating);
        Map<String, Path> models = new LinkedHashMap<>();
        models.put("silent", start);
        models.put("stating", stating);
        Table table = ModelComparison.stated(models);
        assertEquals(List.of("stating"), table.stringColumn("model").asList());
        assertEquals("750 frames of grid", table.stringColumn("measured on").get(0));
        assertEquals(0.02, table.doubleColumn("L1, lower half").get(0));
        assertEquals(50, table.doubleColumn("share of the pasted reference, %").get(0), 1e-9);
        assertTrue(table.doubleColumn("PSNR, dB").isMissing(0));
    }
}
