package org.viseme.data.corpus;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.viseme.VisemeException;

/**
 * The names of the files below a folder, from one walk through it; no file is opened. Names are relative to the folder,
 * with {@code /} between folders on every system. Symbolic links are followed; hidden files and folders are left out
 * (some systems put a {@code ._NAME} beside every file that they copy).
 */
final class FileTree {
    private final Path root;
    private final List<String> names = new ArrayList<>();

    /**
     * @param extensions of the files that matter, in lower case
     * @throws VisemeException when the folder is missing or cannot be read
     */
    FileTree(Path root, Set<String> extensions) {
        this.root = root.toAbsolutePath().normalize();
        if (!Files.isDirectory(this.root)) {
            throw new VisemeException(root.toString(), "is not a folder", "name the folder of the corpus");
        }
        try {
            Files.walkFileTree(
                    this.root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, collector(extensions));
        } catch (IOException e) {
            throw new VisemeException(
                    root.toString(), "cannot be read (" + e.getMessage() + ")", "check the rights of the folder", e);
        }
        Collections.sort(names);
    }

    private SimpleFileVisitor<Path> collector(Set<String> extensions) {
        return new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return folder.equals(root) || !isHidden(folder)
                        ? FileVisitResult.CONTINUE
                        : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()
                        && !isHidden(file)
                        && extensions.contains(extension(file.getFileName().toString()))) {
                    names.add(root.relativize(file).toString().replace('\\', '/'));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException problem) throws IOException {
                if (problem instanceof FileSystemLoopException) {
                    return FileVisitResult.CONTINUE;
                }
                throw problem;
            }
        };
    }

    private static boolean isHidden(Path file) {
        return file.getFileName().toString().startsWith(".");
    }

    Path root() {
        return root;
    }

    /** The names in alphabetical order. */
    List<String> names() {
        return Collections.unmodifiableList(names);
    }

    boolean has(String name) {
        return Collections.binarySearch(names, name) >= 0;
    }

    Path path(String name) {
        return root.resolve(name);
    }

    /** {@code a/b.MP4} to {@code mp4}; nothing where there is no dot. */
    static String extension(String name) {
        int dot = name.lastIndexOf('.');
        return dot > name.lastIndexOf('/') ? name.substring(dot + 1).toLowerCase(Locale.ROOT) : "";
    }

    /** {@code a/b.mp4} to {@code a/b}. */
    static String withoutExtension(String name) {
        int dot = name.lastIndexOf('.');
        return dot > name.lastIndexOf('/') ? name.substring(0, dot) : name;
    }

    /** {@code a/b.mp4} to {@code b}. */
    static String stem(String name) {
        return withoutExtension(name.substring(name.lastIndexOf('/') + 1));
    }

    /** {@code a/b.mp4} to {@code a}; nothing for a file in the folder itself. */
    static String folder(String name) {
        int slash = name.lastIndexOf('/');
        return slash < 0 ? "" : name.substring(0, slash);
    }
}
