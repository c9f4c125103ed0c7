package org.viseme.lipreading;

import java.nio.file.Path;
import java.util.List;
import org.viseme.checkpoint.ModelFiles;

/** Models that read lips, by the words of the command line. */
public final class LipReaders {
    /** The model that is used when none is named. */
    public static final String DEFAULT = "viseme-lips";

    private static final ModelFiles FILES = new ModelFiles(LipReaderCheckpoint.MODEL, DEFAULT);

    private LipReaders() {}

    /** The file of a model, see {@link ModelFiles#file}. */
    public static Path file(String model) {
        return FILES.file(model);
    }

    /** Names of the models in {@code data/models} that read lips. */
    public static List<String> names() {
        return FILES.names();
    }
}
