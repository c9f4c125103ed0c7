package org.viseme.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardTest {
    private static final int MEGABYTE = 1_000_000;

    @TempDir
    private Path folder;

    private static PackedClip packed(String id, int bytes) {
        byte[] content = new byte[bytes];
        new Random(id.hashCode()).nextBytes(content);
        return new PackedClip(TestClips.info(id, Split.TRAIN), 30, 16, content);
    }

    private static Decision kept(String id) {
        return new Decision(id, Split.TRAIN, null, "", Set.of(), null);
    }

    private static void addSource(ClipStoreWriter writer, String source, PackedClip... clips) {
        for (PackedClip clip : clips) {
            writer.add(source, kept(clip.info().id()), clip);
        }
        writer.end(source, 30);
    }

    private static Map<String, byte[]> untar(Path shard) throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        try (InputStream file = new BufferedInputStream(Files.newInputStream(shard));
                TarArchiveInputStream tar = new TarArchiveInputStream(file)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                files.put(entry.getName(), tar.readAllBytes());
            }
        }
        return files;
    }

    private Map<String, String> bytesOf(Path store) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(store)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                content.put(
                        store.relativize(file).toString(),
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return content;
    }

    @Test
    void shardsStayBelowTheirLimitAndHoldWhatTheManifestSays() throws IOException {
        List<PackedClip> clips = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            clips.add(packed("c" + i, 25 * MEGABYTE + i));
        }
        try (ClipStoreWriter writer = ClipStoreWriter.open(folder, TestClips.settings())) {
            clips.forEach(clip -> addSource(writer, clip.info().id(), clip));
        }
        ClipStore store = ClipStore.open(folder);
        assertEquals(
                List.of("000000.tar", "000000.tar", "000001.tar", "000001.tar", "000002.tar"),
                store.clips().stream()
                        .map(clip -> Path.of(clip.shard()).getFileName().toString())
                        .toList());
        for (int i = 0; i < clips.size(); i++) {
            ClipEntry entry = store.clips().get(i);
            Path shard = folder.resolve(entry.shard());
            assertTrue(Files.size(shard) <= ShardWriter.MOST_BYTES, shard + " " + Files.size(shard));
            assertArrayEquals(clips.get(i).bytes(), untar(shard).get(entry.id() + ".zip"), entry.id());
            byte[] part = new byte[(int) entry.bytes()];
            try (InputStream file = Files.newInputStream(shard)) {
                file.skipNBytes(entry.offset());
                file.readNBytes(part, 0, part.length);
            }
            assertArrayEquals(clips.get(i).bytes(), part, entry.id());
        }
    }

    @Test
    void clipCanBeReadWithoutTheManifest() throws IOException {
        TestClips.store(folder, 2, Split.TRAIN);
        byte[] zip = untar(folder.resolve("shards/000000.tar")).get("c1.zip");
        Set<String> names = new java.util.HashSet<>();
        try (ZipInputStream entries = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        assertTrue(names.containsAll(Set.of("clip.json", "wav2lip/00029.jpg", "boxes.f32", "sound.wav")), "" + names);
    }

    @Test
    void longNamesAndNamesOfOtherAlphabetsFit() throws IOException {
        String id = "a".repeat(180);
        try (ClipStoreWriter writer = ClipStoreWriter.open(folder, TestClips.settings())) {
            addSource(writer, id, packed(id, 1000));
            addSource(writer, "c1", packed("c1", 1000));
        }
        Map<String, byte[]> files = untar(folder.resolve("shards/000000.tar"));
        assertArrayEquals(packed(id, 1000).bytes(), files.get(id + ".zip"));
        assertArrayEquals(packed("c1", 1000).bytes(), files.get("c1.zip"));
    }

    /** Whatever a killed process left of a source that was not ended is gone, and the store continues as if nothing was. */
    @Test
    void interruptionLeavesNoTrace() throws IOException {
        Path whole = folder.resolve("whole");
        try (ClipStoreWriter writer = ClipStoreWriter.open(whole, TestClips.settings())) {
            addSource(writer, "a", packed("a0", 700), packed("a1", 900));
            addSource(writer, "b", packed("b0", 40 * MEGABYTE), packed("b1", 40 * MEGABYTE));
            addSource(writer, "c", packed("c0", 500));
        }
        Path broken = folder.resolve("broken");
        try (ClipStoreWriter writer = ClipStoreWriter.open(broken, TestClips.settings())) {
            addSource(writer, "a", packed("a0", 700), packed("a1", 900));
            // Killed in the middle of b, when its second clip had begun a new shard.
            writer.add("b", kept("b0"), packed("b0", 40 * MEGABYTE));
            writer.add("b", kept("b1"), packed("b1", 40 * MEGABYTE));
        }
        try (ClipStoreWriter writer = ClipStoreWriter.open(broken, TestClips.settings())) {
            assertEquals(2, writer.clips().size());
            assertFalse(writer.knows("b"));
            assertFalse(Files.exists(broken.resolve("shards/000001.tar")));
            addSource(writer, "b", packed("b0", 40 * MEGABYTE), packed("b1", 40 * MEGABYTE));
            addSource(writer, "c", packed("c0", 500));
        }
        assertEquals(bytesOf(whole), bytesOf(broken));
    }

    @Test
    void interruptionBetweenManifestAndReportLeavesNoTrace() throws IOException {
        TestClips.store(folder, 3, Split.TRAIN);
        Map<String, String> whole = bytesOf(folder);
        Path report = folder.resolve(ClipStore.REPORT);
        String lines = Files.readString(report);
        // The last source's clip and its line in the manifest are there, its own line is torn.
        Files.writeString(report, lines.substring(0, lines.length() - 5));
        try (ClipStoreWriter writer = ClipStoreWriter.open(folder, TestClips.settings())) {
            assertTrue(writer.knows("c1"));
            assertFalse(writer.knows("c2"));
            assertEquals(2, writer.clips().size());
            writer.add(TestClips.clip("c2", Split.TRAIN, 2));
        }
        assertEquals(whole, bytesOf(folder));
    }

    private static Decision measured(String id, ClipFlag... flags) {
        String fingerprint = new Fingerprint(5, 1, 2, 3, 4, 5, 6).toString();
        ClipMeasures measures = new ClipMeasures(0, 1, 1, 60, 60, 50, 1, "box", 0, null, fingerprint);
        return new Decision(id, Split.TRAIN, null, "", Set.of(flags), measures);
    }

    @Test
    void copyOfWhatWasLeftOutIsKept() {
        Set<ClipFlag> unwanted = Set.of(ClipFlag.SMALL_FACE, ClipFlag.DUPLICATE);
        try (ClipStoreWriter writer = ClipStoreWriter.open(folder, TestClips.settings())) {
            writer.leaveOut(unwanted);
            writer.add("a", measured("a", ClipFlag.SMALL_FACE), packed("a", 500));
            writer.end("a", 25);
        }
        try (ClipStoreWriter writer = ClipStoreWriter.open(folder, TestClips.settings())) {
            writer.leaveOut(unwanted);
            writer.add("b", measured("b"), packed("b", 500));
            writer.end("b", 25);
            writer.add("c", measured("c"), packed("c", 500));
            writer.end("c", 25);
            assertEquals(
                    List.of("b"), writer.clips().stream().map(ClipEntry::id).toList());
            assertEquals("same as b", writer.decisions().getLast().detail());
        }
    }
}
