package org.viseme.notebook;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.viseme.media.RgbImage;
import org.viseme.notebook.chart.Chart;
import org.viseme.notebook.chart.LineChart;
import org.viseme.notebook.chart.StackedChart;
import org.viseme.train.RunLog;
import org.viseme.train.SampleGrid;
import org.viseme.train.StagedTraining;
import org.viseme.train.StagedTraining.Stage;

/** What a generator's training does, as charts and pictures. */
public final class LipCharts {
    private static final String STEP = "step";

    private LipCharts() {}

    /** The losses that were logged so far, all stages on one axis of steps. */
    public static Chart losses(String title, StagedTraining training) {
        Function<String, double[]> steps = column -> column(training, "metrics.csv", column);
        LineChart pictures = new LineChart("", STEP, "L1").with("L1", steps.apply(STEP), steps.apply("l1"));
        LineChart judges = new LineChart("", STEP, "cross-entropy");
        for (String judge : List.of("sync", "adversarial", "discriminator")) {
            judges = judges.with(judge, steps.apply(STEP), steps.apply(judge));
        }
        List<LineChart> parts = new ArrayList<>(List.of(pictures, judges));
        if (training.recipe().perceptualWeight() > 0) {
            parts.add(new LineChart("", STEP, "perceptual distance")
                    .with("perceptual", steps.apply(STEP), steps.apply("perceptual")));
        }
        return stacked(title, training, parts);
    }

    /** What was measured on held-out clips so far, all stages on one axis of steps. */
    public static Chart heldOut(String title, StagedTraining training) {
        double[] steps = column(training, "held-out.csv", STEP);
        SortedMap<Long, SampleGrid> drawn = drawn(training);
        LineChart pictures = new LineChart("", STEP, "L1, lower half")
                .with("L1, lower half", steps, column(training, "held-out.csv", "l1_lower"));
        LineChart distances = new LineChart("", STEP, "distance")
                .with("distance, own sound", steps, column(training, "held-out.csv", "distance_own"))
                .with("other sound", steps, column(training, "held-out.csv", "distance_other"))
                .with("real video", steps, column(training, "held-out.csv", "distance_real"));
        LineChart sharpness = new LineChart("", STEP, "sharpness")
                .with(
                        "sharpness",
                        drawn.keySet().stream().mapToDouble(Long::doubleValue).toArray(),
                        drawn.values().stream()
                                .mapToDouble(SampleGrid::sharpness)
                                .toArray());
        return stacked(title, training, List.of(pictures, distances, sharpness));
    }

    private static Chart stacked(String title, StagedTraining training, List<LineChart> parts) {
        int steps = training.recipe().optimization().steps();
        List<StackedChart.Section> sections = Arrays.stream(Stage.values())
                .map(stage -> new StackedChart.Section(stage.toString(), (double) stage.ordinal() * steps))
                .toList();
        return new StackedChart(title, 0, (double) Stage.values().length * steps, parts, sections);
    }

    /** A column of the tables of all stages, their steps counted on. */
    private static double[] column(StagedTraining training, String table, String name) {
        return Arrays.stream(Stage.values())
                .flatMapToDouble(stage -> {
                    Path file = training.run(stage).resolve(table);
                    double before = name.equals(STEP) ? before(training, stage) : 0;
                    return DoubleStream.of(RunLog.read(file).column(name)).map(value -> before + value);
                })
                .toArray();
    }

    private static long before(StagedTraining training, Stage stage) {
        return (long) stage.ordinal() * training.recipe().optimization().steps();
    }

    /** What was drawn of the same held-out frames so far, by stage and step. */
    public static Map<String, SampleGrid> film(StagedTraining training) {
        Map<String, SampleGrid> rows = new LinkedHashMap<>();
        for (Stage stage : Stage.values()) {
            SampleGrid.ofRun(training.run(stage)).forEach((step, grid) -> rows.put(stage + ", step " + step, grid));
        }
        return rows;
    }

    /** What was drawn of the same held-out frames so far, by the step over all stages. */
    private static SortedMap<Long, SampleGrid> drawn(StagedTraining training) {
        SortedMap<Long, SampleGrid> all = new TreeMap<>();
        for (Stage stage : Stage.values()) {
            SampleGrid.ofRun(training.run(stage))
                    .forEach((step, grid) -> all.put(before(training, stage) + step, grid));
        }
        return all;
    }

    /**
     * The lower halves of drawn faces under each other, a row a moment or a model, the truth as the last row.
     *
     * @param rows by the name of the row; all of the same frames
     * @param faces how many of them, from the left
     */
    public static List<Captioned<List<RgbImage>>> mouths(Map<String, SampleGrid> rows, int faces) {
        List<Captioned<List<RgbImage>>> strips = new ArrayList<>();
        rows.forEach((name, grid) -> strips.add(Captioned.caption(name, mouths(grid.drawn(), faces))));
        rows.values().stream()
                .reduce((first, last) -> last)
                .ifPresent(last -> strips.add(Captioned.caption("truth", mouths(last.truth(), faces))));
        return strips;
    }

    private static List<RgbImage> mouths(List<RgbImage> all, int faces) {
        return all.subList(0, Math.min(faces, all.size())).stream()
                .map(face -> face.crop(0, face.height() / 2, face.width(), face.height() / 2))
                .toList();
    }
}
