package org.viseme.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.viseme.AtomicFile;
import org.viseme.VisemeException;
import org.viseme.data.lists.TextLine;
import org.viseme.report.EvaluationReport.About;
import org.viseme.report.EvaluationReport.Pooled;

/**
 * The files of an evaluation:
 *
 * <pre>
 * evaluation.json     what was evaluated on what, and what each score means ({@link About})
 * clips.csv           a line a clip, model and protocol
 * pooled.csv          a line a score of all clips together
 * </pre>
 */
record EvaluationFolder(Path folder) {
    static final String ABOUT = "evaluation.json";
    static final String CLIPS = "clips.csv";
    static final String POOLED = "pooled.csv";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> KEY = List.of("model", "protocol", "clip", "frames");
    private static final List<String> POOLED_COLUMNS = List.of("model", "protocol", "score", "value");

    /** Begins a report in a folder. */
    void begin(About about) {
        write(folder.resolve(ABOUT), json(about) + "\n");
        write(folder.resolve(CLIPS), CsvRow.line(columns(about).toArray()) + "\n");
        write(folder.resolve(POOLED), CsvRow.line(POOLED_COLUMNS.toArray()) + "\n");
    }

    private static List<String> columns(About about) {
        return Stream.concat(
                        KEY.stream(),
                        EvaluationReport.clipScores(about).stream().map(Score::heading))
                .toList();
    }

    private static void write(Path file, String text) {
        AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A line of {@code clips.csv}. */
    static String line(ClipScores clip) {
        List<Object> fields = new ArrayList<>(List.of(clip.model(), clip.protocol(), clip.clip(), clip.frames()));
        Arrays.stream(clip.values()).forEach(fields::add);
        return CsvRow.line(fields.toArray());
    }

    /** A line of {@code pooled.csv}. */
    static String line(Pooled pooled) {
        return CsvRow.line(pooled.model(), pooled.protocol(), pooled.score(), pooled.value());
    }

    /**
     * Reads what there is in a folder so far; a line that was torn by the end of a process is left out.
     *
     * @throws VisemeException when the folder holds no evaluation
     */
    EvaluationReport read() {
        Path file = folder.resolve(ABOUT);
        if (!Files.exists(file)) {
            throw new VisemeException(
                    folder.toString(), "holds no evaluation", "make one with './viseme evaluate --out " + folder + "'");
        }
        try {
            About about = JSON.readValue(file.toFile(), About.class);
            List<Score> scores = EvaluationReport.clipScores(about);
            List<ClipScores> clips = rows(folder.resolve(CLIPS), columns(about)).stream()
                    .map(row -> new ClipScores(
                            row.get("model"),
                            row.get("protocol"),
                            row.get("clip"),
                            row.count("frames"),
                            scores.stream()
                                    .mapToDouble(score -> number(row, score.heading()))
                                    .toArray()))
                    .toList();
            List<Pooled> pooled = rows(folder.resolve(POOLED), POOLED_COLUMNS).stream()
                    .map(row ->
                            new Pooled(row.get("model"), row.get("protocol"), row.get("score"), number(row, "value")))
                    .toList();
            return new EvaluationReport(about, clips, pooled);
        } catch (IOException e) {
            throw new VisemeException(file.toString(), "cannot be read", "evaluate into another folder", e);
        }
    }

    private static List<CsvRow> rows(Path file, List<String> columns) {
        return CsvRow.rows(TextLine.read(file), file.toString(), columns).stream()
                .filter(CsvRow::isWhole)
                .toList();
    }

    /** An infinite value is one: the PSNR of equal videos. */
    private static double number(CsvRow row, String column) {
        String text = row.get(column);
        return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
    }
}
