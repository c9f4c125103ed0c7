package org.viseme.train;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.viseme.model.perceptual.FeatureTask;

/**
 * How well a feature network answers its questions about held-out faces.
 *
 * @param answers a line a question that is asked
 */
public record FeatureReport(List<Answers> answers) {
    public FeatureReport {
        answers = List.copyOf(answers);
    }

    /**
     * The answers to one question.
     *
     * @param classes how many answers there are
     * @param asked faces whose answer is known
     * @param accuracy share of right answers
     * @param chance share of right answers when always the one is given that is right most often
     */
    public record Answers(FeatureTask task, int classes, int asked, double accuracy, double chance) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%s %.1f %% of %,d (%d classes, chance %.1f %%)",
                    task.label(),
                    100 * accuracy,
                    asked,
                    classes,
                    100 * chance);
        }
    }

    /** Share of wrong answers, mean over the questions. */
    double error() {
        return answers.stream()
                .mapToDouble(answer -> 1 - answer.accuracy())
                .average()
                .orElse(1);
    }

    /** Names of {@link #columns}. */
    static List<String> columnNames() {
        return Arrays.stream(FeatureTask.values())
                .flatMap(task -> List.of(task.label(), task.label() + "_chance").stream())
                .toList();
    }

    /** The figures in the order in which they are logged; NaN for what was not asked. */
    double[] columns() {
        double[] columns = new double[2 * FeatureTask.values().length];
        Arrays.fill(columns, Double.NaN);
        for (Answers answer : answers) {
            columns[2 * answer.task().ordinal()] = answer.accuracy();
            columns[2 * answer.task().ordinal() + 1] = answer.chance();
        }
        return columns;
    }

    @Override
    public String toString() {
        return "right answers about held-out faces: "
                + answers.stream().map(Answers::toString).collect(Collectors.joining("; "));
    }
}
