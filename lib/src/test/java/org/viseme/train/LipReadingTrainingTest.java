package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.StateDict;
import org.viseme.data.Augmentation;
import org.viseme.data.ClipEntry;
import org.viseme.data.ClipStore;
import org.viseme.data.Split;
import org.viseme.data.TestClips;
import org.viseme.data.Utterance;
import org.viseme.data.UtteranceBatch;
import org.viseme.data.UtteranceSampling;
import org.viseme.data.WeightedStore;
import org.viseme.data.Word;
import org.viseme.decode.BeamSearch;
import org.viseme.lipreading.LipReader;
import org.viseme.lipreading.Modality;
import org.viseme.lipreading.Reading;
import org.viseme.metric.WordErrors;
import org.viseme.model.avhubert.AvHubertCheckpoint;
import org.viseme.model.avhubert.AvHubertConfig;
import org.viseme.model.avhubert.AvHubertEncoder;
import org.viseme.model.avhubert.AvHubertEncoderConfig;
import org.viseme.model.avhubert.AvHubertEncoderConfig.Clusters;
import org.viseme.model.avhubert.AvHubertEncoderConfig.ModalityDropout;
import org.viseme.model.avhubert.AvHubertEncoderConfig.Positions;
import org.viseme.model.conformer.ConformerConfig;
import org.viseme.nn.DropoutRates;
import org.viseme.nn.TransformerConfig;
import org.viseme.nn.TransformerConfig.Activation;
import org.viseme.nn.TransformerDecoderConfig;
import org.viseme.torch.Precision;
import org.viseme.torch.Torch;

class LipReadingTrainingTest {
    private static final int WIDTH = 32;
    private static final String ENCODER = "reader.encoder.w2v_model.";
    private static final Measurements RARELY = new Measurements(0, 100, 25, 0);

    @TempDir
    static Path folder;

    private static ClipStore store;

    @BeforeAll
    static void prepare() {
        Torch.setThreads(1);
        store = TestClips.lipStore(folder.resolve("store"), 1, 2, 1, 2, 2, 1, 2, 1, 1, 2, 2, 1, 2, 1, 2, 2);
    }

    static AvHubertConfig network(DropoutRates rates) {
        AvHubertEncoderConfig encoder = new AvHubertEncoderConfig(
                4,
                Utterance.SOUND_WIDTH,
                new TransformerConfig(1, WIDTH, 64, 2, Activation.GELU, rates),
                new Positions(4, 4),
                0,
                ModalityDropout.NONE,
                Clusters.NONE);
        return new AvHubertConfig(
                encoder,
                new TransformerDecoderConfig(
                        8, 1, WIDTH, new TransformerConfig(1, WIDTH, 64, 2, Activation.RELU, rates), true, false));
    }

    static LipReadingRecipe recipe(int steps, Modality modality, Curriculum curriculum, DropoutRates rates) {
        return new LipReadingRecipe(
                network(rates),
                modality,
                LipReadingRecipe.Tokens.WORDS,
                new UtteranceSampling(4, 2, 100, 3, new Augmentation(false, 0.1, 2, 0, 0)),
                1,
                curriculum,
                new Optimization(steps, new Schedule(5e-3, 10, 0.3, 0.05), 0.9, 0.01, 1, 1, 0.9, Precision.FP32, 3),
                new BeamSearch(3, 6, 1),
                RARELY);
    }

    private static LipReadingReport train(LipReadingRecipe recipe, Path run, boolean resume) {
        return new LipReadingTraining(recipe, List.of(new WeightedStore(store, 1)), run)
                .run(Device.cpu(), resume, ProgressLine.Listener.silent());
    }

    /** Everything but the speed, which differs from run to run. */
    private static List<String> curve(Path run) throws IOException {
        return Files.readAllLines(run.resolve("metrics.csv")).stream()
                .map(line -> line.substring(0, line.lastIndexOf(',')))
                .toList();
    }

    @Test
    void itReadsWhatMouthsShowAndSaysWhen() {
        Path run = folder.resolve("learns");
        LipReadingReport report = train(
                recipe(260, Modality.VIDEO, new Curriculum(40, 0.5, 100, 0.5, 0.1), DropoutRates.NONE), run, false);
        assertTrue(report.frameAccuracy() > 0.9, report.toString());
        assertTrue(report.timedAccuracy() > 0.9, report.toString());
        assertTrue(report.grammar().wordErrorRate() > 0.5, report.toString());
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            LipReader reader = LipReader.load(run.resolve("last.safetensors"), new BeamSearch(3, 6, 1), manager);
            WordErrors errors = WordErrors.NONE;
            WordErrors spelt = WordErrors.NONE;
            for (ClipEntry learnt : store.clips(Split.TRAIN)) {
                String text = reader.read(Utterance.read(store, learnt)).text();
                errors = errors.plus(WordErrors.of(learnt.transcript(), text));
                spelt = spelt.plus(WordErrors.of(learnt.transcript(), reader.spell(Utterance.read(store, learnt))));
            }
            // a dozen sentences are learnt, not how sentences go
            assertTrue(errors.wordErrorRate() < 0.1, errors.toString());
            assertTrue(spelt.wordErrorRate() < 0.2, spelt.toString());
            Utterance clip = Utterance.read(store, store.clip("c10"));
            Reading reading = reader.read(clip);
            assertEquals(clip.info().transcript(), reading.text());
            assertEquals(clip.frames(), reading.context().length);
            assertEquals(WIDTH, reading.context()[0].length);
            for (int i = 0; i < reading.words().size(); i++) {
                Word said = clip.info().words().get(i);
                assertEquals(said.text(), reading.words().get(i).text());
                assertEquals(said.startSeconds(), reading.words().get(i).startSeconds(), 0.041);
                assertEquals(said.endSeconds(), reading.words().get(i).endSeconds(), 0.041);
                assertTrue(reading.words().get(i).probability() > 0.4);
            }
            // what fills up a shorter clip of a batch changes nothing but the last bits
            Utterance shorter = Utterance.read(store, store.clip("c0"));
            Reading alone = reader.read(shorter);
            Reading beside =
                    reader.read(UtteranceBatch.whole(List.of(clip, shorter))).get(1);
            assertEquals(alone.text(), beside.text());
            assertEquals(alone.context().length, beside.context().length);
            assertArrayEquals(alone.context()[3], beside.context()[3], 1e-4f);
        }
    }

    @Test
    void aTrainingThatStoppedGoesOnWithTheSameCurve() throws IOException {
        LipReadingRecipe recipe =
                recipe(40, Modality.BOTH, new Curriculum(10, 0.3, 10, 0.1), new DropoutRates(0.1, 0.1, 0.1, 0.2));
        Path whole = folder.resolve("whole");
        train(recipe, whole, false);
        Path stopped = folder.resolve("stopped");
        Thread loop = Thread.currentThread();
        new LipReadingTraining(recipe, List.of(new WeightedStore(store, 1)), stopped)
                .run(Device.cpu(), false, (share, line) -> loop.interrupt());
        assertTrue(curve(stopped).size() < curve(whole).size(), "it was not stopped");
        train(recipe, stopped, true);
        List<String> expected = curve(whole);
        List<String> resumed = curve(stopped);
        assertEquals(expected.size(), resumed.size());
        for (int line = 1; line < expected.size(); line++) {
            String[] a = expected.get(line).split(",");
            String[] b = resumed.get(line).split(",");
            for (int column = 0; column < a.length; column++) {
                assertEquals(Double.parseDouble(a[column]), Double.parseDouble(b[column]), 1e-5, expected.get(line));
            }
        }
    }

    @Test
    void theFrozenEncoderStaysAsItIs() {
        DropoutRates rates = new DropoutRates(0.1, 0.1, 0.1, 0.2);
        Path pretrained = folder.resolve("pretrained.safetensors");
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            AvHubertEncoder encoder = new AvHubertEncoder(network(rates).encoder());
            encoder.initialize(manager, 7);
            AvHubertCheckpoint.of(encoder).save(pretrained);
        }
        Path run = folder.resolve("frozen");
        Optimization plain =
                new Optimization(4, new Schedule(5e-3, 1, 0.3, 0.05), 0.9, 0.01, 1, 1, 0, Precision.FP32, 3);
        new LipReadingTraining(
                        recipe(4, Modality.BOTH, new Curriculum(0, 0.5, 4, 0.1), rates)
                                .withOptimization(plain),
                        List.of(new WeightedStore(store, 1)),
                        run)
                .startingFrom(pretrained)
                .run(Device.cpu(), false, ProgressLine.Listener.silent());
        StateDict before = Checkpoint.read(pretrained).state();
        StateDict after = Checkpoint.read(run.resolve("last.safetensors")).state();
        assertTrue(before.names().stream().anyMatch(name -> name.endsWith("running_mean")), "no buffers");
        before.names().forEach(name -> assertEquals(before.get(name), after.get(ENCODER + name), name));
    }

    @Test
    void theEncoderIsFrozenWhenTheTextBegins() {
        Curriculum curriculum = new Curriculum(5, 0.5, 10, 0.1);
        assertTrue(!curriculum.writes(4) && curriculum.writes(5));
        assertTrue(!curriculum.frozen(4) && curriculum.frozen(5) && curriculum.frozen(14) && !curriculum.frozen(15));
        assertEquals(1, curriculum.frameWeight(4));
        assertEquals(0.5, curriculum.frameWeight(5));
    }

    @Test
    void anEncoderOfRandomWeightsIsNotFrozenForEver() {
        LipReadingRecipe recipe = recipe(10, Modality.VIDEO, new Curriculum(0, 0, 10, 0), DropoutRates.NONE);
        Path run = folder.resolve("never");
        VisemeException refused = assertThrows(VisemeException.class, () -> train(recipe, run, false));
        assertTrue(refused.getMessage().contains("--init"), refused.getMessage());
        assertTrue(Files.notExists(run), "nothing is left behind");
    }

    /** Of "a b", "a b", "a c" the sentence "a b" has 2/3; "b" alone is as likely as its beginning. */
    @Test
    void guessingByGrammarTakesTheMostProbableSentence() {
        List<String> texts = List.of("a b", "a b", "a c");
        assertEquals(
                "a b",
                LipReadingReport.likeliest(texts, LipReadingRecipe.Tokens.WORDS.of(texts), new BeamSearch(3, 6, 1)));
    }

    @Test
    void aConformerLearnsToReadByTheSameSteps() {
        DropoutRates none = DropoutRates.NONE;
        ConformerConfig small = new ConformerConfig(
                4,
                new TransformerConfig(1, WIDTH, 64, 2, Activation.RELU, none),
                5,
                new TransformerDecoderConfig(
                        8, 0, WIDTH, new TransformerConfig(1, WIDTH, 64, 2, Activation.RELU, none), false, true),
                0.1);
        LipReadingRecipe base = recipe(120, Modality.VIDEO, new Curriculum(40, 0.5, 10, 0.5, 0.1), none);
        LipReadingRecipe recipe = new LipReadingRecipe(
                null,
                base.modality(),
                base.tokens(),
                base.sampling(),
                base.labels(),
                base.curriculum(),
                base.optimization(),
                base.search(),
                base.measurements(),
                small);
        Path run = folder.resolve("conformer");
        LipReadingReport report = train(recipe, run, false);
        assertTrue(report.frameAccuracy() > 0.7, report.toString());
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            LipReader reader = LipReader.load(run.resolve("last.safetensors"), new BeamSearch(3, 6, 1), manager);
            assertEquals(small.encoder(), reader.config().conformer().encoder());
            WordErrors told = WordErrors.NONE;
            for (ClipEntry learnt : store.clips(Split.TRAIN)) {
                String text = reader.told(Utterance.read(store, learnt), learnt.transcript());
                told = told.plus(WordErrors.of(learnt.transcript(), text));
            }
            assertTrue(told.wordErrorRate() < 0.3, told.toString());
        }
    }
}
