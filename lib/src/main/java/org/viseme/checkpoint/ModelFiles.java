package org.viseme.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.viseme.Project;
import org.viseme.VisemeException;

/**
 * The models of one use, by the words of the command line: names of files in {@code data/models}, or files anywhere.
 *
 * @param kinds what the configuration of such a model names as its {@code model}
 * @param shipped the name of the one that is used when none is named
 */
public record ModelFiles(List<String> kinds, String shipped) {
    private static final String SUFFIX = ".safetensors";

    public ModelFiles {
        kinds = List.copyOf(kinds);
    }

    /** Models of one kind. */
    public ModelFiles(String kind, String shipped) {
        this(List.of(kind), shipped);
    }

    /**
     * The file of a model.
     *
     * @param model a name in {@code data/models}, {@code default}, or a checkpoint file: safetensors of this project, or a
     *     published {@code .pth}
     * @throws VisemeException when there is no such model
     */
    public Path file(String model) {
        String name = model.equals("default") ? shipped : model;
        try {
            Path known = folder().resolve(name + SUFFIX);
            Path file = Files.isRegularFile(known) ? known : Path.of(model);
            if (Files.isRegularFile(file)) {
                return file;
            }
        } catch (InvalidPathException e) {
            throw new VisemeException(model, "is no name of a file", remedy(), e);
        }
        throw new VisemeException(name, "no such model or file", remedy());
    }

    private String remedy() {
        List<String> names = names();
        return "use " + (names.isEmpty() ? "" : "one of " + names + ", or ") + "a .safetensors or .pth file";
    }

    /** Names of the models of this use in {@code data/models}; those that do not say what they are belong to it. */
    public List<String> names() {
        if (!Files.isDirectory(folder())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder())) {
            return files.filter(file -> file.toString().endsWith(SUFFIX) && isOfKind(file))
                    .map(ModelFiles::shortName)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new VisemeException(folder().toString(), "cannot be listed", "check its permissions", e);
        }
    }

    private boolean isOfKind(Path file) {
        try {
            String config = Checkpoint.read(file).metadata().get(Checkpoint.CONFIG);
            return config == null
                    || kinds.contains(
                            new ObjectMapper().readTree(config).path("model").asText(kinds.getFirst()));
        } catch (VisemeException | JsonProcessingException e) {
            return false;
        }
    }

    /** What a reader calls a model: its name in {@code data/models}, else the name of its file. */
    public static String name(Path file) {
        return file.startsWith(folder()) ? shortName(file) : file.getFileName().toString();
    }

    /**
     * What a reader calls several models: {@link #name} of each, and of different files with the same name as much of their
     * folders too as tells them apart.
     */
    public static List<String> names(List<Path> files) {
        return files.stream().map(file -> nameAmong(file, files)).toList();
    }

    private static String nameAmong(Path file, List<Path> files) {
        Path own = file.toAbsolutePath().normalize();
        List<Path> namesakes = files.stream()
                .filter(other -> name(other).equals(name(file)))
                .map(other -> other.toAbsolutePath().normalize())
                .filter(other -> !other.equals(own))
                .toList();
        if (namesakes.isEmpty()) {
            return name(file);
        }
        Path telling = IntStream.rangeClosed(2, own.getNameCount())
                .mapToObj(parts -> end(own, parts))
                .filter(end -> namesakes.stream()
                        .noneMatch(other -> end(other, end.getNameCount()).equals(end)))
                .findFirst()
                .orElse(own);
        return telling.toString().replace('\\', '/');
    }

    /** The last parts of a path. */
    private static Path end(Path file, int parts) {
        return file.subpath(Math.max(0, file.getNameCount() - parts), file.getNameCount());
    }

    private static String shortName(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }

    private static Path folder() {
        return Project.home().resolve("data").resolve("models");
    }
}
