package org.viseme.report;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.viseme.VisemeException;
import org.viseme.data.lists.TextLine;
import org.viseme.metric.SignTest;
import org.viseme.report.RatingKey.Kind;
import org.viseme.report.RatingKey.Trial;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What the raters of a {@link RatingPage} said, by model. A line that cannot be used is listed and costs no other line;
 * of an answer that is there twice the later one counts.
 *
 * @param study name of the study
 * @param opinions by question, then by model
 * @param preferences by pair of models
 * @param raters who answered, by name
 * @param leftShare share of comparisons won by the video on the left; far from one half, people chose by place
 * @param warnings about raters, a line each
 * @param refused lines and files that could not be used, a line each
 */
public record RatingAnalysis(
        String study,
        List<Opinion> opinions,
        List<Preference> preferences,
        List<Rater> raters,
        double leftShare,
        List<String> warnings,
        List<String> refused) {
    /** What the page saves. */
    static final List<String> COLUMNS = List.of(
            "study",
            "rater",
            "trial",
            "kind",
            "left",
            "right",
            "question",
            "answer",
            "position",
            "seconds",
            "watched",
            "answered_at");
    /** So many scores of one value are more likely a habit than an opinion. */
    private static final int SUSPICIOUS = 10;

    private static final String SCORE = "[1-5]";

    /**
     * Scores of a model. The interval treats raters as drawn at random: it is Student's, over the raters' mean scores, so
     * that many scores of few people do not look like many people; of very few it reaches beyond the scale.
     *
     * @param mean of the raters' means, so that each rater counts once
     * @param deviation standard deviation of all scores
     * @param low of the mean's 95 % confidence interval; NaN for one rater
     * @param high of the mean's 95 % confidence interval; NaN for one rater
     * @param scores number of scores
     * @param raters number of raters
     * @param clips number of clips
     */
    public record Opinion(
            String model,
            Question question,
            double mean,
            double deviation,
            double low,
            double high,
            int scores,
            int raters,
            int clips) {}

    /**
     * Comparisons of two models. Answers "no difference" are counted but take no part in the tests.
     *
     * @param wins comparisons that the first model won
     * @param losses comparisons that the second model won
     * @param equal comparisons without a winner
     * @param probability of the two-sided exact sign test over the comparisons, which takes them for independent
     * @param ratersFor raters with more wins than losses
     * @param ratersAgainst raters with more losses than wins
     * @param ratersProbability of the same test over the raters, which is right even though a rater's answers are alike
     */
    public record Preference(
            String first,
            String second,
            int wins,
            int losses,
            int equal,
            double probability,
            int ratersFor,
            int ratersAgainst,
            double ratersProbability) {
        /** The first model's share of the comparisons that had a winner; NaN if none had. */
        public double share() {
            return (double) wins / (wins + losses);
        }
    }

    /**
     * @param answers number of answers that count
     * @param wanted number of answers of somebody who answers everything
     */
    public record Rater(String name, int answers, int wanted) {
        public boolean isComplete() {
            return answers == wanted;
        }
    }

    private record Answer(
            String rater, Trial trial, String question, String value, String left, double watched, Instant at) {
        /** What the same rater can answer once. */
        List<String> place() {
            return List.of(rater, trial.id(), question);
        }

        int score() {
            return Integer.parseInt(value);
        }

        /** 1 where a model won, -1 where it lost, 0 without a winner. */
        int sign(String model) {
            if (value.equals("equal")) {
                return 0;
            }
            boolean firstWon = value.equals("left") == left.equals(trial.first());
            return firstWon == trial.firstModel().equals(model) ? 1 : -1;
        }
    }

    public RatingAnalysis {
        opinions = List.copyOf(opinions);
        preferences = List.copyOf(preferences);
        raters = List.copyOf(raters);
        warnings = List.copyOf(warnings);
        refused = List.copyOf(refused);
    }

    /**
     * Reads what raters saved.
     *
     * @param results CSV files with the columns that {@link RatingPage} lists
     * @throws VisemeException when the key cannot be read, or no line of the results can be used
     */
    public static RatingAnalysis of(RatingKey key, List<Path> results) {
        List<Answer> read = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (Path file : results) {
            try {
                List<CsvRow> rows = CsvRow.rows(TextLine.read(file), file.toString(), COLUMNS);
                requireStudy(file, rows, key.study());
                for (CsvRow row : rows) {
                    try {
                        read.add(answer(row, key));
                    } catch (VisemeException e) {
                        refused.add(e.getMessage());
                    }
                }
            } catch (VisemeException e) {
                refused.add(e.getMessage());
            }
        }
        if (read.isEmpty()) {
            throw new VisemeException(
                    results.stream().map(Path::toString).collect(Collectors.joining(", ")),
                    "hold no answer to the study " + key.study()
                            + (refused.isEmpty() ? "" : " (" + refused.getFirst() + ")"),
                    "give the files that raters saved, and the key.csv of the same study");
        }
        List<String> warnings = new ArrayList<>();
        List<Answer> answers = once(read, warnings);
        SortedMap<String, List<Answer>> byRater =
                answers.stream().collect(Collectors.groupingBy(Answer::rater, TreeMap::new, Collectors.toList()));
        List<Rater> raters = new ArrayList<>();
        byRater.forEach((name, own) -> raters.add(new Rater(name, own.size(), key.answers())));
        byRater.forEach((name, own) -> warnings.addAll(habits(name, own, key)));
        return new RatingAnalysis(
                key.study(),
                opinions(answers, key),
                preferences(answers),
                raters,
                leftShare(answers),
                warnings,
                refused);
    }

    /** One message for a whole file of another study. */
    private static void requireStudy(Path file, List<CsvRow> rows, String study) {
        if (!rows.isEmpty()
                && rows.stream()
                        .allMatch(row -> row.isWhole() && !row.get("study").equals(study))) {
            throw new VisemeException(
                    file.toString(),
                    "answers the study " + rows.getFirst().get("study") + ", and the key is of the study " + study,
                    "use the key.csv of its own study");
        }
    }

    private static Answer answer(CsvRow row, RatingKey key) {
        if (!row.get("study").equals(key.study())) {
            throw row.problem("study", key.study() + " in this key");
        }
        Trial trial = key.trials().get(row.get("trial"));
        if (trial == null) {
            throw row.problem("trial", "one of the key's");
        }
        String rater = row.get("rater").toLowerCase(Locale.ROOT);
        if (rater.isEmpty()) {
            throw row.problem("rater", "a name");
        }
        if (!trial.questions().contains(row.get("question"))) {
            throw row.problem("question", String.join(" or ", trial.questions()) + " in this trial");
        }
        boolean pair = trial.kind() == Kind.PAIR;
        String left = row.get("left");
        String right = row.get("right");
        boolean straight = left.equals(trial.first()) && right.equals(trial.second());
        boolean swapped = pair && left.equals(trial.second()) && right.equals(trial.first());
        if (!straight && !swapped) {
            throw row.line()
                    .problem("shows " + left + " " + right + ", not the trial's videos", "use it as it was saved");
        }
        if (!row.get("answer").matches(pair ? "left|right|equal" : SCORE)) {
            throw row.problem("answer", pair ? "left, right or equal" : "a score from 1 to 5");
        }
        return new Answer(
                rater, trial, row.get("question"), row.get("answer"), left, row.number("watched"), instant(row));
    }

    private static Instant instant(CsvRow row) {
        try {
            return Instant.parse(row.get("answered_at"));
        } catch (DateTimeException e) {
            throw row.problem("answered_at", "a time such as 2030-01-31T12:00:00Z");
        }
    }

    private static List<Answer> once(List<Answer> answers, List<String> warnings) {
        Map<List<String>, Answer> kept = new LinkedHashMap<>();
        SortedMap<String, Integer> alike = new TreeMap<>();
        SortedMap<String, Integer> different = new TreeMap<>();
        for (Answer answer : answers) {
            Answer before = kept.get(answer.place());
            if (before == null || before.at.isBefore(answer.at)) {
                kept.put(answer.place(), answer);
            }
            if (before != null) {
                boolean same = before.value.equals(answer.value) && before.left.equals(answer.left);
                (same ? alike : different).merge(answer.rater, 1, Integer::sum);
            }
        }
        alike.forEach((rater, count) ->
                warnings.add(rater + ": " + count + " answers are there more than once; each counts once"));
        different.forEach((rater, count) -> warnings.add(rater + ": " + count
                + " answers are there again with another value; the latest ones count, or two people used one name"));
        return List.copyOf(kept.values());
    }

    private static List<String> habits(String rater, List<Answer> answers, RatingKey key) {
        List<String> habits = new ArrayList<>();
        if (answers.size() < key.answers()) {
            habits.add(rater + ": incomplete, " + answers.size() + " of " + key.answers() + " answers");
        }
        long unseen = answers.stream().filter(answer -> answer.watched < 0.5).count();
        if (unseen > 0) {
            habits.add(rater + ": " + unseen + " answers before half of the video had been seen");
        }
        List<Integer> scores = answers.stream()
                .filter(answer -> answer.trial.kind() != Kind.PAIR)
                .map(Answer::score)
                .toList();
        if (scores.size() >= SUSPICIOUS && scores.stream().distinct().count() == 1) {
            habits.add(rater + ": all " + scores.size() + " scores are " + scores.getFirst());
        }
        return habits;
    }

    private static List<Opinion> opinions(List<Answer> answers, RatingKey key) {
        List<Opinion> opinions = new ArrayList<>();
        for (Question question : Question.values()) {
            for (String model : key.models()) {
                List<Answer> own = answers.stream()
                        .filter(answer -> answer.question.equals(question.label())
                                && answer.trial.firstModel().equals(model))
                        .toList();
                if (!own.isEmpty()) {
                    opinions.add(opinion(model, question, own));
                }
            }
        }
        return opinions;
    }

    private static Opinion opinion(String model, Question question, List<Answer> answers) {
        double[] raters = answers.stream()
                .collect(Collectors.groupingBy(Answer::rater, TreeMap::new, Collectors.averagingInt(Answer::score)))
                .values()
                .stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
        double mean = OpinionStatistics.mean(raters);
        double half = OpinionStatistics.halfWidth(raters);
        return new Opinion(
                model,
                question,
                mean,
                OpinionStatistics.deviation(
                        answers.stream().mapToDouble(Answer::score).toArray()),
                mean - half,
                mean + half,
                answers.size(),
                raters.length,
                (int) answers.stream()
                        .map(answer -> answer.trial.clip())
                        .distinct()
                        .count());
    }

    private static List<Preference> preferences(List<Answer> answers) {
        Function<Answer, List<String>> models =
                answer -> List.of(answer.trial.firstModel(), answer.trial.secondModel()).stream()
                        .sorted()
                        .toList();
        return answers.stream()
                .filter(answer -> answer.trial.kind() == Kind.PAIR)
                .collect(Collectors.groupingBy(models))
                .entrySet()
                .stream()
                .map(pair -> preference(pair.getKey().getFirst(), pair.getKey().getLast(), pair.getValue()))
                .sorted(Comparator.comparing(Preference::first).thenComparing(Preference::second))
                .toList();
    }

    private static Preference preference(String first, String second, List<Answer> answers) {
        int[] signs = answers.stream().mapToInt(answer -> answer.sign(first)).toArray();
        int[] raters = answers.stream()
                .collect(Collectors.groupingBy(Answer::rater, Collectors.summingInt(answer -> answer.sign(first))))
                .values()
                .stream()
                .mapToInt(Integer::signum)
                .toArray();
        int wins = count(signs, 1);
        int losses = count(signs, -1);
        return new Preference(
                first,
                second,
                wins,
                losses,
                count(signs, 0),
                SignTest.probability(wins, losses),
                count(raters, 1),
                count(raters, -1),
                SignTest.probability(count(raters, 1), count(raters, -1)));
    }

    private static int count(int[] signs, int wanted) {
        int count = 0;
        for (int sign : signs) {
            count += Integer.signum(sign) == wanted ? 1 : 0;
        }
        return count;
    }

    private static double leftShare(List<Answer> answers) {
        return answers.stream()
                .filter(answer -> answer.value.matches("left|right"))
                .mapToInt(answer -> answer.value.equals("left") ? 1 : 0)
                .average()
                .orElse(Double.NaN);
    }

    /**
     * The means as figures for {@link PaperTable}.
     *
     * @param data what the clips are from
     * @param protocol how they were driven
     */
    public List<MeasuredFigure> figures(String data, String protocol) {
        return opinions.stream()
                .map(opinion -> new MeasuredFigure(
                        opinion.model,
                        data,
                        protocol,
                        opinion.question.measure().label(),
                        opinion.question.measure().publishedScorer(),
                        opinion.mean,
                        opinion.low,
                        opinion.high,
                        opinion.clips))
                .toList();
    }

    /** A row a model and question. */
    public Table opinionTable() {
        return Table.create(
                "mean opinion scores",
                StringColumn.create("question", opinions.stream().map(opinion -> opinion.question.label())),
                StringColumn.create("model", opinions.stream().map(Opinion::model)),
                DoubleColumn.create(
                        "mean", opinions.stream().mapToDouble(Opinion::mean).toArray()),
                DoubleColumn.create(
                        "deviation",
                        opinions.stream().mapToDouble(Opinion::deviation).toArray()),
                DoubleColumn.create(
                        "low", opinions.stream().mapToDouble(Opinion::low).toArray()),
                DoubleColumn.create(
                        "high", opinions.stream().mapToDouble(Opinion::high).toArray()),
                IntColumn.create(
                        "scores", opinions.stream().mapToInt(Opinion::scores).toArray()),
                IntColumn.create(
                        "raters", opinions.stream().mapToInt(Opinion::raters).toArray()),
                IntColumn.create(
                        "clips", opinions.stream().mapToInt(Opinion::clips).toArray()));
    }

    /** A row a pair of models. */
    public Table preferenceTable() {
        return Table.create(
                "preferences",
                StringColumn.create("first", preferences.stream().map(Preference::first)),
                StringColumn.create("second", preferences.stream().map(Preference::second)),
                IntColumn.create(
                        "wins", preferences.stream().mapToInt(Preference::wins).toArray()),
                IntColumn.create(
                        "losses",
                        preferences.stream().mapToInt(Preference::losses).toArray()),
                IntColumn.create(
                        "equal",
                        preferences.stream().mapToInt(Preference::equal).toArray()),
                DoubleColumn.create(
                        "share",
                        preferences.stream().mapToDouble(Preference::share).toArray()),
                DoubleColumn.create(
                        "p",
                        preferences.stream()
                                .mapToDouble(Preference::probability)
                                .toArray()),
                IntColumn.create(
                        "raters for",
                        preferences.stream().mapToInt(Preference::ratersFor).toArray()),
                IntColumn.create(
                        "raters against",
                        preferences.stream().mapToInt(Preference::ratersAgainst).toArray()),
                DoubleColumn.create(
                        "p, raters",
                        preferences.stream()
                                .mapToDouble(Preference::ratersProbability)
                                .toArray()));
    }

    /** As the command line prints it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        long complete = raters.stream().filter(Rater::isComplete).count();
        text.append("study %s: %d raters, %d of them complete%n".formatted(study, raters.size(), complete));
        for (Opinion opinion : opinions) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-16s %-24s %.2f %s  deviation %.2f, %d scores of %d raters%n",
                    opinion.question.label(),
                    opinion.model,
                    opinion.mean,
                    Double.isNaN(opinion.low)
                            ? "(one rater: no interval)"
                            : String.format(Locale.ROOT, "[%.2f, %.2f]", opinion.low, opinion.high),
                    opinion.deviation,
                    opinion.scores,
                    opinion.raters));
        }
        for (Preference preference : preferences) {
            text.append(String.format(
                    Locale.ROOT,
                    "%s : %s  %d : %d, %d equal, p = %.3g; by raters %d : %d, p = %.3g%n",
                    preference.first,
                    preference.second,
                    preference.wins,
                    preference.losses,
                    preference.equal,
                    preference.probability,
                    preference.ratersFor,
                    preference.ratersAgainst,
                    preference.ratersProbability));
        }
        if (!preferences.isEmpty()) {
            text.append(String.format(Locale.ROOT, "the left video won %.0f %% of the comparisons%n", 100 * leftShare));
        }
        warnings.forEach(warning -> text.append("warning: ").append(warning).append('\n'));
        refused.forEach(line -> text.append("not used: ").append(line).append('\n'));
        return text.toString();
    }
}
