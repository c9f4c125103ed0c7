package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.audio.MelTimeline;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.StateDict;
import org.viseme.data.Augmentation;
import org.viseme.data.ClipStore;
import org.viseme.data.HybridBatch;
import org.viseme.data.HybridSampling;
import org.viseme.data.TestClips;
import org.viseme.data.UtteranceSampling;
import org.viseme.data.WeightedStore;
import org.viseme.decode.BeamSearch;
import org.viseme.lipreading.LipReaderCheckpoint;
import org.viseme.lipreading.Modality;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.model.syncnet.SyncExpertCheckpoint;
import org.viseme.model.syncnet.SyncExpertConfig;
import org.viseme.model.talklip.TalkLip;
import org.viseme.model.talklip.TalkLipConfig;
import org.viseme.model.talklip.TalkLipConfig.Hearing;
import org.viseme.model.wav2lip.Wav2Lip;
import org.viseme.model.wav2lip.Wav2LipCheckpoint;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.nn.DropoutRates;
import org.viseme.torch.NativeScope;
import org.viseme.torch.Precision;
import org.viseme.torch.Torch;
import org.viseme.train.TalkLipStages.Stage;

class TalkLipTrainingTest {
    private static final int WIDTH = 32;

    @TempDir
    static Path folder;

    private static ClipStore store;
    private static Path reader;

    @BeforeAll
    static void prepare() {
        Torch.setThreads(1);
        store = TestClips.talkingStore(folder.resolve("store"), 1, 2, 1, 2, 2, 1, 1, 1);
        reader = folder.resolve("reader.safetensors");
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            LipReaderCheckpoint.of(ReadingExpertTest.network(Modality.VIDEO, manager))
                    .save(reader);
        }
    }

    private static TalkLipRecipe recipe(int steps, Hearing hearing, TalkLipStages stages) {
        return new TalkLipRecipe(
                new TalkLipConfig(
                        1,
                        hearing,
                        LipReadingTrainingTest.network(new DropoutRates(0.1, 0.1, 0.1, 0.1))
                                .encoder(),
                        WIDTH),
                new HybridSampling(
                        new UtteranceSampling(2, 2, 100, 3, new Augmentation(true, 0, 2, 0, 0)),
                        0.1,
                        2,
                        0.5,
                        MelTimeline.FRAME_START),
                new Optimization(steps, new Schedule(1e-3, 1, 0.3), 0.9, 0, 1, 1, 0.9, Precision.FP32, 3),
                0.2,
                1,
                new ReadingTerm(0.1, 0.1, 0.01, 100),
                new AdversarialTerm(0.07, 1, 2),
                stages,
                new BeamSearch(2, 4, 1),
                new Measurements(2, 100, 25, 0));
    }

    private static TalkLipTraining training(TalkLipRecipe recipe, Path run) {
        TalkLipTraining training =
                new TalkLipTraining(recipe, List.of(new WeightedStore(store, 1)), run).withExpert(reader);
        return recipe.hearsGlobally() ? training.listeningWith(reader) : training;
    }

    /** The columns by name, but for the speed, which differs from run to run. */
    private static Map<String, double[]> curve(Path run) throws IOException {
        List<String[]> rows = Files.readAllLines(run.resolve("metrics.csv")).stream()
                .map(line -> line.split(","))
                .toList();
        Map<String, double[]> columns = new LinkedHashMap<>();
        for (int i = 0; i < rows.getFirst().length - 1; i++) {
            int column = i;
            columns.put(
                    rows.getFirst()[i],
                    rows.stream()
                            .skip(1)
                            .mapToDouble(row -> Double.parseDouble(row[column]))
                            .toArray());
        }
        return columns;
    }

    @Test
    void aTrainingThatStoppedGoesOnWithTheSameCurve() throws IOException {
        TalkLipRecipe recipe = recipe(20, Hearing.GLOBAL, new TalkLipStages(1, 5, 12, 1, 0));
        Path whole = folder.resolve("whole");
        TalkLipReport report = training(recipe, whole).run(Device.cpu(), false, ProgressLine.Listener.silent());
        Path stopped = folder.resolve("stopped");
        Thread loop = Thread.currentThread();
        training(recipe, stopped).run(Device.cpu(), false, (share, line) -> loop.interrupt());
        assertEquals(1, curve(stopped).get("step").length, "it was not stopped");
        training(recipe, stopped).run(Device.cpu(), true, ProgressLine.Listener.silent());
        Map<String, double[]> expected = curve(whole);
        Map<String, double[]> resumed = curve(stopped);
        expected.forEach((name, values) -> assertArrayEquals(values, resumed.get(name), 1e-5, name));
        assertArrayEquals(new double[] {1, 2}, expected.get("stage"));
        assertTrue(Double.isNaN(expected.get("lip")[0]) && expected.get("lip")[1] > 0);
        assertTrue(Double.isNaN(expected.get("contrast")[0]) && expected.get("contrast")[1] > 0);
        assertTrue(report.pictures().frames() > 0 && report.pictures().psnr() > 0, report.toString());
        TalkLipReport.Legibility read = report.readings().get(TalkLipReport.EXPERT);
        assertEquals(2, read.drawn().clips());
        assertEquals(2, read.real().clips());
        assertTrue(read.loss() > 0);
    }

    @Test
    void whatListensIsFrozenAtFirstAndThenLearnsInItsLastLayers() {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            TalkLipRecipe recipe = recipe(10, Hearing.GLOBAL, new TalkLipStages(1, 5, 8, 1, 0));
            TalkLip network = new TalkLip(recipe.network());
            network.initialize(manager, 3);
            HybridBatch batch = HybridBatch.whole(store, store.clip("c1"), MelTimeline.FRAME_START);
            try (TalkLipStep talk = new TalkLipStep(recipe, network, Optional.empty(), manager)) {
                Map<String, float[]> before = state(network);
                network.setTunable(0);
                talk.learn(batch, 0, Stage.DRAWING);
                talk.step(0);
                assertEquals(List.of(), changed(before, network, "audio_encoder."));
                assertTrue(changed(before, network, "face_").size() > 100);
                network.setTunable(1);
                talk.learn(batch, 1, Stage.LISTENING);
                talk.step(1);
                List<String> heard = changed(before, network, "audio_encoder.");
                assertTrue(heard.size() >= 14, heard.toString());
                assertTrue(heard.stream().allMatch(name -> name.contains(".encoder.layers.0.")), heard.toString());
            }
        }
    }

    private static Map<String, float[]> state(TalkLip network) {
        Map<String, float[]> state = new LinkedHashMap<>();
        network.state().forEach((name, array) -> state.put(name, array.toFloatArray()));
        return state;
    }

    private static List<String> changed(Map<String, float[]> before, TalkLip network, String prefix) {
        return network.state().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .filter(entry -> !Arrays.equals(
                        before.get(entry.getKey()), entry.getValue().toFloatArray()))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Test
    void mouthsBecomeWhatTheExpertWantsToSee() {
        double without =
                afterSteps(Map.of("lipWeight", "1e-9", "contrastWeight", "0")).get("lip");
        double with =
                afterSteps(Map.of("lipWeight", "0.9", "contrastWeight", "0")).get("lip");
        assertTrue(with < without - 1e-3, with + " and " + without);
    }

    @Test
    void speechBecomesWhatTheExpertSees() {
        double without = afterSteps(Map.of("contrastWeight", "1e-9")).get("contrast");
        double with = afterSteps(Map.of("contrastWeight", "1")).get("contrast");
        assertTrue(with < without - 1, with + " and " + without);
    }

    /** The losses after some steps with one clip over and over, which leave no array behind. */
    private static Map<String, Double> afterSteps(Map<String, String> settings) {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            TalkLipRecipe recipe = RecipeSettings.with(
                    RecipeSettings.with(
                            recipe(40, Hearing.LOCAL, new TalkLipStages(0, 0, 0, 1, 0)),
                            Map.of("learningRate", "0.003", "adversarialWeight", "0")),
                    settings);
            TalkLip network = new TalkLip(recipe.network());
            network.initialize(manager, 3);
            Optional<ReadingExpert> expert = Optional.of(ReadingExpert.load(reader, 0.1, Precision.FP32, manager));
            HybridBatch batch = HybridBatch.whole(store, store.clip("c0"), MelTimeline.FRAME_START);
            try (TalkLipStep talk = new TalkLipStep(recipe, network, expert, manager)) {
                Map<String, Double> means = Map.of();
                int live = 0;
                for (int i = 0; i < 15; i++) {
                    talk.learn(batch, i, Stage.READING);
                    talk.step(i);
                    means = talk.means().take();
                    live = i == 2 ? NativeScope.liveArrays(manager) : live;
                }
                assertEquals(live, NativeScope.liveArrays(manager));
                return means;
            }
        }
    }

    @Test
    void theLossIsTheSumOfEquationSeven() {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            TalkLipRecipe recipe = recipe(1, Hearing.LOCAL, new TalkLipStages(0, 0, 0, 1, 0));
            TalkLip network = new TalkLip(recipe.network());
            network.initialize(manager, 3);
            try (TalkLipStep talk = new TalkLipStep(recipe, network, Optional.empty(), manager)) {
                Map<String, NDArray> terms = new LinkedHashMap<>();
                terms.put("l1", manager.create(2f));
                assertEquals(2, talk.loss(terms).getFloat(), 1e-6);
                terms.put("lip", manager.create(3f));
                terms.put("adversarial", manager.create(5f));
                terms.put("contrast", manager.create(7f));
                assertEquals(
                        0.83 * 2 + 0.1 * 3 + 0.07 * 5 + 0.01 * 7,
                        talk.loss(terms).getFloat(),
                        1e-6);
            }
        }
    }

    @Test
    void whatSeesAndDrawsCanBeginAsAWav2LipGenerator() {
        Path wav2lip = folder.resolve("wav2lip.safetensors");
        Wav2LipConfig config = new Wav2LipConfig(1);
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            Wav2Lip network = new Wav2Lip(config);
            network.initialize(manager, 11);
            Wav2LipCheckpoint.of(network, config).save(wav2lip);
        }
        StateDict from = Checkpoint.read(wav2lip).state();
        for (Hearing hearing : Hearing.values()) {
            Path run = folder.resolve("from-" + hearing);
            TalkLipRecipe still = RecipeSettings.with(
                    recipe(1, hearing, new TalkLipStages(0, 0, 0, 1, 0)),
                    Map.of("learningRate", "1e-12", "emaDecay", "0"));
            training(still, run).startingFrom(wav2lip).run(Device.cpu(), false, ProgressLine.Listener.silent());
            StateDict to = Checkpoint.read(run.resolve("last.safetensors")).state();
            int compared = 0;
            for (String name : from.names()) {
                boolean faces = name.startsWith("face_") || name.startsWith("output_block.");
                if (name.endsWith("weight") && (faces || hearing == Hearing.LOCAL)) {
                    assertArrayEquals(from.get(name).toFloats(), to.get(name).toFloats(), 1e-6f, name);
                    compared++;
                }
            }
            assertTrue(compared > 60, compared + " compared");
        }
        TalkLipTraining larger = training(
                        RecipeSettings.with(
                                recipe(1, Hearing.LOCAL, new TalkLipStages(0, 0, 0, 1, 0)),
                                Map.of("network.channels", "2")),
                        folder.resolve("larger"))
                .startingFrom(wav2lip);
        assertThrows(VisemeException.class, larger::requireParts);
    }

    @Test
    void aMissingExpertIsNamed() {
        TalkLipRecipe recipe = recipe(1, Hearing.LOCAL, new TalkLipStages(0, 0, 0, 1, 0));
        VisemeException missing = assertThrows(
                VisemeException.class,
                new TalkLipTraining(recipe, List.of(new WeightedStore(store, 1)), folder.resolve("none"))
                        ::requireParts);
        assertTrue(missing.getMessage().contains("--expert-reader"), missing.getMessage());
        TalkLipRecipe global = recipe(1, Hearing.GLOBAL, new TalkLipStages(0, 0, 0, 1, 0));
        VisemeException deaf = assertThrows(
                VisemeException.class,
                new TalkLipTraining(global, List.of(new WeightedStore(store, 1)), folder.resolve("deaf"))
                        .withExpert(reader)::requireParts);
        assertTrue(deaf.getMessage().contains("--listener"), deaf.getMessage());
        TalkLipRecipe other = RecipeSettings.with(recipe, Map.of("contextWidth", "16"));
        VisemeException width =
                assertThrows(VisemeException.class, training(other, folder.resolve("width"))::requireParts);
        assertTrue(width.getMessage().contains("contextWidth=32"), width.getMessage());
    }

    @Test
    void aGridMeasuresItsVariantsByBothReaders() {
        Path scorer = folder.resolve("sync.safetensors");
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            SyncExpert expert = new SyncExpert(SyncExpertConfig.tiny());
            expert.initialize(manager, 1);
            SyncExpertCheckpoint.of(expert, 0.5).save(scorer);
        }
        TalkLipGrid grid = new TalkLipGrid(
                Ablation.parse(List.of("l:hearing=local", "plain:lipWeight=0,contrastWeight=0"), "talklip-tiny"),
                recipe(2, Hearing.LOCAL, new TalkLipStages(0, 0, 0, 1, 0)),
                List.of(4L),
                List.of(new WeightedStore(store, 1)),
                new TalkLipGrid.Files(reader, Optional.of(reader), scorer, Optional.empty(), Optional.empty()),
                0,
                folder.resolve("grid"));
        AblationTable table = grid.run(Device.cpu(), false, ProgressLine.Listener.silent());
        assertEquals(List.of("l", "plain"), table.variants());
        assertTrue(table.figures().containsAll(List.of("PSNR, dB", "SSIM", "distance, own sound", grid.figure())));
        assertEquals(
                table.of("l", "WER by the expert, %").mean(),
                table.of("l", "WER by the observer, %").mean());
        assertTrue(table.of("plain", "WER by the expert, %, real video").mean() > 0);
        assertEquals(
                table.rows(),
                grid.run(Device.cpu(), true, ProgressLine.Listener.silent()).rows());
    }
}
