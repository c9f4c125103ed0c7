package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.data.Augmentation;
import org.viseme.data.ClipStore;
import org.viseme.data.TestClips;
import org.viseme.data.Utterance;
import org.viseme.data.UtteranceSampling;
import org.viseme.data.WeightedStore;
import org.viseme.data.Word;
import org.viseme.lipreading.WordReader;
import org.viseme.lipreading.WordReaderCheckpoint;
import org.viseme.model.mvm.WordClassifierConfig;
import org.viseme.torch.Precision;
import org.viseme.torch.Torch;

class WordReadingTrainingTest {
    @TempDir
    private Path folder;

    @Test
    void aFewStepsLeaveAReaderThatComesBack() {
        Torch.setThreads(1);
        ClipStore store = TestClips.lipStore(folder.resolve("store"), 1, 2, 1, 2, 2, 1, 2, 1);
        WordReadingRecipe recipe = new WordReadingRecipe(
                new WordClassifierConfig(2, 88, new WordClassifierConfig.Memory(4, 2, 16), 4, 1),
                new UtteranceSampling(8, 1, TestClips.LIP_WORD_FRAMES, 3, new Augmentation(false, 0.1, 2, 0, 0)),
                1,
                1,
                1,
                0.01,
                new Optimization(3, new Schedule(1e-2, 1, 0.5, 0.05), 0.9, 0, 1, 1, 0.8, Precision.FP32, 3),
                new Measurements(0, 100, 100, 0));
        Path run = folder.resolve("run");
        WordReadingReport report = new WordReadingTraining(recipe, List.of(new WeightedStore(store, 1)), run)
                .run(Device.cpu(), false, ProgressLine.Listener.silent());
        assertEquals(0.25, report.chance());
        assertEquals(3, report.words());
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            Path file = run.resolve("last.safetensors");
            WordReader reader =
                    new WordReader(WordReaderCheckpoint.load(Checkpoint.read(file), file, manager), manager);
            assertEquals(TestClips.LIP_WORDS, reader.config().words());
            Path again = folder.resolve("again.safetensors");
            WordReaderCheckpoint.of(WordReaderCheckpoint.load(Checkpoint.read(file), file, manager))
                    .save(again);
            WordReader back =
                    new WordReader(WordReaderCheckpoint.load(Checkpoint.read(again), again, manager), manager);
            Utterance clip = Utterance.read(store, store.clip("c1"));
            Word word = clip.info().words().getFirst();
            float[] logits = reader.logits(clip, word).orElseThrow();
            assertEquals(TestClips.LIP_WORDS.size(), logits.length);
            assertArrayEquals(logits, back.logits(clip, word).orElseThrow(), 0);
            assertTrue(reader.right(clip, new Word("never", 0.1, 0.2)).isEmpty());
        }
    }

    /** The four places of a bar, in clips that were held out; a guess is right once in four. */
    @Test
    void itTellsWordsThatItSees() {
        Torch.setThreads(1);
        ClipStore store = TestClips.lipStore(folder.resolve("store"), 4, 4, 4, 4, 4, 4, 4, 4);
        WordReadingRecipe recipe = new WordReadingRecipe(
                // narrower ones lose too much to dropout, which is a half behind each memory
                new WordClassifierConfig(4, 88, new WordClassifierConfig.Memory(8, 2, 16), 8, 1),
                new UtteranceSampling(8, 1, TestClips.LIP_WORD_FRAMES, 3, new Augmentation(false, 0.1, 2, 0, 0)),
                1,
                1,
                1,
                0.01,
                new Optimization(120, new Schedule(5e-3, 5, 0.5, 0.05), 0.9, 0, 1, 1, 0, Precision.FP32, 3),
                new Measurements(0, 1000, 1000, 0));
        WordReadingReport report = new WordReadingTraining(
                        recipe, List.of(new WeightedStore(store, 1)), folder.resolve("run"))
                .run(Device.cpu(), false, ProgressLine.Listener.silent());
        assertEquals(8, report.words());
        assertTrue(report.accuracy() > 0.7, report.toString());
    }
}
