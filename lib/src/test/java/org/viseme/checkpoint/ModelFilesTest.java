package org.viseme.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.viseme.Project;

class ModelFilesTest {
    private static final String BEST = "best.safetensors";

    private static List<String> names(String... files) {
        return ModelFiles.names(List.of(files).stream().map(Path::of).toList());
    }

    @Test
    void filesWithOneNameAreToldApartByTheirFolders() {
        assertEquals(
                List.of("first/" + BEST, "other.pth", "second/" + BEST),
                names("runs/first/" + BEST, "runs/second/other.pth", "runs/second/" + BEST));
        assertEquals(
                List.of("a/run/" + BEST, "b/run/" + BEST, "walk/" + BEST),
                names("a/run/" + BEST, "b/run/" + BEST, "b/walk/" + BEST));
    }

    @Test
    void namesStayWhereTheyTellFilesApart() {
        Path shipped = Project.home().resolve("data").resolve("models").resolve("viseme-tiny.safetensors");
        assertEquals(List.of("viseme-tiny", BEST), ModelFiles.names(List.of(shipped, Path.of("runs", BEST))));
        assertEquals(List.of(BEST, BEST), names("runs/" + BEST, "runs/../runs/" + BEST), "one file");
    }
}
