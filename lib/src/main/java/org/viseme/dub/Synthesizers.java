package org.viseme.dub;

import java.nio.file.Files;
import java.nio.file.Path;
import org.viseme.VisemeException;

/** Models that can dub, by the words of the command line. */
public final class Synthesizers {
    private Synthesizers() {}

    /**
     * Opens a model; the caller closes it.
     *
     * @param model the name of a model that ships with Viseme, or a checkpoint file
     * @param device {@code auto}, {@code cpu} or {@code gpu}
     * @throws VisemeException when there is no such model, or its file cannot be used
     */
    public static LipSynthesizer open(String model, String device) {
        // Models that ship, then files: the families add themselves here.
        String problem = Files.exists(Path.of(model)) ? "is no checkpoint that can dub" : "no such model or file";
        throw new VisemeException(model, problem, "give a safetensors or .pth file of a model that can dub");
    }
}
