package org.viseme.notebook.jupyter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.viseme.VisemeException;

/** What came out of the cells of a notebook. */
final class ExecutedNotebook {
    private static final Pattern ANSI = Pattern.compile("\\x1b\\[[0-9;]*m");
    private static final int MAX_LENGTH = 300;

    private final JsonNode root;

    private ExecutedNotebook(JsonNode root) {
        this.root = root;
    }

    static ExecutedNotebook read(Path file) {
        try {
            return new ExecutedNotebook(new ObjectMapper().readTree(file.toFile()));
        } catch (IOException e) {
            throw new VisemeException(file.toString(), "is no notebook", "check the file", e);
        }
    }

    /** The first cell that failed, counted from 1 among the code cells, and what it said, in one line. */
    Optional<String> firstError() {
        int number = 0;
        for (JsonNode cell : root.path("cells")) {
            if (!cell.path("cell_type").asText().equals("code")) {
                continue;
            }
            number++;
            for (JsonNode output : cell.path("outputs")) {
                if (output.path("output_type").asText().equals("error")) {
                    return Optional.of("cell " + number + ": " + message(output));
                }
            }
        }
        return Optional.empty();
    }

    private static String message(JsonNode error) {
        String said = error.path("evalue").asText();
        if (said.isBlank()) { // compilation errors are told in the trace alone
            StringBuilder trace = new StringBuilder();
            error.path("traceback").forEach(line -> trace.append(line.asText()).append(' '));
            said = trace.toString();
        }
        String text = error.path("ename").asText() + ": " + said;
        String line = ANSI.matcher(text).replaceAll("").replaceAll("\\s+", " ").strip();
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "…";
    }
}
