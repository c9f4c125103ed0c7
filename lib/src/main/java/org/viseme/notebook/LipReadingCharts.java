package org.viseme.notebook;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.viseme.data.ClipMedia;
import org.viseme.data.UtteranceBatch;
import org.viseme.data.WordFrames;
import org.viseme.lipreading.ReadWord;
import org.viseme.lipreading.ReadingAttention;
import org.viseme.media.Waveform;
import org.viseme.notebook.chart.Chart;
import org.viseme.notebook.chart.HeatMap;
import org.viseme.notebook.chart.LineChart;
import org.viseme.notebook.chart.Span;
import org.viseme.notebook.chart.StackedChart;
import org.viseme.notebook.chart.Timeline;
import org.viseme.train.Curriculum;
import org.viseme.train.HiddenClip;
import org.viseme.train.LipReadingRecipe;
import org.viseme.train.PretrainingRecipe;
import org.viseme.train.RunLog;

/** What lip readers see, learn, look at and write, as charts. */
public final class LipReadingCharts {
    private static final String STEP = "step";
    private static final String SECONDS = "time, s";
    private static final int BANDS = 26;
    private static final double DEVIATIONS = 2.5;
    private static final double SOUND = 2;

    private LipReadingCharts() {}

    /** Mouths, sound and words of a clip under each other. */
    public static Timeline clip(String title, UtteranceBatch clip, Waveform sound) {
        return new Timeline(title, clip.lengths()[0] / (double) ClipMedia.FPS)
                .withFrames("mouth", clip.pictures(0), ClipMedia.FPS)
                .withWaveform("sound", sound)
                .withSpans(
                        "words", clip.spoken().getFirst().stream().map(Span::of).toList());
    }

    /**
     * Cepstral coefficients over time, each as far from its mean as its own deviation goes, since the first one would
     * outshine all others.
     *
     * @param rows (100 a second, coefficients)
     */
    public static HeatMap cepstra(float[][] rows) {
        int count = rows[0].length;
        double[] means = new double[count];
        double[] deviations = new double[count];
        for (int i = 0; i < count; i++) {
            int coefficient = i;
            double[] values =
                    Arrays.stream(rows).mapToDouble(row -> row[coefficient]).toArray();
            means[i] = Arrays.stream(values).average().orElseThrow();
            double mean = means[i];
            deviations[i] = Math.sqrt(Arrays.stream(values)
                    .map(value -> (value - mean) * (value - mean))
                    .average()
                    .orElseThrow());
        }
        return HeatMap.of("", count, rows.length, (row, column) -> (rows[column][row] - means[row]) / deviations[row])
                .across(SECONDS, 0, rows.length / 100.0)
                .up("MFCC", 0, count)
                .between(-DEVIATIONS, DEVIATIONS);
    }

    /**
     * What a network hears of the first utterance of a batch: filter banks over time.
     *
     * @param hidden frames that it does not hear; they are white
     */
    public static HeatMap heard(UtteranceBatch batch, boolean[] hidden) {
        int frames = batch.lengths()[0];
        int columns = batch.sound().length / (batch.size() * batch.frames()) / BANDS;
        return HeatMap.of(
                        "",
                        BANDS,
                        frames * columns,
                        (band, column) -> hidden[column / columns] ? Double.NaN : batch.sound()[column * BANDS + band])
                .across(SECONDS, 0, frames / (double) ClipMedia.FPS)
                .up("band", 0, BANDS)
                .between(-SOUND, SOUND);
    }

    /** A clip with what pretraining hides of it, and what the network tells of that. */
    public static Timeline hidden(String title, HiddenClip hidden) {
        return new Timeline(title, hidden.clusters().length / (double) ClipMedia.FPS)
                .withFrames("as it is", hidden.clip().pictures(0), ClipMedia.FPS)
                .withFrames("as shown", hidden.shown().pictures(0), ClipMedia.FPS)
                .withSpans("unseen", stretches("other pictures", hidden.unseen()))
                .withMap(heard(hidden.clip(), hidden.unheard()))
                .withSpans("unheard", stretches("no sound", hidden.unheard()))
                .withClasses("wanted", hidden.wanted(), ClipMedia.FPS)
                .withClasses("told", hidden.guessed(), ClipMedia.FPS);
    }

    /** The stretches of frames that are marked, under one name. */
    public static List<Span> stretches(String name, boolean[] marked) {
        List<Span> spans = new ArrayList<>();
        for (int from = 0; from < marked.length; from++) {
            int to = from;
            while (to < marked.length && marked[to]) {
                to++;
            }
            if (to > from) {
                spans.add(new Span(name, from / (double) ClipMedia.FPS, to / (double) ClipMedia.FPS));
                from = to;
            }
        }
        return spans;
    }

    /**
     * How probable some words are in each frame, the first one on top.
     *
     * @param shown (frames, classes), see {@link WordFrames}
     * @param words the ones to show; those that are no classes stay white
     */
    public static HeatMap frames(String title, float[][] shown, WordFrames classes, List<String> words) {
        List<String> rows = words.stream().distinct().toList().reversed();
        return HeatMap.of(title, rows.size(), shown.length, (row, frame) -> {
                    int target = classes.target(rows.get(row));
                    return target == WordFrames.UNKNOWN ? Double.NaN : shown[frame][target];
                })
                .across(SECONDS, 0, shown.length / (double) ClipMedia.FPS)
                .up("", rows)
                .between(0, 1);
    }

    /** Words that were read, where the reader can tell their times. */
    public static List<Span> spans(List<ReadWord> words) {
        return words.stream()
                .filter(word -> !Double.isNaN(word.startSeconds()))
                .map(word -> new Span(word.text(), word.startSeconds(), word.endSeconds()))
                .toList();
    }

    /**
     * The losses and accuracies of a pretraining so far, all iterations on one axis of steps.
     *
     * @param run its folder
     */
    public static Chart pretraining(String title, PretrainingRecipe recipe, Path run) {
        int steps = recipe.optimization().steps();
        int iterations = recipe.clusters().size();
        LineChart loss = new LineChart("", STEP, "cross-entropy")
                .with(
                        "loss of hidden frames",
                        iterated(run, "metrics.csv", STEP, recipe),
                        iterated(run, "metrics.csv", "masked", recipe))
                .with(
                        "held-out",
                        iterated(run, "held-out.csv", STEP, recipe),
                        iterated(run, "held-out.csv", "loss", recipe));
        LineChart accuracy = new LineChart("", STEP, "share of frames")
                .with(
                        "hidden frames told",
                        iterated(run, "metrics.csv", STEP, recipe),
                        iterated(run, "metrics.csv", "masked_accuracy", recipe))
                .with(
                        "held-out, told",
                        iterated(run, "held-out.csv", STEP, recipe),
                        iterated(run, "held-out.csv", "masked_accuracy", recipe))
                .with(
                        "always the most frequent cluster",
                        iterated(run, "held-out.csv", STEP, recipe),
                        iterated(run, "held-out.csv", "chance", recipe));
        List<StackedChart.Section> sections = IntStream.range(0, iterations)
                .mapToObj(i -> new StackedChart.Section(
                        "iteration %d, %d clusters"
                                .formatted(i + 1, recipe.clusters().get(i)),
                        (double) i * steps))
                .toList();
        return new StackedChart(title, 0, (double) iterations * steps, List.of(loss, accuracy), sections);
    }

    /** A column of the tables of all iterations, their steps counted on. */
    private static double[] iterated(Path run, String table, String name, PretrainingRecipe recipe) {
        return IntStream.range(0, recipe.clusters().size())
                .boxed()
                .flatMapToDouble(i -> {
                    double before = name.equals(STEP)
                            ? (double) i * recipe.optimization().steps()
                            : 0;
                    Path file = run.resolve("iteration-" + (i + 1)).resolve(table);
                    return DoubleStream.of(RunLog.read(file).column(name)).map(value -> before + value);
                })
                .toArray();
    }

    /**
     * What a lip reader has learnt so far: words of single frames, then texts.
     *
     * @param run its folder
     */
    public static Chart learning(String title, LipReadingRecipe recipe, Path run) {
        RunLog learnt = RunLog.read(run.resolve("metrics.csv"));
        RunLog heldOut = RunLog.read(run.resolve("held-out.csv"));
        double[] steps = learnt.column(STEP);
        double[] measured = heldOut.column(STEP);
        LineChart losses = new LineChart("", STEP, "cross-entropy")
                .with("loss of frames", steps, learnt.column("frames"))
                .with("loss of texts", steps, learnt.column("text"));
        LineChart accuracies = new LineChart("", STEP, "share that is right")
                .with("words of frames", steps, learnt.column("frame_accuracy"))
                .with("held-out words of frames", measured, heldOut.column("frame_accuracy"))
                .with("tokens of texts", steps, learnt.column("text_accuracy"));
        Curriculum curriculum = recipe.curriculum();
        int all = recipe.optimization().steps();
        List<StackedChart.Section> sections = new ArrayList<>();
        if (curriculum.frameSteps() > 0) {
            sections.add(new StackedChart.Section("words of frames", 0));
        }
        if (curriculum.frozenSteps() > 0) {
            sections.add(new StackedChart.Section("texts, encoder frozen", curriculum.frameSteps()));
        }
        sections.add(new StackedChart.Section("texts", (double) curriculum.frameSteps() + curriculum.frozenSteps()));
        return new StackedChart(
                title,
                0,
                all,
                List.of(losses, accuracies),
                sections.stream().filter(section -> section.from() < all).toList());
    }

    /**
     * Where a layer of the decoder looked before it wrote each token, the first one on top.
     *
     * @param layer from 0 on
     */
    public static HeatMap written(String title, ReadingAttention attention, int layer) {
        float[][] map = attention.written().get(layer);
        int last = map.length - 1;
        return HeatMap.of(title, map.length, map[0].length, (row, column) -> map[last - row][column])
                .across(SECONDS, 0, map[0].length / (double) ClipMedia.FPS)
                .up("", attention.tokens().reversed());
    }

    /**
     * Where a layer of the encoder looked from each frame.
     *
     * @param layer from 0 on
     */
    public static HeatMap surroundings(String title, ReadingAttention attention, int layer) {
        float[][] map = attention.frames().get(layer);
        double seconds = map.length / (double) ClipMedia.FPS;
        return HeatMap.of(title, map.length, map.length, (row, column) -> map[row][column])
                .across("time that is looked at, s", 0, seconds)
                .up("time of the frame, s", 0, seconds);
    }
}
