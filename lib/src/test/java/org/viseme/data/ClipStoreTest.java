package org.viseme.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.media.RgbImage;

class ClipStoreTest {
    @TempDir
    private Path folder;

    @Test
    void clipComesBackAsItWasStored() {
        float[][] landmarks = new float[TestClips.FRAMES][4];
        landmarks[7][2] = 3.25f;
        PreparedClip plain = TestClips.clip("c0", Split.VAL, 3);
        PreparedClip clip = new PreparedClip(
                plain.info(), plain.crops(), plain.boxes(), plain.mel(), plain.sound(), Optional.of(landmarks), 0.4);
        try (ClipStoreWriter writer = ClipStoreWriter.open(folder, TestClips.settings())) {
            writer.add(clip);
        }

        PreparedClip read = ClipStore.open(folder).read("c0");

        assertEquals(clip.info(), read.info());
        assertEquals(clip.boxes(), read.boxes());
        assertEquals(0.4, read.cutSeconds());
        assertArrayEquals(clip.sound().samples(), read.sound().samples());
        assertArrayEquals(clip.mel().toArray(), read.mel().toArray());
        assertArrayEquals(landmarks, read.landmarks().orElseThrow());
        assertEquals(clip.frames(), read.frames());
        for (int frame = 0; frame < clip.frames(); frame++) {
            assertTrue(meanError(clip.crops().get(frame), read.crops().get(frame)) < 2, "frame " + frame);
        }
    }

    @Test
    void aPartOfAStoreHasTheChosenClipsAlone() {
        ClipStore store = TestClips.store(folder, 4, Split.TRAIN);
        ClipStore part = store.only(clip -> !clip.id().equals("c2"));
        assertEquals(
                List.of("c0", "c1", "c3"),
                part.clips(Split.TRAIN).stream().map(ClipEntry::id).toList());
        assertThrows(VisemeException.class, () -> part.read("c2"));
        assertEquals(4, store.clips().size());
        assertEquals(store.read("c3").boxes(), part.read("c3").boxes());
    }

    private static double meanError(RgbImage a, RgbImage b) {
        double sum = 0;
        for (int i = 0; i < a.bytes().length; i++) {
            sum += Math.abs((a.bytes()[i] & 0xff) - (b.bytes()[i] & 0xff));
        }
        return sum / a.bytes().length;
    }

    @Test
    void manifestTellsWhatIsInTheStore() {
        ClipStore store = TestClips.store(folder, 3, Split.TEST);

        assertEquals(3, store.clips().size());
        ClipEntry entry = store.clips(Split.TEST).get(1);
        assertEquals("c1", entry.id());
        assertEquals("say c1", entry.transcript());
        assertEquals(TestClips.FRAMES / 25.0, entry.seconds());
        assertEquals(List.of(), store.clips(Split.TRAIN));
    }

    @Test
    void tornLastLineIsForgottenAndItsClipStoredAgain() throws IOException {
        TestClips.store(folder, 2, Split.TRAIN);
        Path manifest = folder.resolve(ClipStore.MANIFEST);
        String whole = Files.readString(manifest);
        // Killed in the middle of the second line.
        int second = whole.indexOf('\n') + 1;
        Files.writeString(manifest, whole.substring(0, second + (whole.length() - second) / 2));

        assertEquals(1, ClipStore.open(folder).clips().size());
        try (ClipStoreWriter writer = ClipStoreWriter.open(folder, TestClips.settings())) {
            assertTrue(writer.knows("c0"));
            assertFalse(writer.knows("c1"));
            writer.add(TestClips.clip("c1", Split.TRAIN, 1));
        }

        assertEquals(whole, Files.readString(manifest));
    }

    @Test
    void lineTornWithinACharacterIsForgottenAsWell() throws IOException {
        try (ClipStoreWriter writer = ClipStoreWriter.open(folder, TestClips.settings())) {
            RejectedClip clip = new RejectedClip("c0", Split.TRAIN, RejectedClip.Reason.NO_FACE, "f\u00fcr nichts");
            writer.add("c0", Decision.leftOut(clip), null);
            writer.end("c0", 75);
        }
        Path report = folder.resolve(ClipStore.REPORT);
        byte[] whole = Files.readAllBytes(report);
        int umlaut = new String(whole, StandardCharsets.ISO_8859_1).indexOf('\u00c3');
        // A full disk took the first of its two bytes.
        Files.write(report, Arrays.copyOf(whole, umlaut + 1));

        try (ClipStoreWriter writer = ClipStoreWriter.open(folder, TestClips.settings())) {
            assertFalse(writer.knows("c0"));
        }
        assertEquals(0, Files.size(report));
    }

    @Test
    void damagedLineInTheMiddleIsAClearError() throws IOException {
        TestClips.store(folder, 2, Split.TRAIN);
        Path manifest = folder.resolve(ClipStore.MANIFEST);
        Files.writeString(manifest, "{\"id\": oops\n" + Files.readString(manifest));

        VisemeException problem = assertThrows(VisemeException.class, () -> ClipStore.open(folder));
        assertTrue(problem.getMessage().contains("line 1 is damaged"), problem.getMessage());
    }

    @Test
    void emptyStoreSaysHowToFillIt() {
        try (ClipStoreWriter writer = ClipStoreWriter.open(folder, TestClips.settings())) {
            RejectedClip clip = new RejectedClip("c0", Split.TRAIN, RejectedClip.Reason.NO_FACE, "none found");
            writer.add("c0", Decision.leftOut(clip), null);
            writer.end("c0", 75);
        }
        VisemeException problem = assertThrows(VisemeException.class, () -> ClipStore.open(folder));
        assertTrue(problem.getMessage().contains("holds no clip, 1 were left out"), problem.getMessage());
        assertTrue(problem.getMessage().contains("./viseme prepare"), problem.getMessage());
        assertThrows(VisemeException.class, () -> ClipStore.open(folder.resolve("missing")));
    }

    @Test
    void secondWriterIsRefused() {
        try (ClipStoreWriter first = ClipStoreWriter.open(folder, TestClips.settings())) {
            VisemeException problem =
                    assertThrows(VisemeException.class, () -> ClipStoreWriter.open(folder, TestClips.settings()));
            assertTrue(problem.getMessage().contains("another preparation"), problem.getMessage());
            assertEquals(0, first.clips().size());
        }
    }

    @Test
    void otherSettingsAreRefused() {
        TestClips.store(folder, 1, Split.TRAIN);
        StoreSettings made = TestClips.settings();
        StoreSettings other = new StoreSettings(
                made.format(),
                made.corpus(),
                made.licence(),
                96,
                25,
                made.mel(),
                Map.of("detector", "none", "detect every", "2"),
                "Viseme");
        VisemeException problem = assertThrows(VisemeException.class, () -> ClipStoreWriter.open(folder, other));
        assertTrue(problem.getMessage().contains("crop size 96 instead of 16"), problem.getMessage());
        assertTrue(problem.getMessage().contains("detect every 2 instead of none"), problem.getMessage());
    }

    @Test
    void damagedClipFileIsNamedWithTheRemedy() throws IOException {
        ClipStore store = TestClips.store(folder, 1, Split.TRAIN);
        Path file = folder.resolve(store.clips().getFirst().shard());
        Files.write(file, new byte[100], StandardOpenOption.TRUNCATE_EXISTING);
        VisemeException problem = assertThrows(VisemeException.class, () -> store.read("c0"));
        assertTrue(problem.getMessage().startsWith(file.toString()), problem.getMessage());
        assertTrue(problem.getMessage().contains("prepare the corpus again"), problem.getMessage());
    }

    @Test
    void flippedByteInACropIsNoticed() throws IOException {
        ClipStore store = TestClips.store(folder, 1, Split.TRAIN);
        Path file = folder.resolve(store.clips().getFirst().shard());
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        bytes[text.indexOf("wav2lip/00004.jpg") + 300] ^= 1;
        Files.write(file, bytes);
        VisemeException problem = assertThrows(VisemeException.class, () -> store.read("c0"));
        assertTrue(problem.getMessage().contains("wav2lip/00004.jpg"), problem.getMessage());
    }

    @Test
    void storedWindowsEqualThoseOfTheSpectrogram() {
        ClipStore store = TestClips.store(folder, 1, Split.TRAIN);
        PreparedClip clip = store.read("c0");
        try (ClipArchive archive = store.archive(store.clips().getFirst())) {
            StoredMel stored = archive.mel();
            for (int start : new int[] {0, 5, 80, 95, 1000}) {
                float[] window = new float[80 * 16];
                stored.copyWindow(start, 16, window, 0);
                assertArrayEquals(clip.mel().window(start, 16), window, "window at " + start);
            }
            float[] wide = new float[80 * 200];
            stored.copyWindow(0, 200, wide, 0);
            assertArrayEquals(clip.mel().window(0, 200), wide);
        }
    }
}
