package org.viseme.dub;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.ModelFiles;
import org.viseme.model.talklip.TalkLipCheckpoint;
import org.viseme.model.wav2lip.Wav2LipCheckpoint;
import org.viseme.torch.Torch;

/** Models that can dub, by the words of the command line. */
public final class Synthesizers {
    /** The model that is used when none is named. */
    public static final String DEFAULT = "viseme-tiny";

    private static final ModelFiles FILES =
            new ModelFiles(List.of(Wav2LipCheckpoint.FAMILY, TalkLipCheckpoint.FAMILY), DEFAULT);

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
        String name = ModelFiles.name(file);
        Checkpoint checkpoint = Checkpoint.read(file);
        NDManager manager = Torch.newManager(Torch.device(device));
        try {
            return TalkLipCheckpoint.isTalkLip(checkpoint)
                    ? new TalkLipSynthesizer(name, TalkLipCheckpoint.load(checkpoint, file, manager), manager)
                    : new Wav2LipSynthesizer(name, Wav2LipCheckpoint.load(checkpoint, file, manager), manager);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
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
