package org.viseme.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.viseme.VisemeException;
import org.viseme.audio.Features;

class PiecesTest {
    @Test
    void whatFitsIsOnePiece() {
        assertEquals(List.of(new Pieces.Part(0, 500)), new Pieces(500, 50).of(500));
        assertEquals(List.of(new Pieces.Part(0, 7)), new Pieces(500, 50).of(7));
        assertEquals(List.of(new Pieces.Part(0, 275), new Pieces.Part(225, 276)), new Pieces(500, 50).of(501));
    }

    @Property(tries = 3000)
    void piecesCoverAllFramesAndShareOnlyTheOverlap(
            @ForAll @IntRange(min = 1, max = 20_000) int frames,
            @ForAll @IntRange(min = 1, max = 600) int longest,
            @ForAll @IntRange(min = 0, max = 100) int overlap) {
        if (2 * longest < 5 * overlap) {
            assertThrows(VisemeException.class, () -> new Pieces(longest, overlap));
            return;
        }
        int[] covered = new int[frames];
        List<Pieces.Part> parts = new Pieces(longest, overlap).of(frames);
        for (int i = 0; i < parts.size(); i++) {
            Pieces.Part part = parts.get(i);
            assertTrue(part.count() >= 1 && part.count() <= longest);
            if (i > 0) {
                Pieces.Part before = parts.get(i - 1);
                assertEquals(overlap, before.first() + before.count() - part.first());
            }
            for (int frame = part.first(); frame < part.first() + part.count(); frame++) {
                covered[frame]++;
            }
        }
        assertEquals(
                (parts.size() - 1L) * overlap + frames,
                Arrays.stream(covered).asLongStream().sum());
        assertTrue(Arrays.stream(covered).allMatch(times -> times == 1 || times == 2));
    }

    @Test
    void aPartOfAnUtteranceHasItsFramesSoundAndWords() {
        float[] sound = new float[4 * Utterance.SOUND_WIDTH];
        Arrays.fill(sound, 2 * Utterance.SOUND_WIDTH, 3 * Utterance.SOUND_WIDTH, 5);
        ClipInfo info = new ClipInfo(
                "c", Split.TEST, "s", "a b", List.of(new Word("a", 0, 0.04), new Word("b", 0.04, 0.12)), "", "");
        Utterance all = new Utterance(
                info,
                4,
                new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16},
                2,
                new Features(4, Utterance.SOUND_WIDTH, sound));
        Utterance part = all.part(new Pieces.Part(1, 2));
        assertArrayEquals(new byte[] {5, 6, 7, 8, 9, 10, 11, 12}, part.mouths());
        assertEquals(0, part.sound().at(0, 7));
        assertEquals(5, part.sound().at(1, 7));
        assertEquals("b", part.info().transcript());
        assertEquals(0.08, part.seconds(), 1e-12);
    }
}
