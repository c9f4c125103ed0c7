package org.viseme.dub;

import java.nio.file.Path;
import java.util.List;
import org.viseme.VisemeException;
import org.viseme.checkpoint.ModelFiles;
import org.viseme.torch.Torch;

/** Models that can dub, by the words of the command line. */
public final class Synthesizers {
    /** The model that is used when none is named. */
    public static final String DEFAULT = "viseme-tiny";

    private static final ModelFiles FILES = new ModelFiles("wav2lip", DEFAULT);

    private Synthesizers() {}

    /**
     * Opens a model; the caller closes it.
     *
     * @param model as for {@link ModelFiles#file}
     * @param device {@code auto}, {@code cpu} or {@code gpu}
     * @throws VisemeException when there is no such model, or its file cannot be used
     */
    public static LipSynthesizer open(String model, String device) {
        Path file = file(model);
        return Wav2LipSynthesizer.open(ModelFiles.name(file), file, Torch.device(device));
    }

    /** The file of a model, see {@link ModelFiles#file}. */
    public static Path file(String model) {
        return FILES.file(model);
    }

    /** Names of the models in {@code data/models} that can dub. */
    public static List<String> names() {
        return FILES.names();
    }
}
