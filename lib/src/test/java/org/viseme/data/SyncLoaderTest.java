package org.viseme.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.audio.Mel;
import org.viseme.audio.MelTimeline;

class SyncLoaderTest {
    private static final int WINDOW = 5;

    private static SyncSampling sampling(int clips, int windows, Augmentation augmentation) {
        return new SyncSampling(clips, windows, WINDOW, 0.3, 11, augmentation, MelTimeline.FRAME_START);
    }

    private static SyncLoader open(ClipStore store, SyncSampling sampling, LoaderSettings loading, long step) {
        return SyncLoader.open(List.of(new WeightedStore(store, 1)), Split.TRAIN, sampling, loading, step);
    }

    @Property(tries = 300)
    void windowsAreInTheClipAndAtLeastAWindowApart(
            @ForAll long seed,
            @ForAll @IntRange(min = 2, max = 8) int windows,
            @ForAll @IntRange(max = 60) int slack,
            @ForAll @DoubleRange(max = 1) double near) {
        SyncSampling sampling =
                new SyncSampling(1, windows, WINDOW, near, 0, Augmentation.none(), MelTimeline.FRAME_START);
        int frames = windows * WINDOW + slack;
        int[] starts = sampling.draw(frames, new SplittableRandom(seed));
        assertEquals(windows, starts.length);
        assertTrue(starts[0] >= 0 && starts[windows - 1] <= frames - WINDOW, Arrays.toString(starts));
        for (int i = 1; i < windows; i++) {
            assertTrue(starts[i] - starts[i - 1] >= WINDOW, Arrays.toString(starts));
        }
    }

    @Property(tries = 100)
    void nearWindowsFollowEachOtherClosely(@ForAll long seed) {
        SyncSampling sampling = new SyncSampling(1, 4, WINDOW, 1, 0, Augmentation.none(), MelTimeline.FRAME_START);
        int[] starts = sampling.draw(75, new SplittableRandom(seed));
        for (int i = 1; i < starts.length; i++) {
            assertTrue(starts[i] - starts[i - 1] <= WINDOW + 2, Arrays.toString(starts));
        }
    }

    @Test
    void picturesAndSoundAreThoseOfTheNamedFrames(@TempDir Path folder) {
        ClipStore store = TestClips.store(folder, 3, Split.TRAIN);
        SyncBatch batch;
        try (SyncLoader loader = open(store, sampling(2, 3, Augmentation.none()), LoaderSettings.defaults(), 0)) {
            batch = loader.next();
        }
        int plane = TestClips.SIZE * TestClips.SIZE;
        assertEquals(2 * 3 * 3 * WINDOW * plane, batch.faces().length);
        for (int i = 0; i < batch.size(); i++) {
            String clip = batch.names().get(i / 3);
            int number = Integer.parseInt(clip.substring(1));
            for (int frame = 0; frame < WINDOW; frame++) {
                int red = batch.faces()[((i * 3 + 2) * WINDOW + frame) * plane] & 0xff;
                int green = batch.faces()[((i * 3 + 1) * WINDOW + frame) * plane] & 0xff;
                assertEquals((batch.starts()[i] + frame) * 8, red, 6, "frame " + frame + " of window " + i);
                assertEquals(number * 20, green, 6);
            }
            Mel mel = store.read(clip).mel();
            float[] expected = mel.window(Mel.columnAt(batch.starts()[i] / 25.0), 16);
            assertArrayEquals(expected, Arrays.copyOfRange(batch.mels(), i * 80 * 16, (i + 1) * 80 * 16), 1e-5f);
        }
    }

    @Test
    void batchesDependNeitherOnThreadsNorOnTheCacheNorOnTheBeginning(@TempDir Path folder) {
        ClipStore store = TestClips.store(folder, 3, Split.TRAIN);
        SyncSampling sampling = sampling(3, 4, new Augmentation(true, 0.2, 3, 0.5, 6));
        try (SyncLoader one = open(store, sampling, LoaderSettings.defaults(), 0);
                SyncLoader many = open(
                        store,
                        sampling,
                        LoaderSettings.defaults().withWorkers(3).withCacheBytes(0),
                        2)) {
            one.next();
            one.next();
            for (int i = 0; i < 3; i++) {
                SyncBatch a = one.next();
                SyncBatch b = many.next();
                assertEquals(a.step(), b.step());
                assertArrayEquals(a.faces(), b.faces());
                assertArrayEquals(a.mels(), b.mels());
                assertArrayEquals(a.starts(), b.starts());
            }
        }
    }

    @Test
    void augmentationChangesPicturesAndLoudnessButNotWhen(@TempDir Path folder) {
        ClipStore store = TestClips.store(folder, 3, Split.TRAIN);
        try (SyncLoader plain = open(store, sampling(2, 3, Augmentation.none()), LoaderSettings.defaults(), 0);
                SyncLoader changed = open(
                        store, sampling(2, 3, new Augmentation(true, 0.3, 4, 1, 6)), LoaderSettings.defaults(), 0)) {
            SyncBatch a = plain.next();
            SyncBatch b = changed.next();
            assertEquals(a.names().getFirst(), b.names().getFirst());
            assertArrayEquals(Arrays.copyOf(a.starts(), 3), Arrays.copyOf(b.starts(), 3));
            assertFalse(Arrays.equals(a.faces(), b.faces()));
            // louder or softer by one number in the first window, but for the ends of the scale
            float difference = Float.NaN;
            for (int i = 0; i < 80 * 16; i++) {
                if (Math.abs(a.mels()[i]) < 3 && Math.abs(b.mels()[i]) < 3.9) {
                    float here = b.mels()[i] - a.mels()[i];
                    difference = Float.isNaN(difference) ? here : difference;
                    assertEquals(difference, here, 1e-5);
                }
            }
            // 6 dB of 100 on a scale of 8
            assertTrue(Math.abs(difference) > 0 && Math.abs(difference) <= 0.48 + 1e-6, "" + difference);
        }
    }

    @Test
    void anUnreadableClipIsCountedAndReplaced(@TempDir Path folder) throws IOException {
        ClipStore store = TestClips.store(folder.resolve("store"), 4, Split.TRAIN);
        ClipEntry broken = store.clips(Split.TRAIN).get(1);
        Path shard = store.folder().resolve(broken.shard());
        byte[] bytes = Files.readAllBytes(shard);
        Arrays.fill(bytes, (int) broken.offset(), (int) (broken.offset() + broken.bytes()), (byte) 0);
        Files.write(shard, bytes);
        try (SyncLoader loader = open(store, sampling(8, 3, Augmentation.none()), LoaderSettings.defaults(), 0)) {
            for (int i = 0; i < 4; i++) {
                assertFalse(loader.next().names().contains(broken.id()));
            }
            assertTrue(loader.unreadable().get(broken.id()) > 0);
            assertEquals(1, loader.unreadable().size());
        }
    }

    @Test
    void clipsTooShortForTheirWindowsAreAClearError(@TempDir Path folder) {
        ClipStore store = TestClips.store(folder, 2, Split.TRAIN);
        VisemeException problem = assertThrows(
                VisemeException.class,
                () -> open(store, sampling(1, 7, Augmentation.none()), LoaderSettings.defaults(), 0));
        assertTrue(problem.getMessage().contains("35 frames"), problem.getMessage());
    }
}
