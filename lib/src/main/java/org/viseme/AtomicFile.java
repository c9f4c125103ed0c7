package org.viseme;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that appears whole or not at all: it is written aside in the folder of its target, forced to the disk and
 * renamed over the target, so that a reader, a kill or a full disk never meets half a file.
 *
 * <pre>{@code
 * AtomicFile.write(target, out -> out.write(bytes));
 *
 * try (AtomicFile file = AtomicFile.temporaryFor(target)) { // for libraries that want a path
 *     encode(file.path());
 *     file.commit();
 * } // closed without commit: the temporary file is gone, the target is as it was
 * }</pre>
 */
public final class AtomicFile implements AutoCloseable {
    private static final AtomicInteger COUNTER = new AtomicInteger();
    /** A left-over younger than this may belong to a living process of another container that shares the folder. */
    private static final Duration ABANDONED = Duration.ofMinutes(1);

    private final Path target;
    private final Path temporary;
    private boolean committed;

    private AtomicFile(Path target, Path temporary) {
        this.target = target;
        this.temporary = temporary;
    }

    /** What fills the file. */
    @FunctionalInterface
    public interface Body {
        /** Writes the content; the stream is buffered and closed by the caller. */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a whole file.
     *
     * @throws VisemeException when the folder cannot be written or the disk is full; the target is then as it was
     */
    public static void write(Path target, Body body) {
        try (AtomicFile file = temporaryFor(target)) {
            try (OutputStream out = new BufferedOutputStream(new FileOutputStream(file.temporary.toFile()), 1 << 16)) {
                body.writeTo(out);
            } catch (IOException e) {
                throw file.failure(e);
            }
            file.commit();
        }
    }

    /**
     * An empty file beside the target, with the target's extension (encoders choose their format by it). Folders that
     * are missing are made, and what earlier, killed processes left behind for the same target is removed.
     */
    public static AtomicFile temporaryFor(Path target) {
        try {
            Path real = Files.isSymbolicLink(target) && Files.exists(target)
                    ? target.toRealPath()
                    : target.toAbsolutePath().normalize();
            if (Files.isDirectory(real)) {
                throw new VisemeException(target.toString(), "is a folder", "name a file to write");
            }
            Path folder = real.getParent();
            if (folder == null) {
                throw new VisemeException(target.toString(), "is not a file name", "name a file to write");
            }
            Files.createDirectories(folder);
            removeAbandoned(folder, real.getFileName().toString());
            Path temporary = folder.resolve(temporaryName(real.getFileName().toString()));
            Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
                    .close();
            return new AtomicFile(real, temporary);
        } catch (IOException e) {
            throw failure(target, e);
        }
    }

    /** The file to write to until {@link #commit()}. */
    public Path path() {
        return temporary;
    }

    /** Forces the temporary file to the disk and puts it in the target's place. */
    public void commit() {
        try {
            try (RandomAccessFile file = new RandomAccessFile(temporary.toFile(), "rw")) {
                file.getFD().sync();
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            committed = true;
            forceFolder(target.getParent());
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Removes the temporary file unless it was committed. */
    @Override
    public void close() {
        if (committed) {
            return;
        }
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            throw new VisemeException(temporary.toString(), "cannot be removed", "remove it by hand", e);
        }
    }

    private VisemeException failure(IOException e) {
        return failure(target, e);
    }

    /** What a user is told when a file could not be written: that the disk is full, where that is the reason. */
    public static VisemeException failure(Path target, IOException e) {
        Path folder = target.toAbsolutePath().getParent();
        String text = String.valueOf(e.getMessage());
        if (text.contains("No space left") || text.contains("not enough space") || text.contains("quota exceeded")) {
            return new VisemeException(
                    target.toString(),
                    "could not be written because the disk is full",
                    "free some space in " + folder + " or choose another folder; nothing was changed",
                    e);
        }
        if (e instanceof FileAlreadyExistsException) {
            return new VisemeException(
                    target.toString(), "a file stands where its folder should be", "choose another folder", e);
        }
        String reason = e instanceof NoSuchFileException
                ? "the folder vanished"
                : e.getClass().getSimpleName();
        return new VisemeException(
                target.toString(),
                "could not be written (" + reason + ": " + text + ")",
                "check that " + folder + " can be written; nothing was changed",
                e);
    }

    private static String temporaryName(String name) {
        int dot = name.lastIndexOf('.');
        String extension = dot > 0 ? name.substring(dot) : "";
        return "." + name + "." + ProcessHandle.current().pid() + "-" + COUNTER.incrementAndGet() + ".part" + extension;
    }

    private static void removeAbandoned(Path folder, String name) throws IOException {
        Pattern pattern = Pattern.compile("\\." + Pattern.quote(name) + "\\.(\\d{1,18})-\\d+\\.part(\\..*)?");
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, ".*")) {
            for (Path entry : entries) {
                Matcher matcher = pattern.matcher(entry.getFileName().toString());
                if (matcher.matches() && isAbandoned(entry, Long.parseLong(matcher.group(1)))) {
                    Files.deleteIfExists(entry);
                }
            }
        }
    }

    private static boolean isAbandoned(Path entry, long pid) throws IOException {
        if (ProcessHandle.of(pid).isPresent()) {
            return false;
        }
        try {
            return Files.getLastModifiedTime(entry)
                    .toInstant()
                    .isBefore(Instant.now().minus(ABANDONED));
        } catch (NoSuchFileException e) {
            return false; // another process was faster
        }
    }

    /** Makes the rename itself durable; folders cannot be opened on Windows, whose file systems do not need it. */
    private static void forceFolder(Path folder) throws IOException {
        if (!System.getProperty("os.name").startsWith("Windows")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            } catch (ClosedByInterruptException e) {
                // The new content is in place; only its survival of a power failure is less certain.
            }
        }
    }
}
