package org.viseme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is there whole or as it was before, whatever happens to its writer. */
class AtomicFileTest {
    @TempDir
    Path folder;

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void contentReplacesTheOldFile() throws IOException {
        Path file = folder.resolve("größe mit leerzeichen.bin");
        AtomicFile.write(file, out -> out.write("old".getBytes(StandardCharsets.UTF_8)));
        AtomicFile.write(file, out -> out.write("new".getBytes(StandardCharsets.UTF_8)));
        assertEquals("new", Files.readString(file));
        assertEquals(1, names().size());
    }

    @Test
    void missingFoldersAreMade() throws IOException {
        Path file = folder.resolve("a/b/c.txt");
        AtomicFile.write(file, out -> out.write(1));
        assertEquals(1, Files.size(file));
    }

    @Test
    void aFailingWriterLeavesTheOldFileAndNoOther() throws IOException {
        Path file = folder.resolve("file.bin");
        AtomicFile.write(file, out -> out.write("old".getBytes(StandardCharsets.UTF_8)));
        assertThrows(
                IllegalStateException.class,
                () -> AtomicFile.write(file, out -> {
                    out.write(new byte[1 << 20]);
                    throw new IllegalStateException("a fault of the program");
                }));
        assertEquals("old", Files.readString(file));
        assertEquals(List.of("file.bin"), names());
    }

    @Test
    void aFullDiskIsOneClearLine() throws IOException {
        Path file = folder.resolve("file.bin");
        AtomicFile.write(file, out -> out.write("old".getBytes(StandardCharsets.UTF_8)));
        VisemeException full = assertThrows(
                VisemeException.class,
                () -> AtomicFile.write(file, out -> {
                    out.write(new byte[1 << 20]);
                    throw new IOException("No space left on device");
                }));
        assertTrue(full.getMessage().contains("disk is full"), full.getMessage());
        assertTrue(full.getMessage().contains("free some space in " + folder), full.getMessage());
        assertEquals("old", Files.readString(file));
        assertEquals(List.of("file.bin"), names());
    }

    @Test
    void foldersAndFilesInTheWayAreNamed() {
        assertTrue(assertThrows(VisemeException.class, () -> AtomicFile.write(folder, out -> {}))
                .getMessage()
                .contains("is a folder"));
        Path file = folder.resolve("file");
        AtomicFile.write(file, out -> {});
        assertTrue(assertThrows(VisemeException.class, () -> AtomicFile.write(file.resolve("below"), out -> {}))
                .getMessage()
                .contains("a file stands where its folder should be"));
    }

    @Test
    void aTemporaryHasTheExtensionAndVanishesUncommitted() throws IOException {
        Path target = folder.resolve("clip.mp4");
        try (AtomicFile file = AtomicFile.temporaryFor(target)) {
            assertTrue(file.path().toString().endsWith(".mp4"));
            assertEquals(folder.toAbsolutePath(), file.path().getParent());
            Files.writeString(file.path(), "half");
        }
        assertTrue(names().isEmpty());
        try (AtomicFile file = AtomicFile.temporaryFor(target)) {
            Files.writeString(file.path(), "whole");
            file.commit();
        }
        assertEquals("whole", Files.readString(target));
        assertEquals(List.of("clip.mp4"), names());
    }

    @Test
    void linksAreFollowed() throws IOException {
        Path real = Files.writeString(folder.resolve("real"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        AtomicFile.write(link, out -> out.write("new".getBytes(StandardCharsets.UTF_8)));
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("new", Files.readString(real));
    }

    @Test
    void aKilledWriterLeavesTheOldFileAndItsRemainsAreClearedLater() throws Exception {
        Path file = folder.resolve("file.bin");
        AtomicFile.write(file, out -> out.write("old".getBytes(StandardCharsets.UTF_8)));
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path") + File.pathSeparator + classFolders(),
                        SlowWriter.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        try {
            assertEquals("half written", new BufferedReader(writer.inputReader()).readLine());
        } finally {
            writer.destroyForcibly();
        }
        assertTrue(writer.waitFor(20, TimeUnit.SECONDS));
        assertEquals("old", Files.readString(file));
        List<String> remains =
                names().stream().filter(name -> name.endsWith(".part.bin")).toList();
        assertEquals(1, remains.size());
        AtomicFile.write(file, out -> out.write("new".getBytes(StandardCharsets.UTF_8)));
        assertEquals(2, names().size(), "young remains may belong to somebody");
        Files.setLastModifiedTime(
                folder.resolve(remains.getFirst()), FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        AtomicFile.write(file, out -> out.write("newer".getBytes(StandardCharsets.UTF_8)));
        assertEquals(List.of("file.bin"), names());
        assertEquals("newer", Files.readString(file));
    }

    private static String classFolders() throws Exception {
        return Path.of(AtomicFile.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI())
                        .toString()
                + File.pathSeparator
                + Path.of(SlowWriter.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI());
    }

    /** Writes half a file and waits to be killed. */
    static final class SlowWriter {
        private SlowWriter() {}

        public static void main(String[] arguments) {
            AtomicFile.write(Path.of(arguments[0]), out -> {
                out.write(new byte[1 << 20]);
                out.flush();
                System.out.println("half written");
                try {
                    Thread.sleep(60_000);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            });
        }
    }

    @Test
    void newFilesHaveOrdinaryPermissions() throws IOException {
        Path ordinary = Files.writeString(folder.resolve("ordinary"), "x");
        Path atomic = folder.resolve("atomic");
        AtomicFile.write(atomic, out -> {});
        assertEquals(Files.getPosixFilePermissions(ordinary), Files.getPosixFilePermissions(atomic));
        assertFalse(Files.getPosixFilePermissions(atomic).isEmpty());
    }
}
