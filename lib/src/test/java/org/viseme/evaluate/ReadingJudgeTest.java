package org.viseme.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.audio.MelTimeline;
import org.viseme.data.ClipEntry;
import org.viseme.data.ClipStore;
import org.viseme.data.HybridBatch;
import org.viseme.data.PreparedClip;
import org.viseme.data.TestClips;
import org.viseme.data.Utterance;
import org.viseme.data.UtteranceBatch;
import org.viseme.decode.BeamSearch;
import org.viseme.lipreading.ClipArrays;
import org.viseme.lipreading.HybridVideo;
import org.viseme.lipreading.LipReader;
import org.viseme.lipreading.LipReaderCheckpoint;
import org.viseme.lipreading.LipReaderConfig;
import org.viseme.lipreading.LipReadingNetwork;
import org.viseme.lipreading.Modality;
import org.viseme.lipreading.WordReaderCheckpoint;
import org.viseme.lipreading.WordReaderConfig;
import org.viseme.lipreading.WordReadingNetwork;
import org.viseme.media.RgbImage;
import org.viseme.metric.WordErrors;
import org.viseme.model.avhubert.AvHubertConfig;
import org.viseme.model.conformer.ConformerConfig;
import org.viseme.model.mvm.WordClassifierConfig;
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

    /** What a generator is trained by ({@link HybridVideo}) is what it is judged by. */
    @Test
    void facesAreDrawnIntoMouthsAsInTraining() {
        ClipStore store = TestClips.movingFace(folder.resolve("moving"));
        ClipEntry entry = store.clip("moving");
        PreparedClip clip = store.read(entry);
        Utterance real = Utterance.read(store, entry);
        HybridBatch batch = HybridBatch.whole(store, entry, MelTimeline.FRAME_START);
        List<RgbImage> others =
                clip.crops().stream().map(ReadingJudgeTest::inverted).toList();
        double own = differences(batch, clip.crops(), real.mouths());
        double drawn = differences(
                batch,
                others,
                ReadingJudge.drawn(new DrawnClip(
                                store, entry, clip, clip.sound(), true, 1, others.subList(1, others.size())))
                        .mouths());
        assertEquals(0, drawn, 0.51, "more than rounding");
        // the real face in its place is the real video but for having been shrunk and compressed twice
        assertTrue(own < 12, own + " grey levels");
    }

    /** The largest difference between a hybrid video in grey levels and the middle of some mouths. */
    private static double differences(HybridBatch batch, List<RgbImage> faces, byte[] mouths) {
        int side = UtteranceBatch.SIZE;
        int margin = (96 - side) / 2;
        double worst = 0;
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            float[] planes = new float[batch.size() * 3 * 96 * 96];
            for (int i = 0; i < batch.size(); i++) {
                byte[] rgb = faces.get(i + 1).bytes();
                for (int j = 0; j < 96 * 96; j++) {
                    for (int channel = 0; channel < 3; channel++) {
                        planes[(i * 3 + channel) * 96 * 96 + j] = (rgb[3 * j + 2 - channel] & 0xff) / 255f;
                    }
                }
            }
            NDArray drawn = manager.create(planes, new Shape(batch.size(), 3, 96, 96));
            float[] video =
                    HybridVideo.of(batch, drawn, manager).video().orElseThrow().toFloatArray();
            for (int i = 0; i < video.length; i++) {
                int frame = i / (side * side);
                int at = (frame * 96 + i / side % side + margin) * 96 + i % side + margin;
                double grey = 255 * (video[i] * UtteranceBatch.DEVIATION + UtteranceBatch.MEAN);
                worst = Math.max(worst, Math.abs(grey - (mouths[at] & 0xff)));
            }
        }
        return worst;
    }

    private static RgbImage inverted(RgbImage picture) {
        RgbImage inverted = RgbImage.black(picture.width(), picture.height());
        for (int i = 0; i < inverted.bytes().length; i++) {
            inverted.bytes()[i] = (byte) ~picture.bytes()[i];
        }
        return inverted;
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
            ReadingJudge judge = new ReadingJudge(file, "reader", manager);
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
            ReadingJudge judge = new ReadingJudge(file, "reader", manager);
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

    @Test
    void readersOfOneFileNameHaveColumnsOfTheirOwn() throws IOException {
        ClipStore store = TestClips.lipStore(folder.resolve("store"), 1, 1);
        Path first = Files.createDirectories(folder.resolve("first")).resolve("best.safetensors");
        Path second = Files.createDirectories(folder.resolve("second")).resolve("best.safetensors");
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            LipReadingNetwork sentences = new LipReadingNetwork(LipReaderConfig.of(
                    AvHubertConfig.tiny(4), Modality.VIDEO, Tokenizer.words(TestClips.LIP_WORDS), List.of()));
            sentences.initialize(manager, 2);
            LipReaderCheckpoint.of(sentences).save(first);
            WordReadingNetwork words = new WordReadingNetwork(
                    WordReaderConfig.of(WordClassifierConfig.tiny(4), TestClips.LIP_WORDS, TestClips.LIP_WORD_FRAMES));
            words.initialize(manager, 2);
            WordReaderCheckpoint.of(words).save(second);
        }
        try (Judges judges = new Judges(store, List.of(), Optional.empty(), Optional.empty(), Set.of(), Device.cpu())
                .withReaders(store, List.of(first, second, first))) {
            assertEquals(
                    List.of(
                            "WER1 [first/best.safetensors]",
                            "CER [first/best.safetensors]",
                            "ACC [second/best.safetensors]"),
                    judges.scores().stream().map(Score::heading).toList());
        }
    }
}
