package org.viseme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.data.TestClips;
import picocli.CommandLine;

class DiagnoseCommandTest {
    private final StringWriter said = new StringWriter();
    private final StringWriter complained = new StringWriter();

    @TempDir
    private Path folder;

    private int run(String... arguments) {
        CommandLine line = Main.commandLine();
        return line.setOut(new PrintWriter(said))
                .setErr(new PrintWriter(complained))
                .execute(arguments);
    }

    @Test
    void sixFindingsInOrder() throws IOException {
        TestClips.trainingStore(folder.resolve("store"));
        Path charts = folder.resolve("charts");
        String store = folder.resolve("store").toString();
        int code = run(
                "diagnose",
                "sync",
                "--data",
                store,
                "--expert",
                "none",
                "--seconds",
                "0",
                "--threads",
                "1",
                "--json",
                "--out",
                charts.toString());
        assertEquals(0, code, complained.toString());
        JsonNode findings = new ObjectMapper().readTree(said.toString());
        assertEquals(
                "[OVERFIT, OFFSETS, CONFIDENCE, SIMILARITIES, BATCH, AMOUNT]",
                findings.findValuesAsText("check").toString());
        assertEquals(
                "[DOUBTFUL, SKIPPED, SKIPPED, SKIPPED, OK, WRONG]",
                findings.findValuesAsText("verdict").toString());
        assertTrue(Files.size(charts.resolve("overfit.png")) > 1000);
    }

    @Test
    void anotherSubjectIsNamed() {
        assertEquals(1, run("diagnose", "faces", "--data", folder.toString()));
        assertTrue(complained.toString().contains("faces"), complained.toString());
        assertEquals(2, run("diagnose", "sync"));
    }
}
