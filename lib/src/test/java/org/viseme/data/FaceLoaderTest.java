package org.viseme.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaceLoaderTest {
    private static final FaceSampling PLAIN = new FaceSampling(64, 5, Augmentation.none());

    private static FaceBatch batch(List<WeightedStore> stores, FaceSampling sampling, long step) {
        FaceClasses classes = FaceClasses.of(stores, Split.TRAIN);
        try (FaceLoader loader =
                FaceLoader.open(stores, Split.TRAIN, classes, sampling, LoaderSettings.defaults(), step)) {
            return loader.next();
        }
    }

    /** Red counts frames, green is the person's, and blue rises from left to right. */
    @Test
    void whoWhatAndHowTurnedIsTold(@TempDir Path folder) {
        List<WeightedStore> stores = List.of(new WeightedStore(TestClips.speakers(folder), 1));
        FaceClasses classes = FaceClasses.of(stores, Split.TRAIN);
        assertEquals(2, classes.speakers());
        assertEquals(1 + 1 + 12, classes.words(), "pause, say, and a word of each clip's own");
        FaceBatch batch = batch(stores, PLAIN, 0);
        int edge = batch.cropSize();
        Set<Long> turns = new TreeSet<>();
        for (int i = 0; i < batch.size(); i++) {
            int face = i * 3 * edge * edge;
            int middle = edge / 2 * edge + edge / 2;
            int green = batch.faces()[face + edge * edge + middle] & 0xff;
            assertEquals(green > 60 ? 1 : 0, batch.speakers()[i]);

            int red = batch.faces()[face + 2 * edge * edge + middle] & 0xff;
            double seconds = (Math.round(red / 8.0) + 0.5) / 25;
            if (seconds < 0.1 || seconds >= 0.7) {
                assertEquals(0, batch.words()[i], "pause at " + seconds);
            } else if (seconds < 0.3) {
                assertEquals(classes.words() - 1, batch.words()[i], "say comes last in the alphabet");
            } else {
                assertTrue(batch.words()[i] > 0 && batch.words()[i] < classes.words() - 1);
            }

            int left = batch.faces()[face + edge / 2 * edge + 4] & 0xff;
            int right = batch.faces()[face + edge / 2 * edge + edge - 5] & 0xff;
            int top = batch.faces()[face + 4 * edge + edge / 2] & 0xff;
            int bottom = batch.faces()[face + (edge - 5) * edge + edge / 2] & 0xff;
            int[] brightest = {right, top, left, bottom};
            int turn = (int) batch.turns()[i];
            assertTrue(brightest[turn] > brightest[(turn + 2) % 4] + 20, "turned by " + turn);
            turns.add(batch.turns()[i]);
        }
        assertEquals(Set.of(0L, 1L, 2L, 3L), turns);
    }

    @Test
    void aBatchDependsOnItsNumberAlone(@TempDir Path folder) {
        List<WeightedStore> stores = List.of(new WeightedStore(TestClips.speakers(folder), 1));
        FaceBatch first = batch(stores, PLAIN, 7);
        FaceBatch again = batch(stores, PLAIN, 7);
        assertArrayEquals(first.faces(), again.faces());
        assertArrayEquals(first.words(), again.words());
        assertNotEquals(List.of(first.turns()), List.of(batch(stores, PLAIN, 8).turns()));
    }

    @Test
    void onePersonIsNoQuestionAndOtherWordsAreUnknown(@TempDir Path folder) {
        ClipStore store = TestClips.trainingStore(folder);
        List<WeightedStore> stores = List.of(new WeightedStore(store, 1));
        FaceClasses classes = FaceClasses.of(stores, Split.TRAIN);
        assertEquals(0, classes.speakers());
        FaceClasses heldOut = classes.in(stores, Split.VAL);
        ClipEntry clip = store.clips(Split.VAL).getFirst();
        assertEquals(FaceClasses.UNKNOWN, heldOut.speaker(clip));
        assertEquals(0, heldOut.word(clip, 0));
        assertEquals(3, heldOut.word(clip, 5), "say, after the pause, c0 and c1");
        assertEquals(FaceClasses.UNKNOWN, heldOut.word(clip, 10), "a word that was not learnt");
    }
}
