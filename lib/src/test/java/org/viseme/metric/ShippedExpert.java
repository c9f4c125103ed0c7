package org.viseme.metric;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import org.viseme.Project;

/**
 * The sync expert that ships; tests that need it are skipped, with the reason, while it is missing. Another one is measured
 * with {@code -Dviseme.expert=FILE}.
 */
public final class ShippedExpert {
    private ShippedExpert() {}

    /** The caller closes it. */
    public static ExpertSync open() {
        String other = System.getProperty("viseme.expert");
        Path file = other == null
                ? Project.home().resolve("data/models/" + SyncExperts.DEFAULT + ".safetensors")
                : Path.of(other);
        assumeTrue(Files.exists(file), () -> "skipped: there is no sync expert " + file.getFileName());
        return ExpertSync.open(file, Device.cpu());
    }
}
