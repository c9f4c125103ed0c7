package org.viseme.metric;

import java.nio.file.Path;
import org.viseme.checkpoint.ModelFiles;
import org.viseme.torch.Torch;

/** Sync experts, by the words of the command line. */
public final class SyncExperts {
    /** The expert that is used when none is named. */
    public static final String DEFAULT = "viseme-sync";

    private static final ModelFiles FILES = new ModelFiles("sync-expert", DEFAULT);

    private SyncExperts() {}

    /**
     * Opens an expert; the caller closes it.
     *
     * @param model as for {@link ModelFiles#file}
     * @param device {@code auto}, {@code cpu} or {@code gpu}
     * @throws org.viseme.VisemeException when there is no such expert, or its file cannot be used
     */
    public static ExpertSync open(String model, String device) {
        return ExpertSync.open(file(model), Torch.device(device));
    }

    /** The file of an expert, see {@link ModelFiles#file}. */
    public static Path file(String model) {
        return FILES.file(model);
    }
}
