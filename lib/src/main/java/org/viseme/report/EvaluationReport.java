package org.viseme.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.viseme.VisemeException;
import org.viseme.metric.Bootstrap;
import org.viseme.metric.Interval;
import org.viseme.metric.PairedComparison;

/**
 * What an evaluation measured, clip by clip, and what follows from it.
 *
 * @param about what was evaluated
 * @param clips in the order in which they were measured
 * @param pooled scores of all clips together, such as FID
 */
public record EvaluationReport(About about, List<ClipScores> clips, List<Pooled> pooled) {
    private static final Bootstrap BOOTSTRAP = Bootstrap.standard();
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

    /** What is measured of each clip. */
    public static List<Score> clipScores(About about) {
        return about.scores().stream()
                .filter(score -> score.kind() != Score.Kind.POOLED)
                .toList();
    }

    /**
     * Reads what there is in a folder so far; a line that was torn by the end of a process is left out.
     *
     * @throws VisemeException when the folder holds no evaluation
     */
    public static EvaluationReport read(Path folder) {
        return new EvaluationFolder(folder).read();
    }

    /** The figures as tables. */
    public EvaluationTables tables() {
        return new EvaluationTables(this);
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

    /** Whether a figure is better than the real video's own. */
    boolean isOverArticulated(Group group, Score score, double value) {
        if (score.kind() != Score.Kind.BEHAVIOUR
                || score.better() == Score.Better.LIKE_REAL
                || score.scorer().isEmpty()
                || group.model().equals(MeasuredFigure.REAL_VIDEO)) {
            return false;
        }
        double real = interval(new Group(MeasuredFigure.REAL_VIDEO, ""), score).value();
        return score.isBetter(value, real, real);
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
}
