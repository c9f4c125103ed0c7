package org.viseme.dub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.viseme.Project;
import org.viseme.VisemeException;
import org.viseme.torch.Torch;

/** Models that can dub, by the words of the command line. */
public final class Synthesizers {
    /** The model that is used when none is named. */
    public static final String DEFAULT = "viseme-tiny";

    private static final String SUFFIX = ".safetensors";

    private Synthesizers() {}

    /**
     * Opens a model; the caller closes it.
     *
     * @param model the name of a model in {@code data/models}, {@code default}, or a checkpoint file: safetensors of this
     *     project, or a published {@code .pth}
     * @param device {@code auto}, {@code cpu} or {@code gpu}
     * @throws VisemeException when there is no such model, or its file cannot be used
     */
    public static LipSynthesizer open(String model, String device) {
        Path file = file(model);
        String name =
                file.startsWith(folder()) ? shortName(file) : file.getFileName().toString();
        return Wav2LipSynthesizer.open(name, file, Torch.device(device));
    }

    /**
     * The file of a model.
     *
     * @param model as for {@link #open}
     * @throws VisemeException when there is no such model
     */
    public static Path file(String model) {
        Path shipped = folder().resolve((model.equals("default") ? DEFAULT : model) + SUFFIX);
        if (Files.isRegularFile(shipped)) {
            return shipped;
        }
        Path file = Path.of(model);
        if (!Files.isRegularFile(file)) {
            throw new VisemeException(
                    model, "no such model or file", "use one of " + names() + ", or a .safetensors or .pth file");
        }
        return file;
    }

    /** Names of the models in {@code data/models}. */
    public static List<String> names() {
        if (!Files.isDirectory(folder())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder())) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .map(Synthesizers::shortName)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new VisemeException(folder().toString(), "cannot be listed", "check its permissions", e);
        }
    }

    private static String shortName(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }

    private static Path folder() {
        return Project.home().resolve("data").resolve("models");
    }
}
