package org.viseme.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.viseme.AtomicFile;
import org.viseme.VisemeException;
import org.viseme.data.lists.TextLine;
import org.viseme.metric.Bootstrap;
import org.viseme.metric.Interval;
import org.viseme.metric.PairedComparison;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What an evaluation measured, clip by clip, and what follows from it.
 *
 * <pre>
 * evaluation.json     what was evaluated on what, and what each score means ({@link About})
 * clips.csv           a line a clip, model and protocol
 * </pre>
 *
 * @param about what was evaluated
 * @param clips in the order in which they were measured
 * @param pooled scores of all clips together, such as FID
 */
public record EvaluationReport(About about, List<ClipScores> clips, List<Pooled> pooled) {
    static final String ABOUT = "evaluation.json";
    static final String CLIPS = "clips.csv";
    static final String POOLED = "pooled.csv";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Bootstrap BOOTSTRAP = Bootstrap.standard();
    private static final int MAX_DIGITS = 4;
    /** Rounding of 32-bit arithmetic. */
    private static final double NOTHING = 1e-6;

    private static final List<String> KEY = List.of("model", "protocol", "clip", "frames");
    private static final List<String> POOLED_COLUMNS = List.of("model", "protocol", "score", "value");

    /**
     * What was evaluated.
     *
     * @param data corpus and split
     * @param clips number of clips of each model and protocol
     * @param models their names
     * @param fingerprints the first digits of the SHA-256 of each model's file
     * @param protocols by which they were driven
     * @param scores columns
     * @param leftOut a line for every metric that could not be measured: what is missing and where to get it
     */
    public record About(
            String data,
            int clips,
            List<String> models,
            List<String> fingerprints,
            List<String> protocols,
            List<Score> scores,
            List<String> leftOut) {}

    /** A score of all clips of a model and protocol together. */
    public record Pooled(String model, String protocol, String score, double value) {}

    public EvaluationReport {
        clips = List.copyOf(clips);
        pooled = List.copyOf(pooled);
    }

    /** Begins a report in a folder. */
    static void begin(Path folder, About about) {
        write(folder.resolve(ABOUT), json(about) + "\n");
        write(folder.resolve(CLIPS), CsvRow.line(columns(about).toArray()) + "\n");
        write(folder.resolve(POOLED), CsvRow.line(POOLED_COLUMNS.toArray()) + "\n");
    }

    /** What is measured of each clip. */
    public static List<Score> clipScores(About about) {
        return about.scores().stream()
                .filter(score -> score.kind() != Score.Kind.POOLED)
                .toList();
    }

    private static List<String> columns(About about) {
        return Stream.concat(KEY.stream(), clipScores(about).stream().map(Score::heading))
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
    public static EvaluationReport read(Path folder) {
        Path file = folder.resolve(ABOUT);
        if (!Files.exists(file)) {
            throw new VisemeException(
                    folder.toString(), "holds no evaluation", "make one with './viseme evaluate --out " + folder + "'");
        }
        try {
            About about = JSON.readValue(file.toFile(), About.class);
            List<Score> scores = clipScores(about);
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

    /** Models and protocols in the order in which they were measured, the real video first. */
    public Set<Group> groups() {
        Set<Group> groups = new LinkedHashSet<>();
        clips.stream()
                .filter(clip -> clip.model().equals(MeasuredFigure.REAL_VIDEO))
                .forEach(c -> groups.add(group(c)));
        clips.forEach(clip -> groups.add(group(clip)));
        return groups;
    }

    /** A model and how it was driven. */
    public record Group(String model, String protocol) {
        @Override
        public String toString() {
            return protocol.isEmpty() ? model : model + ", " + protocol;
        }
    }

    private static Group group(ClipScores clip) {
        return new Group(clip.model(), clip.protocol());
    }

    /** The values of a score on the clips of a group, by clip. */
    public Map<String, Double> values(Group group, Score score) {
        int column = clipScores(about).indexOf(score);
        Map<String, Double> values = new LinkedHashMap<>();
        clips.stream()
                .filter(clip -> group(clip).equals(group))
                .forEach(clip -> values.put(clip.clip(), clip.values()[column]));
        return values;
    }

    /** The mean over the clips of a group, with its interval; a pooled score has none. */
    public Interval interval(Group group, Score score) {
        if (score.kind() == Score.Kind.POOLED) {
            double value = pooled.stream()
                    .filter(one -> new Group(one.model(), one.protocol()).equals(group)
                            && one.score().equals(score.heading()))
                    .mapToDouble(Pooled::value)
                    .findFirst()
                    .orElse(Double.NaN);
            return new Interval(
                    value,
                    Double.NaN,
                    Double.NaN,
                    BOOTSTRAP.level(),
                    values(group).size(),
                    0,
                    0);
        }
        return BOOTSTRAP.mean(array(values(group, score).values()));
    }

    private List<ClipScores> values(Group group) {
        return clips.stream().filter(clip -> group(clip).equals(group)).toList();
    }

    private static double[] array(Collection<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** A row a model, protocol and score that was measured, with its 95 % interval over clips. */
    public Table summary() {
        StringColumn model = StringColumn.create("model");
        StringColumn protocol = StringColumn.create("protocol");
        StringColumn metric = StringColumn.create("metric");
        StringColumn scorer = StringColumn.create("scorer");
        DoubleColumn mean = DoubleColumn.create("mean");
        DoubleColumn low = DoubleColumn.create("low");
        DoubleColumn high = DoubleColumn.create("high");
        IntColumn count = IntColumn.create("clips");
        StringColumn note = StringColumn.create("note");
        for (Score score : about.scores()) {
            for (Group group : groups()) {
                Interval interval = interval(group, score);
                if (interval.clips() + interval.infinite() == 0
                        || Double.isNaN(interval.value()) && interval.infinite() == 0) {
                    continue;
                }
                model.append(group.model());
                protocol.append(group.protocol());
                metric.append(score.metric());
                scorer.append(score.scorer());
                mean.append(interval.clips() == 0 ? Double.POSITIVE_INFINITY : interval.value());
                low.append(interval.low());
                high.append(interval.high());
                count.append(interval.clips() + interval.infinite());
                note.append(note(group, score, interval));
            }
        }
        return Table.create(
                "evaluation on " + about.data(), metric, scorer, model, protocol, mean, low, high, count, note);
    }

    private String note(Group group, Score score, Interval interval) {
        List<String> notes = new ArrayList<>();
        if (interval.infinite() > 0) {
            notes.add("infinite on " + interval.infinite() + " clips");
        }
        if (interval.unmeasured() > 0) {
            notes.add("not measured on " + interval.unmeasured() + " clips");
        }
        if (overArticulated(group, score, interval.value())) {
            notes.add("beyond the real video: over-articulated, not better");
        }
        return String.join("; ", notes);
    }

    /** Whether a figure is better than the real video's own. */
    private boolean overArticulated(Group group, Score score, double value) {
        if (score.kind() != Score.Kind.BEHAVIOUR
                || score.better() == Score.Better.LIKE_REAL
                || score.scorer().isEmpty()
                || group.model().equals(MeasuredFigure.REAL_VIDEO)) {
            return false;
        }
        double real = interval(new Group(MeasuredFigure.REAL_VIDEO, ""), score).value();
        return score.isBetter(value, real, real);
    }

    /**
     * What was measured by a protocol: a row a score, a column a model, the real video first; the mean and in brackets its
     * 95 % interval over clips. {@link PaperTable#MARK} follows what is better than the real video's.
     */
    public Table overview(String protocol) {
        StringColumn metric = StringColumn.create("score");
        StringColumn better = StringColumn.create("better");
        Table table = Table.create(about.data() + ", " + protocol, metric, better);
        List<Group> columns = groups().stream()
                .filter(group -> group.model().equals(MeasuredFigure.REAL_VIDEO)
                        || group.protocol().equals(protocol))
                .toList();
        List<Score> rows = about.scores().stream()
                .filter(score -> columns.stream()
                        .anyMatch(group -> group.protocol().equals(protocol)
                                && !text(interval(group, score)).isEmpty()))
                .toList();
        rows.forEach(score -> {
            metric.append(score.heading());
            better.append(score.better().toString());
        });
        for (Group group : columns) {
            table.addColumns(StringColumn.create(
                    group.model(), rows.stream().map(score -> cell(group, score, digits(columns, score)))));
        }
        return table;
    }

    /** Enough for the narrowest interval of a row. */
    private int digits(List<Group> groups, Score score) {
        return groups.stream()
                .mapToInt(group -> digits(interval(group, score)))
                .max()
                .orElse(0);
    }

    private String cell(Group group, Score score, int digits) {
        Interval interval = interval(group, score);
        String mark = overArticulated(group, score, interval.value()) ? " " + PaperTable.MARK : "";
        return breakingBeforeInterval(text(interval, width(interval) < NOTHING ? digits(interval) : digits)) + mark;
    }

    /** A narrow column breaks a cell nowhere else. */
    private static String breakingBeforeInterval(String text) {
        return text.replace(", ", ",\u00a0");
    }

    private static String text(Interval interval) {
        return text(interval, digits(interval));
    }

    private static String text(Interval interval, int digits) {
        if (interval.clips() == 0) {
            return interval.infinite() > 0 ? "inf" : "";
        }
        if (Double.isNaN(interval.value())) {
            return "";
        }
        String format = "%." + digits + "f";
        return Double.isNaN(interval.low())
                ? String.format(Locale.ROOT, format, interval.value())
                : String.format(
                        Locale.ROOT,
                        format + " [" + format + ", " + format + "]",
                        interval.value(),
                        interval.low(),
                        interval.high());
    }

    private static double width(Interval interval) {
        return Double.isNaN(interval.low()) ? Math.abs(interval.value()) : interval.high() - interval.low();
    }

    /** Decimals that show two digits of the interval's width; of a whole number that all clips have, none. */
    private static int digits(Interval interval) {
        double value = interval.value();
        if (interval.clips() == 0 || Double.isNaN(value)) {
            return 0;
        }
        double width = width(interval);
        if (width < NOTHING) {
            return Math.abs(value - Math.rint(value)) < NOTHING ? 0 : MAX_DIGITS;
        }
        return Math.clamp(1 - (int) Math.floor(Math.log10(width)), 0, MAX_DIGITS);
    }

    /** Every two models on the same clips and by the same protocol, a row a score. */
    public Table comparisons() {
        StringColumn metric = StringColumn.create("metric");
        StringColumn scorer = StringColumn.create("scorer");
        StringColumn protocol = StringColumn.create("protocol");
        StringColumn first = StringColumn.create("model");
        StringColumn second = StringColumn.create("compared with");
        DoubleColumn difference = DoubleColumn.create("difference");
        DoubleColumn low = DoubleColumn.create("low");
        DoubleColumn high = DoubleColumn.create("high");
        IntColumn higher = IntColumn.create("clips higher");
        IntColumn lower = IntColumn.create("clips lower");
        DoubleColumn sign = DoubleColumn.create("p, sign test");
        DoubleColumn wilcoxon = DoubleColumn.create("p, Wilcoxon");
        for (Score score : clipScores(about)) {
            for (Group a : groups()) {
                for (Group b : groups()) {
                    if (!a.protocol().equals(b.protocol())
                            || about.models().indexOf(a.model())
                                    >= about.models().indexOf(b.model())) {
                        continue;
                    }
                    PairedComparison comparison = comparison(b, a, score);
                    if (comparison.difference().clips() == 0) {
                        continue;
                    }
                    metric.append(score.metric());
                    scorer.append(score.scorer());
                    protocol.append(a.protocol());
                    first.append(b.model());
                    second.append(a.model());
                    difference.append(comparison.difference().value());
                    low.append(comparison.difference().low());
                    high.append(comparison.difference().high());
                    higher.append(comparison.higher());
                    lower.append(comparison.lower());
                    sign.append(comparison.signTest());
                    wilcoxon.append(comparison.wilcoxon());
                }
            }
        }
        return Table.create(
                "models compared on " + about.data(),
                metric,
                scorer,
                protocol,
                first,
                second,
                difference,
                low,
                high,
                higher,
                lower,
                sign,
                wilcoxon);
    }

    /** One model beside another on the same clips, a row a score: how much higher it is, and whether that may be chance. */
    public Table comparisons(Group first, Group second) {
        StringColumn metric = StringColumn.create("score");
        StringColumn better = StringColumn.create("better");
        StringColumn difference = StringColumn.create("difference, 95 % interval");
        IntColumn higher = IntColumn.create("clips higher");
        IntColumn lower = IntColumn.create("clips lower");
        DoubleColumn sign = DoubleColumn.create("p, sign test");
        DoubleColumn wilcoxon = DoubleColumn.create("p, Wilcoxon");
        for (Score score : clipScores(about)) {
            PairedComparison comparison = comparison(first, second, score);
            if (comparison.difference().clips() > 0) {
                metric.append(score.heading());
                better.append(score.better().toString());
                difference.append(breakingBeforeInterval(text(comparison.difference())));
                higher.append(comparison.higher());
                lower.append(comparison.lower());
                sign.append(comparison.signTest());
                wilcoxon.append(comparison.wilcoxon());
            }
        }
        return Table.create(first + " less " + second, metric, better, difference, higher, lower, sign, wilcoxon);
    }

    /** Two groups on the clips that both have. */
    public PairedComparison comparison(Group first, Group second, Score score) {
        Map<String, Double> a = values(first, score);
        Map<String, Double> b = values(second, score);
        List<String> both = a.keySet().stream().filter(b::containsKey).toList();
        return PairedComparison.of(
                both.stream().mapToDouble(a::get).toArray(),
                both.stream().mapToDouble(b::get).toArray(),
                BOOTSTRAP);
    }

    /** The figures for {@link PaperTable}. */
    public List<MeasuredFigure> figures() {
        List<MeasuredFigure> figures = new ArrayList<>();
        for (Group group : groups()) {
            for (Score score : about.scores()) {
                Interval interval = interval(group, score);
                if (Double.isFinite(interval.value())) {
                    figures.add(new MeasuredFigure(
                            group.model(),
                            about.data(),
                            group.protocol().equals("cross") ? "cross-driven" : "self-driven",
                            score.metric(),
                            score.scorer(),
                            interval.value(),
                            interval.low(),
                            interval.high(),
                            interval.clips()));
                }
            }
        }
        return figures;
    }

    /** The clips of a group from the best to the worst by a score. */
    public List<String> ranked(Group group, Score score) {
        Map<String, Double> values = values(group, score);
        Map<String, Double> real = values(new Group(MeasuredFigure.REAL_VIDEO, ""), score);
        Predicate<String> measured = clip -> !Double.isNaN(values.get(clip));
        return values.keySet().stream()
                .filter(measured)
                .sorted((a, b) -> {
                    double truth = real.getOrDefault(a, 0.0);
                    return score.isBetter(values.get(a), values.get(b), truth)
                            ? -1
                            : score.isBetter(values.get(b), values.get(a), truth) ? 1 : 0;
                })
                .toList();
    }

    /** All lines as a table. */
    public Table clipTable() {
        StringColumn model = StringColumn.create("model");
        StringColumn protocol = StringColumn.create("protocol");
        StringColumn clip = StringColumn.create("clip");
        Table table = Table.create("clips", model, protocol, clip);
        List<Score> scores = clipScores(about);
        scores.forEach(score -> table.addColumns(DoubleColumn.create(score.heading())));
        for (ClipScores row : clips) {
            model.append(row.model());
            protocol.append(row.protocol());
            clip.append(row.clip());
            IntStream.range(0, scores.size())
                    .forEach(i -> table.doubleColumn(3 + i).append(row.values()[i]));
        }
        return table;
    }
}
