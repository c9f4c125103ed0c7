package org.viseme.report;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.viseme.AtomicFile;
import org.viseme.VisemeException;
import org.viseme.data.lists.TextLine;

/**
 * What raters must not know: which model made which video of a study. As a file: CSV with the columns {@code study},
 * {@code trial}, {@code kind}, {@code questions} (with blanks between them), {@code clip}, {@code first} and {@code
 * second} (names of videos on the page), {@code first_model} and {@code second_model}; the second ones are empty unless
 * two videos are compared.
 *
 * @param study name of the study, which every result repeats
 * @param trials by name
 */
public record RatingKey(String study, Map<String, Trial> trials) {
    private static final List<String> COLUMNS =
            List.of("study", "trial", "kind", "questions", "clip", "first", "second", "first_model", "second_model");

    /** What is shown and asked. */
    public enum Kind {
        /** A video with sound, to be scored. */
        RATING,
        /** A video without sound and what is said in it, to be scored. */
        READING,
        /** Two videos of a clip, of which one is better. */
        PAIR;

        /** As files name it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One step of a study.
     *
     * @param questions labels of {@link Question}, or {@link #PREFERENCE}
     * @param clip which clip is shown
     * @param first name of the video on the page
     * @param second name of the other video; empty unless two are compared
     * @param firstModel who made the first
     * @param secondModel who made the second; empty unless two are compared
     */
    public record Trial(
            String id,
            Kind kind,
            List<String> questions,
            String clip,
            String first,
            String second,
            String firstModel,
            String secondModel) {
        /** What is asked of two videos. */
        public static final String PREFERENCE = "preference";
    }

    public RatingKey {
        trials = Collections.unmodifiableMap(new LinkedHashMap<>(trials));
    }

    /** All models, by name. */
    public SortedSet<String> models() {
        SortedSet<String> models = new TreeSet<>();
        for (Trial trial : trials.values()) {
            models.add(trial.firstModel);
            if (trial.kind == Kind.PAIR) {
                models.add(trial.secondModel);
            }
        }
        return models;
    }

    /** How many answers a rater gives who answers everything. */
    public int answers() {
        return trials.values().stream()
                .mapToInt(trial -> trial.questions.size())
                .sum();
    }

    /** Writes the file, which must not go to raters. */
    public void write(Path file) {
        StringBuilder csv = new StringBuilder(String.join(",", COLUMNS)).append('\n');
        for (Trial trial : trials.values()) {
            csv.append(CsvRow.line(
                            study,
                            trial.id,
                            trial.kind.label(),
                            String.join(" ", trial.questions),
                            trial.clip,
                            trial.first,
                            trial.second,
                            trial.firstModel,
                            trial.secondModel))
                    .append('\n');
        }
        AtomicFile.write(file, out -> out.write(csv.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Reads the file.
     *
     * @throws VisemeException when it is no key, or a line of it is damaged
     */
    public static RatingKey read(Path file) {
        List<CsvRow> rows = CsvRow.rows(TextLine.read(file), file.toString(), COLUMNS);
        if (rows.isEmpty()) {
            throw new VisemeException(file.toString(), "holds no trials", "use the key.csv of your study");
        }
        String study = rows.getFirst().get("study");
        Map<String, Trial> trials = new LinkedHashMap<>();
        for (CsvRow row : rows) {
            Trial trial = new Trial(
                    row.get("trial"),
                    Arrays.stream(Kind.values())
                            .filter(kind -> kind.label().equals(row.get("kind")))
                            .findFirst()
                            .orElseThrow(() -> row.problem("kind", kinds())),
                    List.of(row.get("questions").split(" ")),
                    row.get("clip"),
                    row.get("first"),
                    row.get("second"),
                    row.get("first_model"),
                    row.get("second_model"));
            if (!row.get("study").equals(study)) {
                throw row.problem("study", study + " as in the lines before");
            }
            if (trials.put(trial.id, trial) != null) {
                throw row.line()
                        .problem("the trial " + trial.id + " stands here again", "use the key as it was written");
            }
        }
        return new RatingKey(study, trials);
    }

    private static String kinds() {
        return Arrays.stream(Kind.values()).map(Kind::label).collect(Collectors.joining(", "));
    }
}
