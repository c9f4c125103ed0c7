package org.viseme.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.audio.MelTimeline;

class BatchLoaderTest {
    private static final int PLANE = TestClips.SIZE * TestClips.SIZE;
    private static final int TOLERANCE = 3;
    private static final long ROOM = 1L << 24;

    @TempDir
    private Path folder;

    private static BatchLoader open(ClipStore store, SamplerSettings settings, LoaderSettings loading, long step) {
        return BatchLoader.open(List.of(new WeightedStore(store, 1)), Split.TRAIN, settings, loading, step);
    }

    private static void assertSame(LipBatch expected, LipBatch actual) {
        assertEquals(expected.step(), actual.step());
        assertEquals(expected.clips(), actual.clips());
        assertArrayEquals(expected.targets(), actual.targets());
        assertArrayEquals(expected.references(), actual.references());
        assertArrayEquals(expected.mels(), actual.mels());
        assertArrayEquals(expected.frameIndices(), actual.frameIndices());
        assertArrayEquals(expected.referenceIndices(), actual.referenceIndices());
    }

    @Test
    void planesAreBlueGreenRedOfTheNamedFrame() {
        ClipStore store = TestClips.store(folder, 4, Split.TRAIN);
        try (BatchLoader loader = open(store, SamplerSettings.of(12, 7), LoaderSettings.defaults(), 0)) {
            LipBatch batch = loader.next();
            for (int i = 0; i < batch.size(); i++) {
                int clip = Integer.parseInt(batch.clips().get(i).substring(1));
                int start = i * 3 * PLANE;
                assertEquals(20, batch.targets()[start + 5] & 0xff, TOLERANCE, "blue rises by 4 a column");
                assertEquals(clip * 20, batch.targets()[start + PLANE] & 0xff, TOLERANCE, "green");
                assertEquals(batch.frameIndices()[i] * 8, batch.targets()[start + 2 * PLANE] & 0xff, TOLERANCE, "red");
                assertEquals(batch.referenceIndices()[i] * 8, batch.references()[start + 2 * PLANE] & 0xff, TOLERANCE);
            }
        }
    }

    @Test
    void soundBeginsWithItsFrame() {
        ClipStore store = TestClips.store(folder, 2, Split.TRAIN);
        try (BatchLoader loader = open(store, SamplerSettings.of(8, 7), LoaderSettings.defaults(), 0)) {
            LipBatch batch = loader.next();
            for (int i = 0; i < batch.size(); i++) {
                PreparedClip clip = store.read(batch.clips().get(i));
                int column = MelTimeline.FRAME_START.startColumn(batch.frameIndices()[i], 25);
                assertArrayEquals(
                        clip.mel().window(column, 16),
                        Arrays.copyOfRange(batch.mels(), i * 1280, (i + 1) * 1280),
                        batch.clips().get(i) + " frame " + batch.frameIndices()[i]);
            }
        }
    }

    @Test
    void batchesDependNeitherOnThreadsNorOnTheCache() {
        ClipStore store = TestClips.store(folder, 5, Split.TRAIN);
        SamplerSettings settings = SamplerSettings.of(6, 42).withAugmentation(Augmentation.of(true, 0.2));
        try (BatchLoader one = open(store, settings, new LoaderSettings(1, 2, ROOM), 0);
                BatchLoader four = open(store, settings, new LoaderSettings(4, 8, 0), 0);
                BatchLoader half = open(store, settings, new LoaderSettings(2, 3, 30_000), 0)) {
            for (int step = 0; step < 20; step++) {
                LipBatch batch = one.next();
                assertEquals(step, batch.step());
                assertSame(batch, four.next());
                assertSame(batch, half.next());
            }
        }
    }

    @Test
    void resumedLoaderGoesOnWithTheSameBatches() {
        ClipStore store = TestClips.store(folder, 5, Split.TRAIN);
        SamplerSettings settings = SamplerSettings.of(6, 42);
        try (BatchLoader whole = open(store, settings, LoaderSettings.defaults(), 0);
                BatchLoader resumed = open(store, settings, LoaderSettings.defaults(), 7)) {
            for (int step = 0; step < 7; step++) {
                whole.next();
            }
            assertSame(whole.next(), resumed.next());
            assertSame(whole.next(), resumed.next());
        }
    }

    @Test
    void otherSeedsGiveOtherBatches() {
        ClipStore store = TestClips.store(folder, 5, Split.TRAIN);
        try (BatchLoader one = open(store, SamplerSettings.of(16, 1), LoaderSettings.defaults(), 0);
                BatchLoader two = open(store, SamplerSettings.of(16, 2), LoaderSettings.defaults(), 0)) {
            assertNotEquals(one.next().clips(), two.next().clips());
            assertFalse(Arrays.equals(one.next().frameIndices(), two.next().frameIndices()));
        }
    }

    @Test
    void referenceIsNeverInsideTheTargetsWindow() {
        ClipStore store = TestClips.store(folder, 3, Split.TRAIN);
        for (int frames : new int[] {1, 5}) {
            SamplerSettings settings =
                    SamplerSettings.of(500, 3).withFrames(frames).withReference(new ReferencePolicy(5, 0.25));
            try (BatchLoader loader = open(store, settings, LoaderSettings.defaults(), 0)) {
                LipBatch batch = loader.next();
                for (int i = 0; i < batch.size(); i++) {
                    int apart = Math.abs(batch.frameIndices()[i] - batch.referenceIndices()[i]);
                    assertTrue(apart >= 5, apart + " frames apart");
                    assertTrue(batch.frameIndices()[i] + frames <= TestClips.FRAMES);
                    assertTrue(batch.referenceIndices()[i] + frames <= TestClips.FRAMES);
                }
                // The rest is uniform, so every frame occurs on both sides of a reference.
                assertTrue(Arrays.stream(batch.frameIndices()).min().orElseThrow() <= 1);
                assertEquals(
                        TestClips.FRAMES - frames,
                        Arrays.stream(batch.frameIndices()).max().orElseThrow());
            }
        }
    }

    @Test
    void firstFrameIsTheReferenceAsOftenAsAsked() {
        ClipStore store = TestClips.store(folder, 3, Split.TRAIN);
        SamplerSettings always = SamplerSettings.of(64, 3).withReference(new ReferencePolicy(5, 1));
        SamplerSettings never = SamplerSettings.of(640, 3).withReference(new ReferencePolicy(5, 0));
        try (BatchLoader first = open(store, always, LoaderSettings.defaults(), 0);
                BatchLoader any = open(store, never, LoaderSettings.defaults(), 0)) {
            assertEquals(0, Arrays.stream(first.next().referenceIndices()).max().orElseThrow());
            long zeros = Arrays.stream(any.next().referenceIndices())
                    .filter(index -> index == 0)
                    .count();
            assertTrue(zeros < 64, zeros + " of 640 by chance");
        }
    }

    @Test
    void windowsOfSeveralFramesLieFrameAfterFrameInEachChannel() {
        ClipStore store = TestClips.store(folder, 2, Split.TRAIN);
        SamplerSettings settings = SamplerSettings.of(4, 5).withFrames(3).withReference(new ReferencePolicy(5, 0.5));
        try (BatchLoader loader = open(store, settings, LoaderSettings.defaults(), 0)) {
            LipBatch batch = loader.next();
            assertEquals(4 * 3 * 3 * PLANE, batch.targets().length);
            assertEquals(4 * 3 * 80 * 16, batch.mels().length);
            for (int i = 0; i < batch.size(); i++) {
                for (int frame = 0; frame < 3; frame++) {
                    int red = ((i * 3 + 2) * 3 + frame) * PLANE;
                    assertEquals((batch.frameIndices()[i] + frame) * 8, batch.targets()[red] & 0xff, TOLERANCE);
                    int shown = batch.referenceIndices()[i] == 0 ? 0 : batch.referenceIndices()[i] + frame;
                    assertEquals(shown * 8, batch.references()[red] & 0xff, TOLERANCE);
                }
            }
        }
    }

    @Test
    void augmentationChangesTargetAndReferenceAlike() {
        ClipStore store = TestClips.store(folder, 1, Split.TRAIN);
        SamplerSettings settings = SamplerSettings.of(40, 5).withAugmentation(Augmentation.of(true, 0.3));
        try (BatchLoader loader = open(store, settings, LoaderSettings.defaults(), 0)) {
            LipBatch batch = loader.next();
            int mirrored = 0;
            for (int i = 0; i < batch.size(); i++) {
                int start = i * 3 * PLANE;
                for (int pixel = 0; pixel < PLANE; pixel++) {
                    // Blue does not depend on the frame, so it tells the change alone.
                    assertEquals(
                            batch.targets()[start + pixel] & 0xff,
                            batch.references()[start + pixel] & 0xff,
                            2 * TOLERANCE);
                }
                int left = batch.targets()[start] & 0xff;
                int right = batch.targets()[start + TestClips.SIZE - 1] & 0xff;
                mirrored += left > right ? 1 : 0;
            }
            assertTrue(mirrored >= 8 && mirrored <= 32, mirrored + " of 40 mirrored");
        }
    }

    @Test
    void weightsDecideHowOftenAStoreIsUsed() {
        ClipStore many = TestClips.store(folder.resolve("many"), 6, Split.TRAIN);
        Path other = folder.resolve("one");
        try (ClipStoreWriter writer = ClipStoreWriter.open(other, TestClips.settings())) {
            writer.add(TestClips.clip("x", Split.TRAIN, 9));
        }
        List<WeightedStore> mix = List.of(new WeightedStore(many, 1), new WeightedStore(ClipStore.open(other), 3));
        try (BatchLoader loader =
                BatchLoader.open(mix, Split.TRAIN, SamplerSettings.of(800, 1), LoaderSettings.defaults(), 0)) {
            long fromOther = loader.next().clips().stream().filter("x"::equals).count();
            // Four standard deviations around 600.
            assertEquals(600, fromOther, 49);
        }
    }

    @Test
    void unreadableClipIsCountedAndReplacedTheSameWayOnEveryRun() throws IOException {
        ClipStore store = TestClips.store(folder, 4, Split.TRAIN);
        ClipEntry damaged = store.clips().get(2);
        try (FileChannel shard = FileChannel.open(folder.resolve(damaged.shard()), StandardOpenOption.WRITE)) {
            shard.write(ByteBuffer.allocate((int) damaged.bytes()), damaged.offset());
        }
        SamplerSettings settings = SamplerSettings.of(40, 8);
        try (BatchLoader one = open(store, settings, new LoaderSettings(1, 1, ROOM), 0);
                BatchLoader two = open(store, settings, new LoaderSettings(3, 6, 0), 0)) {
            LipBatch batch = one.next();
            assertSame(batch, two.next());
            assertEquals(40, batch.size());
            assertFalse(batch.clips().contains("c2"));
            assertEquals(List.of("c2"), List.copyOf(one.unreadable().keySet()));
            assertTrue(one.unreadable().get("c2") >= 1);
        }
    }

    @Test
    void storeWithoutAReadableClipStopsInsteadOfSearchingForEver() throws IOException {
        ClipStore store = TestClips.store(folder, 2, Split.TRAIN);
        Files.delete(folder.resolve(store.clips().getFirst().shard()));
        try (BatchLoader loader = open(store, SamplerSettings.of(2, 8), LoaderSettings.defaults(), 0)) {
            assertThrows(VisemeException.class, loader::next);
        }
    }

    @Test
    void splitWithoutUsableClipsIsAClearError() {
        try (ClipStoreWriter writer = ClipStoreWriter.open(folder, TestClips.settings())) {
            writer.add(TestClips.clip("short", Split.TRAIN, 0, 8));
        }
        ClipStore store = ClipStore.open(folder);
        VisemeException problem = assertThrows(
                VisemeException.class,
                () -> BatchLoader.open(store, Split.TRAIN, SamplerSettings.of(2, 8), 0)
                        .close());
        assertTrue(problem.getMessage().contains("(1 shorter ones)"), problem.getMessage());
    }

    @Test
    void evaluationWalksThroughEveryFrameInOrder() {
        ClipStore store = TestClips.store(folder, 3, Split.VAL);
        EvaluationSet set = EvaluationSet.open(store, Split.VAL, EvaluationSet.Settings.of(16));
        int expected = 0;
        for (LipBatch batch : set) {
            for (int i = 0; i < batch.size(); i++, expected++) {
                assertEquals(
                        "c" + expected / (TestClips.FRAMES - 1), batch.clips().get(i));
                assertEquals(1 + expected % (TestClips.FRAMES - 1), batch.frameIndices()[i]);
                assertEquals(0, batch.referenceIndices()[i]);
            }
        }
        assertEquals(3 * (TestClips.FRAMES - 1), expected);
        assertEquals(Map.of(), set.unreadable());
    }

    @Test
    void evaluationWithAnotherVoiceChangesTheSoundAlone() {
        ClipStore store = TestClips.store(folder, 3, Split.VAL);
        EvaluationSet own = EvaluationSet.open(
                store, Split.VAL, EvaluationSet.Settings.of(29).withStride(2));
        LipBatch mine = own.iterator().next();
        LipBatch foreign =
                own.withVoice(EvaluationSet.Voice.OTHER_CLIP).iterator().next();
        assertArrayEquals(mine.targets(), foreign.targets());
        assertArrayEquals(mine.frameIndices(), foreign.frameIndices());
        int column = MelTimeline.FRAME_START.startColumn(foreign.frameIndices()[3], 25);
        assertArrayEquals(
                store.read("c1").mel().window(column, 16), Arrays.copyOfRange(foreign.mels(), 3 * 1280, 4 * 1280));
        assertFalse(IntStream.range(0, 1280).allMatch(i -> mine.mels()[i] == foreign.mels()[i]));
    }
}
