package org.viseme.embedding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.viseme.data.Word;
import org.viseme.embedding.WordEmbeddings.Label;
import org.viseme.embedding.WordEmbeddings.Point;
import org.viseme.media.Waveform;
import org.viseme.metric.SyncEmbeddings;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.model.syncnet.SyncExpertConfig;
import org.viseme.torch.Torch;

class WordEmbeddingsTest {
    /** Ten rows a second at 0.05 s, 0.15 s, ...; row i is (i, 1). */
    private static FrameEmbeddings rows(int count) {
        float[][] rows = new float[count][];
        for (int i = 0; i < count; i++) {
            rows[i] = new float[] {i, 1};
        }
        return new FrameEmbeddings(rows, 10, 0.05);
    }

    private static final List<Word> WORDS = List.of(new Word("Bin", 0.1, 0.42), new Word("blue", 0.42, 0.6));

    @Test
    void aWordIsTheSumOfTheFramesWhoseMiddleLiesInIt() {
        WordEmbeddings words = WordEmbeddings.words(rows(10), "clip", "anna", WORDS);
        // 0.15, 0.25 and 0.35 s; then 0.45 and 0.55 s
        assertArrayEquals(new float[] {1 + 2 + 3, 3}, words.points().get(0).sum());
        assertArrayEquals(new float[] {4 + 5, 2}, words.points().get(1).sum());
        assertArrayEquals(new float[] {2, 1}, words.means()[0]);
        assertEquals(List.of("bin", "blue"), words.labels(Label.WORD));
        assertEquals(List.of("anna", "anna"), words.labels(Label.SPEAKER));
        assertEquals(3, words.points().get(0).frames());
    }

    @Test
    void aWordBetweenTwoFramesGetsTheNearest() {
        WordEmbeddings words = WordEmbeddings.words(rows(10), "c", "s", List.of(new Word("a", 0.27, 0.31)));
        assertArrayEquals(new float[] {2, 1}, words.points().getFirst().sum());
    }

    @Test
    void wordsWithoutEmbeddingsAreLeftOut() {
        float[][] some = rows(10).rows();
        some[4] = null;
        some[5] = null;
        some[2] = null;
        WordEmbeddings words = WordEmbeddings.words(new FrameEmbeddings(some, 10, 0.05), "c", "s", WORDS);
        assertEquals(List.of("bin"), words.labels(Label.WORD));
        assertArrayEquals(new float[] {1 + 3, 2}, words.points().getFirst().sum());
    }

    @Test
    void aPhoneBelongsToTheWordItsMiddleLiesIn() {
        List<Word> phones = List.of(
                new Word("SIL", 0, 0.1), new Word("B", 0.1, 0.2), new Word("IH", 0.2, 0.42), new Word("B", 0.42, 0.5));
        WordEmbeddings points = WordEmbeddings.phones(rows(10), "c", "s", WORDS, phones);
        assertEquals(List.of("SIL", "B", "IH", "B"), points.labels(Label.PHONE));
        assertEquals(List.of("", "bin", "bin", "blue"), points.labels(Label.WORD));
        assertArrayEquals(new float[] {2 + 3, 2}, points.points().get(2).sum());
    }

    @Test
    void theMostFrequentLabelsComeFirst() {
        WordEmbeddings one = WordEmbeddings.words(rows(10), "1", "anna", WORDS);
        WordEmbeddings both = WordEmbeddings.all(List.of(
                one,
                one.only(Label.WORD, List.of("blue")),
                WordEmbeddings.words(rows(5), "2", "ben", WORDS.subList(0, 1))));
        assertEquals(4, both.size());
        assertEquals(List.of("bin", "blue"), both.mostFrequent(Label.WORD, 5));
        assertEquals(List.of("anna"), both.mostFrequent(Label.SPEAKER, 1));
        assertEquals(
                List.of("1", "2"),
                both.only(Label.WORD, List.of("bin")).points().stream()
                        .map(Point::clip)
                        .toList());
    }

    @Test
    void aWindowStandsForItsMiddle() {
        float[][] row = {{1}, {2}, {3}};
        SyncEmbeddings clip = new SyncEmbeddings(row, new float[][] {{9}, {1}, {2}, {3}, {9}}, 1);
        FrameEmbeddings speech = FrameEmbeddings.speech(clip, 5);
        assertEquals(0.1, speech.secondsOf(0), 1e-12);
        assertEquals(0.18, speech.secondsOf(2), 1e-12);
        assertArrayEquals(new float[] {3}, speech.rows()[2]);
    }

    @Test
    void featuresOfSoundHaveTheirOwnRates() {
        Waveform second = new Waveform(new float[16_000], Waveform.SPEECH_RATE);
        FrameEmbeddings mfcc = SoundEncoder.mfcc().of(second);
        assertEquals(13, mfcc.rows()[0].length);
        assertEquals(100, mfcc.rows().length, 2);
        FrameEmbeddings banks = SoundEncoder.filterBanks().of(second);
        assertEquals(104, banks.rows()[0].length);
        assertEquals(25, banks.rows().length, 1);
    }

    @Test
    void everyWholeWindowOfASoundIsHeard() {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            SyncExpert expert = new SyncExpert(SyncExpertConfig.tiny());
            expert.initialize(manager, 1);
            // 29 / 25 s times 25 is less than 29 in floating point
            Waveform sound = new Waveform(new float[29 * 640], Waveform.SPEECH_RATE);
            assertEquals(29 - 5 + 1, SoundEncoder.of(expert, manager).of(sound).rows().length);
        }
    }

    @Test
    void standardisedValuesHaveMeanZeroAndVarianceOne() {
        float[][] scaled = Standardisation.of(new float[][] {{1, 5}, {3, 5}}).apply(new float[][] {{1, 5}, {3, 6}});
        assertArrayEquals(new float[] {-1, 0}, scaled[0]);
        assertArrayEquals(new float[] {1, 1}, scaled[1]);
    }
}
