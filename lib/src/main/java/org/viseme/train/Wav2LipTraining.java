package org.viseme.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.NetworkState;
import org.viseme.data.BatchLoader;
import org.viseme.data.ClipStore;
import org.viseme.data.EvaluationSet;
import org.viseme.data.LoaderSettings;
import org.viseme.data.SamplerSettings;
import org.viseme.data.Split;
import org.viseme.data.WeightedStore;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.model.syncnet.SyncExpertCheckpoint;
import org.viseme.model.wav2lip.Wav2Lip;
import org.viseme.model.wav2lip.Wav2LipCheckpoint;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.torch.Torch;

/**
 * Trains the Wav2Lip generator: L1, then with a frozen sync expert, and with a quality discriminator where the recipe has
 * one. A training that was stopped, at any moment and by any means, goes on from its last checkpoint with the same batches
 * and the same loss curve.
 */
public final class Wav2LipTraining {
    private static final int LOG_EVERY = 10;
    private static final List<String> LOSSES = List.of(
            "loss", "l1", "sync", "adversarial", "discriminator", "generator_gradient", "discriminator_gradient");
    private static final List<String> LOSS_COLUMNS = List.of(
            "step",
            "loss",
            "l1",
            "sync",
            "adversarial",
            "discriminator",
            "gradient_norm",
            "discriminator_norm",
            "sync_on",
            "skipped",
            "rate",
            "images_s");
    private static final List<String> HELD_OUT_COLUMNS = List.of(
            "step",
            "l1_lower",
            "l1_trivial",
            "mouth",
            "mouth_other_sound",
            "psnr",
            "sync_loss",
            "distance_own",
            "distance_other",
            "distance_real");

    private final Wav2LipRecipe recipe;
    private final Wav2LipConfig config;
    private final List<WeightedStore> data;
    private final Path folder;
    private Path expertFile;
    private Path start;

    /**
     * @param data the stores to train on, with their shares; held-out frames are those of the first one's {@code val}
     *     split, or of its {@code test} split where it has no other
     * @param folder of the run, see {@link RunFolder}
     */
    public Wav2LipTraining(Wav2LipRecipe recipe, List<WeightedStore> data, Path folder) {
        this.recipe = recipe;
        this.config = new Wav2LipConfig(recipe.channels());
        this.data = data;
        this.folder = folder;
    }

    /** With the sync expert of a checkpoint; needed unless the recipe never uses it, in which case it only measures. */
    public Wav2LipTraining withExpert(Path checkpoint) {
        expertFile = checkpoint;
        return this;
    }

    /** From the weights of a generator instead of random ones. */
    public Wav2LipTraining startingFrom(Path generator) {
        start = generator;
        return this;
    }

    /**
     * Trains to the last step, until patience is at an end, or until the process or the thread is asked to stop; what was
     * learnt by then is saved.
     *
     * @param resume whether to go on with what is in the folder
     * @return the measurement at the end
     * @throws VisemeException when the training diverges, the memory is not enough, or an expert is missing
     */
    public HeldOutReport run(Device device, boolean resume, ProgressLine.Listener listener) {
        if (recipe.expert().sync() != SyncPolicy.OFF && expertFile == null) {
            throw new VisemeException(
                    "sync=" + recipe.expert().sync().name().toLowerCase(java.util.Locale.ROOT),
                    "needs a sync expert",
                    "add --expert FILE, or --set sync=off for L1 alone");
        }
        try {
            return train(device, resume, listener);
        } catch (VisemeException e) {
            throw e;
        } catch (RuntimeException e) {
            throw BatchFit.explain(
                    e,
                    recipe.sampling().batch(),
                    size -> new Wav2LipTraining(recipe.withBatch(size), data, folder)
                            .withExpert(expertFile)
                            .tryStep(device));
        }
    }

    private HeldOutReport train(Device device, boolean resume, ProgressLine.Listener listener) {
        Optimization how = recipe.optimization();
        RunFolder run = RunFolder.open(folder, resume);
        EvaluationSet heldOut = heldOut();
        Torch.setBenchmark(true);
        try (StopSignal stop = StopSignal.listen();
                NDManager manager = Torch.newManager(device);
                Wav2LipStep lip = open(manager)) {
            Map<String, Map<String, NDArray>> parts = lip.parts();
            RunFolder.Saved saved = run.resume(parts);
            Course course = saved.step() == 0 ? Course.begin(recipe) : Course.resumed(recipe, saved);
            lip.means().resume(Course.means(saved));
            long done = saved.step();
            CsvLog losses = run.log("metrics.csv", LOSS_COLUMNS, done);
            CsvLog measured = run.log("held-out.csv", HELD_OUT_COLUMNS, done);
            ProgressLine progress = new ProgressLine(done, how.steps(), listener);
            lip.generator().skipped(folder, done);
            try (BatchLoader loader = BatchLoader.open(
                    data, Split.TRAIN, sampler(), LoaderSettings.defaults(), done * how.accumulate())) {
                while (!stop.isStopped() && done < how.steps() && !course.best().isOver()) {
                    for (int i = 0; i < how.accumulate(); i++) {
                        lip.learn(loader.next(), course.sync().on());
                    }
                    lip.step(done++);

                    if (done % LOG_EVERY == 0) {
                        int skipped = lip.generator().skipped(folder, done);
                        Map<String, Double> means = lip.means().take();
                        progress.step(
                                done,
                                LOG_EVERY * how.accumulate() * recipe.sampling().images(),
                                means.getOrDefault("loss", Double.NaN).floatValue());
                        losses.add(
                                done,
                                row(
                                        means,
                                        course.sync().on(),
                                        skipped,
                                        how.rateAt(done - 1),
                                        progress.imagesPerSecond()));
                    }
                    if (done % recipe.measurements().evaluateEvery() == 0) {
                        try (Learner.Averaged averaged = lip.generator().averaged()) {
                            HeldOutReport report = lip.measure(heldOut);
                            measured.add(done, report.columns());
                            run.sample(
                                    done,
                                    SampleGrid.of(lip.generator().network(), heldOut, manager)
                                            .picture());
                            course = course.after(done, report, recipe.expert().syncWeight());
                            if (course.best().isBest(done)) {
                                checkpoint(lip, done, report).save(run.file("best.safetensors"));
                            }
                        }
                    }
                    if (done % recipe.measurements().saveEvery() == 0) {
                        run.save(done, parts, course.notes(recipe, lip.means()));
                    }
                }
                run.reportUnreadable(loader.unreadable());
            }
            run.save(done, parts, course.notes(recipe, lip.means()));
            try (Learner.Averaged averaged = lip.generator().averaged()) {
                HeldOutReport last = lip.measure(heldOut);
                checkpoint(lip, done, last).save(run.file("last.safetensors"));
                return last;
            }
        }
    }

    /** One step on a fresh network, to see whether it fits into the memory. */
    private void tryStep(Device device) {
        try (NDManager manager = Torch.newManager(device);
                Wav2LipStep lip = open(manager);
                BatchLoader loader = BatchLoader.open(data, Split.TRAIN, sampler(), LoaderSettings.defaults(), 0)) {
            lip.learn(loader.next(), recipe.expert().sync() != SyncPolicy.OFF);
            lip.step(0);
        }
    }

    private Wav2LipStep open(NDManager manager) {
        Optimization how = recipe.optimization();
        Wav2Lip drawing = new Wav2Lip(config);
        drawing.initialize(manager, how.seed());
        if (start != null) {
            Checkpoint weights = Checkpoint.read(start);
            NetworkState.load(drawing.state(), weights.state(), start.toString());
        }
        Optional<SyncExpert> expert = Optional.ofNullable(expertFile)
                .map(file -> SyncExpertCheckpoint.load(Checkpoint.read(file), file, manager));
        expert.ifPresent(judge -> {
            if (judge.config().frames() != HeldOutReport.WINDOW) {
                throw new VisemeException(
                        expertFile.toString(),
                        "looks at " + judge.config().frames() + " frames, and a generator's windows have "
                                + HeldOutReport.WINDOW,
                        "use an expert of " + HeldOutReport.WINDOW + " frames");
            }
        });
        return new Wav2LipStep(recipe, drawing, expert, how.memoryFormat(manager.getDevice()), manager);
    }

    private static double[] row(Map<String, Double> means, boolean listening, int skipped, double rate, double speed) {
        double[] row = new double[LOSSES.size() + 4];
        for (int i = 0; i < LOSSES.size(); i++) {
            row[i] = means.getOrDefault(LOSSES.get(i), Double.NaN);
        }
        row[LOSSES.size()] = listening ? 1 : 0;
        row[LOSSES.size() + 1] = skipped;
        row[LOSSES.size() + 2] = rate;
        row[LOSSES.size() + 3] = speed;
        return row;
    }

    private SamplerSettings sampler() {
        return recipe.sampling().settings(recipe.optimization().seed());
    }

    private EvaluationSet heldOut() {
        ClipStore store = data.getFirst().store();
        return HeldOutReport.set(
                store, heldOutSplit(store), recipe.measurements().heldOutClips());
    }

    /** The split that is measured during a training. */
    static Split heldOutSplit(ClipStore store) {
        return store.clips(Split.VAL).isEmpty() ? Split.TEST : Split.VAL;
    }

    private Checkpoint checkpoint(Wav2LipStep lip, long step, HeldOutReport report) {
        return Wav2LipCheckpoint.of(lip.generator().network(), config)
                .with("global_step", String.valueOf(step))
                .with(
                        Checkpoint.PROVENANCE,
                        RunFolder.json(new Provenance(
                                recipe,
                                data.stream().map(Wav2LipTraining::source).toList(),
                                expertFile == null
                                        ? "none"
                                        : expertFile.getFileName().toString(),
                                start == null ? "random" : start.getFileName().toString(),
                                step,
                                step
                                        * recipe.optimization().accumulate()
                                        * recipe.sampling().batch()
                                        * recipe.sampling().frames(),
                                report)));
    }

    static String source(WeightedStore part) {
        ClipStore store = part.store();
        return store.settings().corpus() + ", " + store.clips(Split.TRAIN).size() + " clips, weight " + part.weight();
    }

    /** What a checkpoint says about where it came from. */
    private record Provenance(
            Wav2LipRecipe recipe,
            List<String> data,
            String expert,
            String startedFrom,
            long steps,
            long images,
            HeldOutReport heldOut) {}
}
