package org.viseme.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.data.ClipEntry;
import org.viseme.data.ClipStore;
import org.viseme.data.PreparedClip;
import org.viseme.data.TestClips;
import org.viseme.data.Utterance;
import org.viseme.data.UtteranceBatch;
import org.viseme.decode.BeamSearch;
import org.viseme.lipreading.ClipArrays;
import org.viseme.lipreading.LipReader;
import org.viseme.lipreading.LipReaderCheckpoint;
import org.viseme.lipreading.LipReaderConfig;
import org.viseme.lipreading.LipReadingNetwork;
import org.viseme.lipreading.Modality;
import org.viseme.media.RgbImage;
import org.viseme.metric.WordErrors;
import org.viseme.model.avhubert.AvHubertConfig;
import org.viseme.model.conformer.ConformerConfig;
import org.viseme.nn.Pass;
import org.viseme.nn.SequenceBatch;
import org.viseme.report.Score;
import org.viseme.text.Tokenizer;
import org.viseme.text.Vocabulary;
import org.viseme.torch.Torch;

class ReadingJudgeTest {
    @TempDir
    private Path folder;

    /** In these clips the face's box is the first 16 pixels of the source, and the source is the crop of the mouth. */
    @Test
    void drawnFacesComeWhereTheirBoxesLie() {
        ClipStore store = TestClips.lipStore(folder.resolve("store"), 2, 2, 2, 2);
        ClipEntry entry = store.clip("c0");
        PreparedClip clip = store.read(entry);
        RgbImage face = RgbImage.black(16, 16);
        for (int i = 0; i < face.bytes().length; i += 3) {
            // red alone: its share of the brightness is 0.299
            face.bytes()[i] = (byte) (i / 3 % 16 * 10);
        }
        List<RgbImage> drawn = Collections.nCopies(clip.frames() - 1, face);
        byte[] mouths = ReadingJudge.drawn(new DrawnClip(store, entry, clip, clip.sound(), true, 1, drawn))
                .mouths();
        byte[] real = Utterance.read(store, entry).mouths();
        int frame = 96 * 96;
        assertArrayEquals(Arrays.copyOf(real, frame), Arrays.copyOf(mouths, frame), "not a drawn frame");
        assertEquals(Math.round(0.299 * 70), mouths[3 * frame + 5 * 96 + 7]);
        assertEquals(Math.round(0.299 * 150), mouths[3 * frame + 15 * 96 + 15]);
        assertEquals(real[3 * frame + 5 * 96 + 20], mouths[3 * frame + 5 * 96 + 20]);
        assertEquals(real[3 * frame + 16 * 96 + 5], mouths[3 * frame + 16 * 96 + 5]);
    }

    @Test
    void aClipIsComparedWithWhatWasSaidUnlessAnotherSoundDrivesIt() {
        ClipStore store = TestClips.lipStore(folder.resolve("store"), 2, 2, 2, 2);
        assertNull(ReadingJudge.leftOut(store));
        ClipEntry entry = store.clip("c1");
        PreparedClip clip = store.read(entry);
        Path file = folder.resolve("reader.safetensors");
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            LipReadingNetwork network = new LipReadingNetwork(LipReaderConfig.of(
                    AvHubertConfig.tiny(4), Modality.VIDEO, Tokenizer.words(TestClips.LIP_WORDS), List.of()));
            network.initialize(manager, 2);
            LipReaderCheckpoint.of(network).save(file);
            ReadingJudge judge = new ReadingJudge(file, manager);
            DrawnClip own = DrawnClip.real(store, entry, clip);
            String read = new LipReader(network, new BeamSearch(20, 200, 1), manager)
                    .read(ReadingJudge.drawn(own))
                    .text();
            WordErrors expected = WordErrors.of(entry.transcript(), read);
            assertArrayEquals(
                    new double[] {100 * expected.wordErrorRate(), 100 * expected.characterErrorRate()},
                    judge.judge(own),
                    1e-9);
            assertEquals(
                    List.of("WER1", "CER"),
                    judge.scores().stream().map(Score::metric).toList());
            DrawnClip other = new DrawnClip(store, entry, clip, clip.sound(), false, 0, clip.crops());
            assertTrue(Double.isNaN(judge.judge(other)[0]));
        }
    }

    @Test
    void aConformerIsToldAllWordsButTheOneItWrites() {
        ClipStore store = TestClips.lipStore(folder.resolve("store"), 2, 2, 2, 2);
        ClipEntry entry = store.clip("c1");
        Path file = folder.resolve("conformer.safetensors");
        Tokenizer tokenizer = Tokenizer.words(TestClips.LIP_WORDS);
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            LipReadingNetwork network =
                    new LipReadingNetwork(LipReaderConfig.of(ConformerConfig.tiny(5), tokenizer, List.of()));
            network.initialize(manager, 2);
            LipReaderCheckpoint.of(network).save(file);
            ReadingJudge judge = new ReadingJudge(file, manager);
            assertEquals(
                    List.of("WER2", "CER"),
                    judge.scores().stream().map(Score::metric).toList());
            DrawnClip own = DrawnClip.real(store, entry, store.read(entry));
            Utterance clip = ReadingJudge.drawn(own);
            int[] said = tokenizer.encode(entry.transcript());
            int[] next = new int[said.length];
            SequenceBatch context = network.context(
                    ClipArrays.of(UtteranceBatch.whole(List.of(clip)), Modality.VIDEO, manager), Pass.INFERENCE);
            for (int i = 0; i < said.length; i++) {
                // one step after the other, each with the words before it
                long[] before = new long[i + 1];
                before[0] = Vocabulary.END;
                for (int j = 0; j < i; j++) {
                    before[j + 1] = said[j];
                }
                float[] logits = network.logits(manager.create(new long[][] {before}), context, Pass.INFERENCE)
                        .get("0, -1")
                        .toFloatArray();
                next[i] = Vocabulary.UNKNOWN;
                for (int token = Vocabulary.FIRST; token < logits.length; token++) {
                    next[i] = logits[token] > logits[next[i]] ? token : next[i];
                }
            }
            WordErrors expected = WordErrors.of(entry.transcript(), tokenizer.decode(next));
            assertEquals(100 * expected.wordErrorRate(), judge.judge(own)[0], 1e-9);
            assertEquals(
                    said.length,
                    WordErrors.of(entry.transcript(), tokenizer.decode(next))
                            .words()
                            .length());
        }
    }
}
