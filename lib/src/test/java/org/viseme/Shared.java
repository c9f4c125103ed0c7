package org.viseme;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of fixtures and real clips that some tests use; they are skipped, with the reason, where it is missing. */
public final class Shared {
    private Shared() {}

    /** The file or folder at a path below the shared folder; skips the calling test when it is not there. */
    public static Path require(String relative) {
        Path path = Path.of(System.getProperty("viseme.shared", "../shared"))
                .resolve(relative)
                .normalize();
        assumeTrue(Files.exists(path), () -> "skipped: shared test material is missing: " + relative);
        return path;
    }
}
