package org.viseme.metric;

import java.nio.file.Path;

/** Sync experts, by the words of the command line. */
public final class SyncExperts {
    private SyncExperts() {}

    public static Path file(String model) {
        return model.equals("default") ? org.viseme.Project.data("models/viseme-sync.safetensors") : Path.of(model);
    }
}
