package org.viseme.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.audio.Features;
import org.viseme.face.CropFamily;
import org.viseme.media.RgbImage;

class UtteranceLoaderTest {
    private static final int PIXELS = UtteranceBatch.SIZE * UtteranceBatch.SIZE;
    private static final Augmentation PUBLISHED = new Augmentation(true, 0, 4, 0, 0);

    @TempDir
    static Path folder;

    private static ClipStore store;

    @BeforeAll
    static void prepare() {
        store = TestClips.lipStore(folder.resolve("store"), 1, 2, 3, 1, 5, 2, 4, 3, 6, 1);
    }

    private static UtteranceLoader open(UtteranceSampling sampling, LoaderSettings loading, long step) {
        return UtteranceLoader.open(List.of(new WeightedStore(store, 1)), Split.TRAIN, sampling, loading, step);
    }

    private static byte[] row(UtteranceBatch batch, int place, int frame) {
        int from = (place * batch.frames() + frame) * PIXELS;
        return Arrays.copyOfRange(batch.mouths(), from, from + PIXELS);
    }

    @Test
    void ofAStoreAShareIsDrawn() {
        List<ClipEntry> all = store.clips(Split.TRAIN);
        WeightedStore part = new WeightedStore(store, 1, 0.25);
        assertEquals(List.of(all.get(0), all.get(4)), part.clips(Split.TRAIN));
        assertEquals(all, part.withShare(1).clips(Split.TRAIN));
        assertEquals(List.of(all.get(0)), part.withShare(0.01).clips(Split.TRAIN));
        UtteranceSampling sampling = new UtteranceSampling(8, 1, 100, 1, Augmentation.none());
        Set<String> drawn = new HashSet<>();
        try (UtteranceLoader loader =
                UtteranceLoader.open(List.of(part), Split.TRAIN, sampling, LoaderSettings.defaults(), 0)) {
            loader.next().infos().forEach(info -> drawn.add(info.id()));
        }
        assertEquals(Set.of(all.get(0).id(), all.get(4).id()), drawn);
    }

    @Test
    void utterancesAreFilledUpToTheLongest() {
        UtteranceSampling sampling = new UtteranceSampling(5, 1, 100, 1, Augmentation.none());
        UtteranceBatch batch;
        try (UtteranceLoader loader = open(sampling, LoaderSettings.defaults(), 0)) {
            batch = loader.next();
        }
        assertEquals(Arrays.stream(batch.lengths()).max().orElseThrow(), batch.frames());
        assertEquals(5 * batch.frames() * PIXELS, batch.mouths().length);
        for (int place = 0; place < batch.size(); place++) {
            ClipInfo info = batch.infos().get(place);
            assertEquals(2 + 4 * info.words().size(), batch.lengths()[place]);
            RgbImage crop =
                    store.crops(store.clip(info.id()), CropFamily.AVHUBERT).get(2);
            byte[] middle = new byte[PIXELS];
            for (int i = 0; i < PIXELS; i++) {
                int x = 4 + i % UtteranceBatch.SIZE;
                int y = 4 + i / UtteranceBatch.SIZE;
                middle[i] = crop.bytes()[3 * (y * crop.width() + x)];
            }
            assertArrayEquals(middle, row(batch, place, 2));
            for (int frame = batch.lengths()[place]; frame < batch.frames(); frame++) {
                assertArrayEquals(new byte[PIXELS], row(batch, place, frame));
            }
        }
    }

    @Test
    void soundIsARowAFrameOfMeanZeroAndVarianceOne() {
        ClipEntry clip = store.clip("c2");
        Utterance utterance = Utterance.read(store, clip);
        Features sound = utterance.sound();
        assertEquals(clip.frames(), sound.time());
        assertEquals(Utterance.SOUND_WIDTH, sound.width());
        float[] stored = store.feature(clip, AudioFeature.AVHUBERT).orElseThrow()[5];
        double mean =
                IntStream.range(0, 104).mapToDouble(i -> stored[i]).average().orElseThrow();
        double variance = IntStream.range(0, 104)
                .mapToDouble(i -> (stored[i] - mean) * (stored[i] - mean))
                .average()
                .orElseThrow();
        assertEquals((stored[7] - mean) / Math.sqrt(variance), sound.at(5, 7), 1e-3);
        UtteranceBatch batch = UtteranceBatch.whole(List.of(Utterance.read(store, store.clip("c4")), utterance));
        int row = (batch.frames() + 5) * Utterance.SOUND_WIDTH;
        assertEquals(sound.at(5, 7), batch.sound()[row + 7]);
        assertEquals(0, batch.sound()[batch.sound().length - 1]);
    }

    @Test
    void batchesDependNeitherOnThreadsNorOnTheCacheNorOnTheBeginning() {
        UtteranceSampling sampling = new UtteranceSampling(2, 3, 9, 5, new Augmentation(true, 0.2, 4, 0, 0));
        LoaderSettings many = LoaderSettings.defaults().withWorkers(3).withCacheBytes(0);
        try (UtteranceLoader one = open(sampling, LoaderSettings.defaults(), 0);
                UtteranceLoader later = open(sampling, many, 2)) {
            one.next();
            UtteranceBatch second = one.next();
            for (int i = 0; i < 4; i++) {
                UtteranceBatch a = one.next();
                UtteranceBatch b = later.next();
                assertEquals(a.infos(), b.infos());
                assertArrayEquals(a.mouths(), b.mouths());
                assertArrayEquals(a.sound(), b.sound());
                assertNotEquals(0, Arrays.compare(second.mouths(), a.mouths()));
            }
        }
    }

    @Test
    void sortedBatchesHaveLessPadding() {
        assertTrue(padding(8) < 0.6 * padding(1), padding(8) + " of " + padding(1));
    }

    private static double padding(int sorted) {
        long own = 0;
        long all = 0;
        try (UtteranceLoader loader =
                open(new UtteranceSampling(3, sorted, 100, 1, PUBLISHED), LoaderSettings.defaults(), 0)) {
            for (int i = 0; i < 40; i++) {
                UtteranceBatch batch = loader.next();
                own += Arrays.stream(batch.lengths()).sum();
                all += (long) batch.size() * batch.frames();
            }
        }
        return 1 - own / (double) all;
    }

    @Test
    void longUtterancesAreCutWithTheirWords() {
        UtteranceSampling sampling = new UtteranceSampling(1, 1, 10, 2, Augmentation.none());
        WordFrames classes = new WordFrames(TestClips.LIP_WORDS);
        Set<String> parts = new HashSet<>();
        try (UtteranceLoader loader = open(sampling, LoaderSettings.defaults(), 0)) {
            for (int i = 0; i < 40; i++) {
                UtteranceBatch batch = loader.next();
                assertTrue(batch.frames() <= 10);
                ClipInfo info = batch.infos().getFirst();
                parts.add(info.id() + info.transcript());
                assertEquals(
                        info.transcript(),
                        String.join(" ", info.words().stream().map(Word::text).toList()));
                long[] targets = classes.targets(batch);
                for (int frame = 0; frame < batch.frames(); frame++) {
                    // the bar of a word tells in the picture which one it is
                    int bar = 0;
                    byte[] picture = row(batch, 0, frame);
                    for (int word = 1; word <= 4; word++) {
                        bar = (picture[6 + 18 * word] & 0xff) > 130 ? word : bar;
                    }
                    assertEquals(bar, targets[frame], info.id() + " frame " + frame);
                }
            }
        }
        assertTrue(parts.size() > 10, parts.toString());
    }

    @Test
    void framesTakeTheWordThatIsSpokenInTheirMiddle() {
        WordFrames frames = WordFrames.of(List.of("set Bin", "bin"));
        assertEquals(List.of("bin", "set"), frames.words());
        assertEquals(3, frames.classes());
        // frame 1 lasts from 0.04 to 0.08 s, its middle is at 0.06 s
        List<Word> spoken = List.of(new Word("bin", 0.06, 0.13), new Word("SET", 0.15, 0.19), new Word("x", 0.19, 9));
        assertArrayEquals(new int[] {0, 1, 1, 0, 2, WordFrames.UNKNOWN}, frames.targets(spoken, 6));
        assertArrayEquals(new int[] {WordFrames.UNKNOWN, WordFrames.UNKNOWN}, frames.targets(List.of(), 2));
    }

    @Test
    void theViewIsDrawnOnceAnUtterance() {
        Utterance utterance = Utterance.read(store, store.clip("c4"));
        Set<List<Integer>> seen = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            MouthView view = MouthView.draw(96, PUBLISHED, new java.util.SplittableRandom(seed));
            assertTrue(view.left() >= 0 && view.left() <= 8 && view.top() >= 0 && view.top() <= 8, view.toString());
            seen.add(List.of(view.left(), view.top(), view.mirrored() ? 1 : 0));
            byte[] picture = new byte[PIXELS];
            view.copy(utterance, 3, picture, 0);
            int x = view.mirrored() ? UtteranceBatch.SIZE - 1 : 0;
            assertEquals(utterance.mouths()[(3 * 96 + view.top()) * 96 + view.left()], picture[x]);
        }
        assertTrue(seen.size() > 90, seen.size() + " of 162 views");
    }

    @Test
    void aStoreWithoutMouthsIsNamed(@TempDir Path other) {
        ClipStore faces = TestClips.store(other, 2, Split.TRAIN);
        VisemeException problem = assertThrows(
                VisemeException.class, () -> Utterance.read(faces, faces.clips().getFirst()));
        assertTrue(problem.getMessage().contains("--crops"), problem.getMessage());
    }
}
