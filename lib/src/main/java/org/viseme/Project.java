package org.viseme;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the project's files lie, whatever folder a notebook was started in. */
public final class Project {
    private Project() {}

    /**
     * The folder with {@code data}, {@code notebooks} and {@code lib} in it: the system property {@code viseme.home},
     * the environment variable {@code VISEME_HOME}, or the nearest such folder at or above the current one.
     */
    public static Path home() {
        return Stream.of(System.getProperty("viseme.home"), System.getenv("VISEME_HOME"))
                .filter(name -> name != null && !name.isBlank())
                .findFirst()
                .map(name -> Path.of(name).toAbsolutePath().normalize())
                .or(() -> above(Path.of("").toAbsolutePath()))
                .orElseThrow(() -> new VisemeException(
                        Path.of("").toAbsolutePath().toString(),
                        "is not inside a Viseme project",
                        "start through ./viseme or set VISEME_HOME"));
    }

    private static Optional<Path> above(Path start) {
        return Stream.iterate(start, folder -> folder != null, Path::getParent)
                .filter(folder -> Files.isDirectory(folder.resolve("data"))
                        && Files.isRegularFile(folder.resolve("lib").resolve("pom.xml")))
                .findFirst();
    }

    /**
     * A file of the {@code data} folder.
     *
     * @throws VisemeException when it is not there
     */
    public static Path data(String name) {
        Path file = home().resolve("data").resolve(name);
        if (!Files.exists(file)) {
            throw new VisemeException(file.toString(), "is missing", "restore it from the repository");
        }
        return file;
    }

    /** A folder under {@code out} for what a notebook makes; created when it is not there. */
    public static Path out(String name) {
        try {
            return Files.createDirectories(home().resolve("out").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A path as a reader wants to see it: relative to the project where it lies inside. */
    public static String relative(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        return absolute.startsWith(home()) ? home().relativize(absolute).toString() : absolute.toString();
    }
}
