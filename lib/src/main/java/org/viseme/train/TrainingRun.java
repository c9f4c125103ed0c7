package org.viseme.train;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.media.RgbImage;
import org.viseme.torch.RunningMean;

/**
 * What all training loops have in common: which step it is, whether another one follows, what is logged, measured and
 * saved when, and going on from what was saved.
 *
 * <pre>{@code
 * try (TrainingRun run = TrainingRun.open(folder, resume, recipe, how, when)) {
 *     run.begin(parts, means);
 *     run.log("images", imagesPerStep, lossColumns, heldOutColumns, listener);
 *     while (run.goesOn()) {
 *         learn(); update(run.step());
 *         run.next();
 *         if (run.logs()) { run.log(...); }
 *         if (run.measures()) { run.measured(...); }
 *         if (run.saves()) { run.save(Map.of()); }
 *     }
 *     run.save(Map.of());
 *     run.finish(checkpoint);
 * }
 * }</pre>
 */
final class TrainingRun implements AutoCloseable {
    private static final int LOG_EVERY = 10;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MEANS = "means";
    private static final String BEST = "best";
    static final String COMPLETE = "complete";

    private final RunFolder folder;
    private final Object recipe;
    private final Optimization how;
    private final Measurements when;
    private final StopSignal stop = StopSignal.listen();

    private Map<String, Map<String, NDArray>> parts;
    private RunningMean means;
    private long done;
    private EarlyStop best;
    private CsvLog losses;
    private CsvLog heldOut;
    private ProgressLine progress;
    private long stepSize;

    private TrainingRun(RunFolder folder, Object recipe, Optimization how, Measurements when) {
        this.folder = folder;
        this.recipe = recipe;
        this.how = how;
        this.when = when;
        this.best = fresh();
    }

    /**
     * @param recipe is noted in checkpoints
     * @throws org.viseme.VisemeException when a training is there already and {@code resume} is false
     */
    static TrainingRun open(Path folder, boolean resume, Object recipe, Optimization how, Measurements when) {
        return new TrainingRun(RunFolder.open(folder, resume), recipe, how, when);
    }

    /**
     * Puts back what was saved, if anything.
     *
     * @param parts all arrays that a step depends on, by part
     * @param means what is logged
     * @return what {@link #save} was given to note; empty in the beginning
     */
    Map<String, String> begin(Map<String, Map<String, NDArray>> parts, RunningMean means) {
        this.parts = parts;
        this.means = means;
        RunFolder.Saved saved = folder.resume(parts);
        done = saved.step();
        if (done > 0) {
            best = best.resumed(saved.notes().get(BEST));
            means.resume(sums(saved.notes().get(MEANS)));
        }
        return saved.notes();
    }

    /**
     * Opens the tables; lines of steps that will be done again are dropped.
     *
     * @param unit what is trained on, such as images
     * @param stepSize how many of them in a step
     * @param lossColumns of {@code metrics.csv}, between the step and the columns that all trainings have
     * @param heldOutColumns of {@code held-out.csv}, after the step
     */
    void log(
            String unit,
            long stepSize,
            List<String> lossColumns,
            List<String> heldOutColumns,
            ProgressLine.Listener listener) {
        this.stepSize = stepSize;
        losses = folder.log(
                "metrics.csv",
                joined(List.of("step"), joined(lossColumns, List.of("skipped", "rate", unit + "_s"))),
                done);
        heldOut = folder.log("held-out.csv", joined(List.of("step"), heldOutColumns), done);
        progress = new ProgressLine(done, how.steps(), unit, listener);
    }

    private static List<String> joined(List<String> columns, List<String> more) {
        return Stream.concat(columns.stream(), more.stream()).toList();
    }

    /** Steps done. */
    long step() {
        return done;
    }

    /** The number of the next batch. */
    long batch() {
        return done * how.accumulate();
    }

    /** Whether another step follows: not after the last one, without patience, or when asked to stop. */
    boolean goesOn() {
        return done < how.steps() && !stop.isStopped() && !best.isOver();
    }

    /** A step is done. */
    void next() {
        done++;
    }

    /** Whether this step is logged. */
    boolean logs() {
        return done % LOG_EVERY == 0;
    }

    /**
     * Logs the steps since the last time; waits for the device.
     *
     * @param skipped steps that were skipped
     * @param mean the means of these steps
     * @param names the means that are logged, in the order of their columns; NaN where there is none
     * @param more values after them
     */
    void log(int skipped, Map<String, Double> mean, List<String> names, double... more) {
        progress.step(
                done,
                LOG_EVERY * stepSize,
                mean.getOrDefault("loss", Double.NaN).floatValue());
        DoubleStream row = names.stream().mapToDouble(name -> mean.getOrDefault(name, Double.NaN));
        row = DoubleStream.concat(row, DoubleStream.of(more));
        row = DoubleStream.concat(row, DoubleStream.of(skipped, how.rateAt(done - 1), progress.perSecond()));
        losses.add(done, row.toArray());
    }

    /** Whether held-out clips are measured after this step; they are after the last one. */
    boolean measures() {
        return done % when.evaluateEvery() == 0 || done == how.steps();
    }

    /**
     * Notes a measurement on held-out clips.
     *
     * @param value what counts, lower is better
     * @param picture of the held-out clips; null for none
     * @return whether it is the best one so far, so that its network is to be kept as {@link #best}
     */
    boolean measured(double[] columns, double value, RgbImage picture) {
        heldOut.add(done, columns);
        if (picture != null) {
            folder.sample(done, picture);
        }
        best = best.after(done, value);
        return best.isBest(done);
    }

    /** Forgets the best value, because from now on another one counts. */
    void beginAnew() {
        best = fresh();
    }

    private EarlyStop fresh() {
        return EarlyStop.of(when.patience(), 0);
    }

    /** Where the best network is kept. */
    Path best() {
        return folder.file("best.safetensors");
    }

    /** Whether everything is saved after this step. */
    boolean saves() {
        return done % when.saveEvery() == 0;
    }

    /** Saves all that the next step depends on, with further notes. */
    void save(Map<String, String> notes) {
        Map<String, String> all = new LinkedHashMap<>(notes);
        all.put("recipe", RunFolder.json(recipe));
        all.put(BEST, best.toJson());
        all.put(MEANS, RunFolder.json(means.pending()));
        folder.save(done, parts, all);
    }

    /** Says which clips could not be read. */
    void reportUnreadable(Map<String, Integer> samples) {
        folder.reportUnreadable(samples);
    }

    /** Keeps the network of the end, which is also the best one where none was measured on the way. */
    void finish(Checkpoint network) {
        Checkpoint noted = network.with(COMPLETE, String.valueOf(done >= how.steps() || best.isOver()));
        noted.save(folder.file(RunFolder.LAST));
        if (!Files.exists(best())) {
            noted.save(best());
        }
    }

    private static Map<String, double[]> sums(String json) {
        try {
            return JSON.readValue(json, new TypeReference<Map<String, double[]>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    @Override
    public void close() {
        stop.close();
    }
}
