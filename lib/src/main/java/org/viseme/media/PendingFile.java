package org.viseme.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.viseme.VisemeException;

/** A file that is written aside and takes its name when it is complete; without that it vanishes on close. */
final class PendingFile implements AutoCloseable {
    private final Path target;
    private final Path path;

    private PendingFile(Path target, Path path) {
        this.target = target;
        this.path = path;
    }

    /** A new temporary file in the folder of the target. */
    static PendingFile beside(Path target) {
        Path folder = target.toAbsolutePath().getParent();
        if (Files.isDirectory(target)) {
            throw new VisemeException(target.toString(), "is a folder", "name a file to write");
        }
        if (folder == null || !Files.isDirectory(folder)) {
            throw new VisemeException(target.toString(), "its folder does not exist", "make the folder first");
        }
        try {
            return new PendingFile(target, Files.createTempFile(folder, ".viseme-", ".part"));
        } catch (IOException e) {
            throw notWritten(target, e);
        }
    }

    static VisemeException notWritten(Path target, Throwable cause) {
        return new VisemeException(
                target.toString(),
                "cannot be written (" + cause.getMessage() + ")",
                "check free space and permissions of the folder",
                cause);
    }

    Path path() {
        return path;
    }

    Path target() {
        return target;
    }

    /** Gives the complete file its name, replacing an older one. */
    void commit() {
        try {
            Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw notWritten(target, e);
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw notWritten(target, e);
        }
    }
}
