package org.viseme.report;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.viseme.AtomicFile;
import org.viseme.VisemeException;
import org.viseme.report.RatingKey.Kind;
import org.viseme.report.RatingKey.Trial;

/**
 * Answers that nobody gave, to try an analysis before people are asked: how many raters does it take to tell two models
 * apart that differ so much? Their names begin with "made up", and all answer in the year 1970.
 *
 * @param opinions what raters think of each model on average, 1 to 5
 * @param raters how many
 * @param seed decides the answers
 */
public record RatingRehearsal(Map<String, Double> opinions, int raters, long seed) {
    /** Raters differ from each other and from themselves. */
    private static final double DEVIATION = 0.8;

    /** Less than this is no preference. */
    private static final double JUST_NOTICEABLE = 0.3;

    /**
     * Writes what the page saves, the answers of all raters in one file.
     *
     * @throws VisemeException when the study has a model of which there is no opinion
     */
    public Path write(RatingKey key, Path file) {
        for (String model : key.models()) {
            if (!opinions.containsKey(model)) {
                throw new VisemeException(model, "is in the study, and nobody has an opinion of it", "give a number");
            }
        }
        Random random = new Random(seed);
        StringBuilder csv = new StringBuilder(String.join(",", RatingAnalysis.COLUMNS)).append('\n');
        for (int rater = 1; rater <= raters; rater++) {
            int position = 0;
            for (Trial trial : key.trials().values()) {
                position++;
                for (String question : trial.questions()) {
                    csv.append(CsvRow.line(
                                    key.study(),
                                    "made up " + rater,
                                    trial.id(),
                                    trial.kind().label(),
                                    trial.first(),
                                    trial.second(),
                                    question,
                                    answer(trial, random),
                                    position,
                                    1.0,
                                    1.0,
                                    "1970-01-01T00:00:00Z"))
                            .append('\n');
                }
            }
        }
        AtomicFile.write(file, out -> out.write(csv.toString().getBytes(StandardCharsets.UTF_8)));
        return file;
    }

    private String answer(Trial trial, Random random) {
        double first = impression(trial.firstModel(), random);
        if (trial.kind() != Kind.PAIR) {
            return Long.toString(Math.clamp(Math.round(first), 1, 5));
        }
        double ahead = first - impression(trial.secondModel(), random);
        return Math.abs(ahead) < JUST_NOTICEABLE ? "equal" : ahead > 0 ? "left" : "right";
    }

    private double impression(String model, Random random) {
        return opinions.get(model) + DEVIATION * random.nextGaussian();
    }
}
