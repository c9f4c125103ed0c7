package org.viseme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.data.TestClips;
import org.viseme.report.MeasuredFigure;
import org.viseme.torch.Torch;

class EvaluateCommandTest {
    @TempDir
    static Path folder;

    private static String store;

    @BeforeAll
    static void prepare() {
        Torch.setThreads(1);
        store = folder.resolve("store").toString();
        TestClips.trainingStore(Path.of(store));
    }

    @Test
    void twoModelsAreComparedAndLeaveTheirFiles() throws IOException {
        Path out = folder.resolve("compared");
        Ran result = Ran.of(
                "evaluate",
                "--data",
                store,
                "--split",
                "val",
                "--protocol",
                "first-frame",
                "--model",
                "viseme-tiny",
                "--model",
                "viseme-tiny-l1",
                "--out",
                out.toString(),
                "--json");
        assertEquals(0, result.code(), result.err());
        JsonNode figures = new ObjectMapper().readTree(result.out());
        assertTrue(figures.findValuesAsText("metric").contains("PSNR"), result.out());
        for (String file : new String[] {
            "clips.csv",
            "summary.csv",
            "comparisons.csv",
            "charts/psnr.png",
            "charts/psnr-against-sync-distance.png",
            "strips/viseme-tiny-first-frame-best-and-worst.png"
        }) {
            assertTrue(Files.size(out.resolve(file)) > 0, file);
        }
        assertEquals(
                figures.size(), MeasuredFigure.read(out.resolve("measured.csv")).size());
    }

    @Test
    void anUnknownProtocolIsOneLine() {
        Ran result = Ran.of("evaluate", "--data", store, "--split", "val", "--protocol", "sideways");
        assertEquals(1, result.code());
        assertEquals(1, result.err().strip().lines().count(), result.err());
        assertTrue(result.err().contains("first-frame"), result.err());
    }

    @Test
    void whatATrainingMeasuresCanBeRepeated() {
        Ran result = Ran.of("evaluate", "--data", store, "--split", "val", "--as-trained");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("50 held-out frames: L1 of the lower half"), result.out());
    }
}
