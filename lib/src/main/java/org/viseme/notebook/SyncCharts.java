package org.viseme.notebook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.viseme.VisemeException;
import org.viseme.data.prepare.SyncCurve;
import org.viseme.metric.SimilarityHistogram;
import org.viseme.notebook.chart.Chart;
import org.viseme.notebook.chart.Histogram;
import org.viseme.notebook.chart.LineChart;
import org.viseme.train.SyncDiagnosis;
import org.viseme.train.SyncOverfit;

/** What sync experts do, as charts: for the notebook and for {@code ./viseme diagnose}. */
public final class SyncCharts {
    private static final int COARSE = 10;
    /** Offsets are shown at least so far to both sides. */
    private static final int LEAST_REACH = 5;

    private static final String OFFSET = "sound late by, frames of 1/25 s";
    private static final String LOSS = "binary cross-entropy";

    private SyncCharts() {}

    /** The course of a training so far, beside chance: the binary cross-entropy that its folder's log has. */
    public static LineChart training(String title, Path run) {
        return training(title, "training", run);
    }

    /** As {@link #training(String, Path)}, with a name for the line. */
    public static LineChart training(String title, String name, Path run) {
        return withChance(new LineChart(title, "step", LOSS), name, log(run, "step"), log(run, "pairs"));
    }

    /** Adds the course of a training to a chart that {@link #training} made. */
    public static LineChart with(LineChart chart, String name, Path run) {
        return chart.with(name, log(run, "step"), log(run, "pairs"));
    }

    /** The course of learning a few clips by heart. */
    public static LineChart overfit(String title, SyncOverfit run) {
        double[] seconds =
                run.course().stream().mapToDouble(SyncOverfit.Point::seconds).toArray();
        double[] losses =
                run.course().stream().mapToDouble(SyncOverfit.Point::loss).toArray();
        LineChart chart = withChance(new LineChart(title, "time, s", LOSS), "eight clips", seconds, losses);
        return level(chart, "goal, " + SyncOverfit.GOAL, seconds, SyncOverfit.GOAL);
    }

    private static LineChart withChance(LineChart chart, String name, double[] x, double[] y) {
        return level(chart.with(name, x, y), "chance, 0.693", x, SyncDiagnosis.CHANCE);
    }

    private static LineChart level(LineChart chart, String name, double[] x, double height) {
        double end = x.length == 0 ? 1 : x[x.length - 1];
        return chart.with(name, new double[] {0, end}, new double[] {height, height});
    }

    /** How many clips have which offset, of those whose offset is clear. */
    public static Histogram offsets(String title, List<SyncCurve> clips, double leastConfidence) {
        return offsets(
                title,
                clips.stream()
                        .filter(clip -> clip.confidence() >= leastConfidence)
                        .map(SyncCurve::offset)
                        .toList());
    }

    /** How many clips have which offset. */
    public static Histogram offsets(String title, List<Integer> clips) {
        Map<Integer, Integer> counts = new TreeMap<>();
        clips.forEach(offset -> counts.merge(offset, 1, Integer::sum));
        Histogram around = new Histogram("", "", "", Map.of(-LEAST_REACH, 0, LEAST_REACH, 0));
        return new Histogram(title, OFFSET, "clips", counts).comparableTo(around);
    }

    /** Similarity by offset, still without a line; see {@link #with(LineChart, String, SyncCurve)}. */
    public static LineChart curves(String title) {
        return new LineChart(title, OFFSET, "mean similarity");
    }

    /** Adds a clip, or the mean of several, to a chart that {@link #curves} made. */
    public static LineChart with(LineChart chart, String name, SyncCurve curve) {
        double[] offsets = IntStream.rangeClosed(-curve.reach(), curve.reach())
                .asDoubleStream()
                .toArray();
        return chart.with(name, offsets, curve.similarity());
    }

    /** How similar windows in sync are, and windows out of sync. */
    public static Chart similarities(String title, SimilarityHistogram windows) {
        double[] middles = new double[SimilarityHistogram.BINS / COARSE];
        for (int i = 0; i < middles.length; i++) {
            middles[i] = (i + 0.5) / middles.length;
        }
        return new LineChart(title, "similarity (cosine)", "share of the windows")
                .with("in sync", middles, coarse(windows.inSync()))
                .with("out of sync", middles, coarse(windows.outOfSync()));
    }

    private static double[] coarse(double[] fine) {
        double[] sums = new double[fine.length / COARSE];
        for (int i = 0; i < fine.length; i++) {
            sums[i / COARSE] += fine[i];
        }
        return sums;
    }

    /** A column of a training's log, as far as it is written. */
    private static double[] log(Path run, String column) {
        Path file = run.resolve("metrics.csv");
        if (!Files.exists(file)) {
            return new double[0];
        }
        try {
            List<String> lines = new ArrayList<>(Files.readAllLines(file));
            int index = List.of(lines.removeFirst().split(",")).indexOf(column);
            return lines.stream()
                    .mapToDouble(line -> Double.parseDouble(line.split(",")[index]))
                    .toArray();
        } catch (IOException e) {
            throw new VisemeException(file.toString(), "cannot be read", "check the folder", e);
        }
    }
}
