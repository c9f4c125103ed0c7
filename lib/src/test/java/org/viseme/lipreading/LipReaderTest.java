package org.viseme.lipreading;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.viseme.audio.Features;
import org.viseme.data.ClipInfo;
import org.viseme.data.Split;
import org.viseme.data.Utterance;
import org.viseme.decode.BeamSearch;
import org.viseme.model.avhubert.AvHubertConfig;
import org.viseme.text.Tokenizer;
import org.viseme.torch.Torch;

class LipReaderTest {
    private static final int FRAMES = 7;
    private static final int BEAMS = 4;
    private static final List<String> WORDS = List.of("blue", "now", "set");

    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    private LipReader reader(List<String> frameWords) {
        Torch.setThreads(1);
        Tokenizer tokenizer = Tokenizer.words(List.of("set blue now"));
        LipReadingNetwork network = new LipReadingNetwork(
                LipReaderConfig.of(AvHubertConfig.tiny(4).withoutDropout(), Modality.VIDEO, tokenizer, frameWords));
        network.initialize(manager, 3);
        return new LipReader(network, new BeamSearch(BEAMS, 3, 1), manager);
    }

    private static Utterance clip() {
        byte[] mouths = new byte[FRAMES * 96 * 96];
        new SplittableRandom(5).nextBytes(mouths);
        ClipInfo info = new ClipInfo("c", Split.TEST, "", "", List.of(), "", "");
        return new Utterance(
                info, FRAMES, mouths, 96, new Features(FRAMES, 104, new float[FRAMES * Utterance.SOUND_WIDTH]));
    }

    @Test
    void theFirstHypothesisIsTheReading() {
        LipReader reader = reader(WORDS);
        List<Reading> hypotheses = reader.hypotheses(clip());
        assertEquals(BEAMS, hypotheses.size());
        assertEquals(reader.read(clip()).text(), hypotheses.getFirst().text());
        assertEquals(BEAMS, hypotheses.stream().map(Reading::text).distinct().count());
        for (int i = 1; i < BEAMS; i++) {
            assertTrue(hypotheses.get(i - 1).tokens().score()
                    >= hypotheses.get(i).tokens().score());
        }
    }

    @Test
    void theWordToldIsTheMostProbableOne() {
        LipReader reader = reader(WORDS);
        float[][] frames = reader.frames(clip());
        int[] told = reader.wordsOfFrames(clip());
        assertEquals(FRAMES, frames.length);
        assertEquals(FRAMES, told.length);
        for (int frame = 0; frame < FRAMES; frame++) {
            double sum = 0;
            for (float word : frames[frame]) {
                sum += word;
                assertTrue(word <= frames[frame][told[frame]]);
            }
            assertEquals(1 + WORDS.size(), frames[frame].length);
            assertEquals(1, sum, 1e-5);
        }
        assertThrows(IllegalStateException.class, () -> reader(List.of()).wordsOfFrames(clip()));
    }

    @Test
    void eachTokenHasItsRowOfAttentionAndLooksSomewhere() {
        LipReader reader = reader(List.of());
        ReadingAttention attention = reader.attention(clip(), "set blue");
        assertEquals(List.of("set", "blue", "</s>"), attention.tokens());
        assertEquals(4, attention.frames().size());
        assertEquals(2, attention.written().size());
        for (float[][] map : attention.frames()) {
            assertEquals(FRAMES, map.length);
            requireShares(map);
        }
        for (float[][] map : attention.written()) {
            assertEquals(3, map.length);
            requireShares(map);
        }
        // what comes later changes nothing before it
        float[][] other = reader.attention(clip(), "set now").written().getFirst();
        assertArrayEquals(attention.written().getFirst()[0], other[0], 1e-6f);
        assertArrayEquals(attention.written().getFirst()[1], other[1], 1e-6f);
    }

    private static void requireShares(float[][] map) {
        for (float[] row : map) {
            assertEquals(FRAMES, row.length);
            double sum = 0;
            for (float share : row) {
                sum += share;
            }
            assertEquals(1, sum, 1e-5);
        }
    }
}
