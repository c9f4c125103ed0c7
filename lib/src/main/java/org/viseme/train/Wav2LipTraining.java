package org.viseme.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
import org.viseme.media.RgbImage;
import org.viseme.metric.PerceptualNetwork;
import org.viseme.model.perceptual.FeatureDistance;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.model.wav2lip.Wav2Lip;
import org.viseme.model.wav2lip.Wav2LipCheckpoint;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.nn.Cbam;
import org.viseme.torch.Torch;

/**
 * Trains the Wav2Lip generator: L1, then with a frozen sync expert, and with a quality discriminator where the recipe has
 * one. A training that was stopped, at any moment and by any means, goes on from its last checkpoint with the same batches
 * and the same loss curve.
 */
public final class Wav2LipTraining {
    private final Wav2LipRecipe recipe;
    private final Wav2LipConfig config;
    private final List<WeightedStore> data;
    private final Path folder;
    private Path expertFile;
    private Path start;
    private boolean addsAttention;
    private PerceptualNetwork perceptual = PerceptualNetwork.lpips();

    /**
     * @param data the stores to train on, with their shares; held-out frames are those of the first one's {@code val}
     *     split, or of its {@code test} split where it has no other
     * @param folder of the run, see {@link RunFolder}
     */
    public Wav2LipTraining(Wav2LipRecipe recipe, List<WeightedStore> data, Path folder) {
        this.recipe = recipe;
        this.config = recipe.network();
        this.data = data;
        this.folder = folder;
    }

    /** With the sync expert of a checkpoint; needed unless the recipe never uses it, in which case it only measures. */
    public Wav2LipTraining withExpert(Path checkpoint) {
        expertFile = checkpoint;
        return this;
    }

    /** With another network than LPIPS where the recipe has a weight for a perceptual distance. */
    public Wav2LipTraining withPerceptual(PerceptualNetwork network) {
        perceptual = network;
        return this;
    }

    /** From the weights of a generator instead of random ones. */
    public Wav2LipTraining startingFrom(Path generator) {
        start = generator;
        return this;
    }

    /**
     * As {@link #startingFrom}, of a deep generator that has no attention blocks, or of one kind only: those that it lacks
     * are added so that they change nothing at first ({@link Wav2Lip#beginNeutral}). Checkpoints note it; anything else that
     * is missing is an error.
     */
    public Wav2LipTraining addingAttentionTo(Path generator) {
        addsAttention = true;
        return startingFrom(generator);
    }

    /**
     * Trains to the last step, until patience is at an end, or until the process or the thread is asked to stop; what was
     * learnt by then is saved.
     *
     * @param resume whether to go on with what is in the folder
     * @return the measurement at the end
     * @throws VisemeException when the training diverges, the memory is not enough, or an expert or published weights are
     *     missing
     */
    public HeldOutReport run(Device device, boolean resume, ProgressLine.Listener listener) {
        requireParts();
        return BatchFit.orExplain(
                () -> train(device, resume, listener),
                "batch",
                recipe.sampling().batch(),
                size -> new Wav2LipTraining(recipe.withBatch(size), data, folder)
                        .withExpert(expertFile)
                        .withPerceptual(perceptual)
                        .tryStep(device));
    }

    /** @throws VisemeException when an expert or published weights are missing */
    void requireParts() {
        if (recipe.expert().sync() != SyncPolicy.OFF && expertFile == null) {
            throw new VisemeException(
                    "sync=" + recipe.expert().sync().name().toLowerCase(Locale.ROOT),
                    "needs a sync expert",
                    "add --expert FILE, or --set sync=off for L1 alone");
        }
        if (addsAttention && config.depth() != Wav2LipConfig.Depth.DEEP) {
            throw new VisemeException(
                    "depth=" + config.depth().name().toLowerCase(Locale.ROOT),
                    "has attention within its blocks, which cannot be added to what was trained without",
                    "start from a network of the same kind, or from random weights");
        }
        if (recipe.perceptualWeight() > 0) {
            perceptual.missing().ifPresent(missing -> {
                throw new VisemeException(
                        "perceptualWeight=" + recipe.perceptualWeight(),
                        "needs published weights: " + missing,
                        "or add --perceptual " + PerceptualNetwork.FEATURES
                                + " (a network trained on faces here, not LPIPS), or one of your own from './viseme train"
                                + " feature-network --data STORE --out RUN', or --set perceptualWeight=0");
            });
        }
    }

    /** @throws VisemeException when the generator to begin with does not fit the recipe's network */
    void requireStart() {
        if (start != null) {
            try (NDManager manager = Torch.newManager(Device.cpu())) {
                Wav2Lip drawing = new Wav2Lip(config);
                drawing.initialize(manager, recipe.optimization().seed());
                fill(drawing);
            }
        }
    }

    private HeldOutReport train(Device device, boolean resume, ProgressLine.Listener listener) {
        Optimization how = recipe.optimization();
        EvaluationSet heldOut = heldOut();
        Torch.setBenchmark(true);
        try (TrainingRun run = TrainingRun.open(folder, resume, recipe, how, recipe.measurements());
                NDManager manager = Torch.newManager(device);
                Wav2LipStep lip = open(manager)) {
            SyncSwitch sync = SyncSwitch.of(recipe).resumed(run.begin(lip.parts(), lip.means()));
            run.log(
                    "images",
                    images(1),
                    columns(perceptual.label(), "gradient_norm", "discriminator_norm", "sync_on"),
                    HeldOutReport.COLUMNS,
                    listener);
            lip.generator().skipped(folder, run.step());
            HeldOutReport report = null;
            try (BatchLoader loader =
                    BatchLoader.open(data, Split.TRAIN, sampler(), LoaderSettings.defaults(), run.batch())) {
                while (run.goesOn()) {
                    for (int i = 0; i < how.accumulate(); i++) {
                        lip.learn(loader.next(), run.step(), sync.on());
                    }
                    lip.step(run.step());
                    run.next();
                    report = null;

                    if (run.logs()) {
                        int skipped = lip.generator().skipped(folder, run.step());
                        List<String> logged = columns("perceptual", "generator_gradient", "discriminator_gradient");
                        run.log(skipped, lip.means().take(), logged, sync.on() ? 1 : 0);
                    }
                    if (run.measures()) {
                        try (Learner.Averaged averaged = lip.generator().averaged()) {
                            report = lip.measure(heldOut);
                            RgbImage picture = SampleGrid.of(lip.generator().network(), heldOut, manager)
                                    .picture();
                            if (run.measured(report.columns(), objective(report, sync.on()), picture)) {
                                checkpoint(lip, run.step(), report).save(run.best());
                            }
                        }
                        SyncSwitch next = sync.after(run.step(), report);
                        if (next.on() && !sync.on()) {
                            run.beginAnew();
                        }
                        sync = next;
                    }
                    if (run.saves()) {
                        run.save(sync.notes());
                    }
                }
                run.reportUnreadable(loader.unreadable());
            }
            run.save(sync.notes());
            try (Learner.Averaged averaged = lip.generator().averaged()) {
                HeldOutReport last = report == null ? lip.measure(heldOut) : report;
                run.finish(checkpoint(lip, run.step(), last));
                return last;
            }
        }
    }

    /**
     * What counts on held-out clips is the generator's own objective: the error of the lower half, and the sync loss by
     * its weight once the expert is listened to.
     */
    private double objective(HeldOutReport report, boolean listening) {
        double a = listening ? recipe.expert().syncWeight() : 0;
        return (1 - a) * report.lowerHalf() + (a == 0 ? 0 : a * report.sync().loss());
    }

    /** The losses, and what is logged behind them; {@code seen} is the perceptual one, which not all trainings have. */
    private List<String> columns(String seen, String... others) {
        List<String> columns = new ArrayList<>(List.of("loss", "l1", "sync", "adversarial", "discriminator"));
        if (recipe.perceptualWeight() > 0) {
            columns.add(seen);
        }
        columns.addAll(List.of(others));
        return columns;
    }

    private long images(long steps) {
        return steps * recipe.optimization().accumulate() * recipe.sampling().images();
    }

    /** One step on a fresh network, to see whether it fits into the memory. */
    private void tryStep(Device device) {
        try (NDManager manager = Torch.newManager(device);
                Wav2LipStep lip = open(manager);
                BatchLoader loader = BatchLoader.open(data, Split.TRAIN, sampler(), LoaderSettings.defaults(), 0)) {
            lip.learn(
                    loader.next(),
                    recipe.adversary().headStart(),
                    recipe.expert().sync() != SyncPolicy.OFF);
            lip.step(0);
        }
    }

    private Wav2LipStep open(NDManager manager) {
        Optimization how = recipe.optimization();
        Wav2Lip drawing = new Wav2Lip(config);
        drawing.initialize(manager, how.seed());
        if (start != null) {
            fill(drawing);
        }
        Optional<SyncExpert> expert = Optional.ofNullable(expertFile).map(file -> HeldOutReport.scorer(file, manager));
        return new Wav2LipStep(recipe, drawing, expert, how.memoryFormat(manager.getDevice()), manager)
                .withPerceptual(seeing(manager));
    }

    private void fill(Wav2Lip drawing) {
        Checkpoint weights = Checkpoint.read(start);
        Map<String, NDArray> known = new LinkedHashMap<>(drawing.state());
        Set<String> added = new TreeSet<>();
        if (addsAttention) {
            List<String> missing = known.keySet().stream()
                    .filter(name -> Cbam.holds(name) && !weights.state().contains(name))
                    .toList();
            missing.forEach(name -> added.add(Cbam.kind(name)));
            missing.forEach(known::remove);
        }
        NetworkState.load(known, weights.state(), start.toString());
        if (!added.isEmpty()) {
            drawing.beginNeutral(added);
        }
    }

    private Optional<FeatureDistance> seeing(NDManager manager) {
        return recipe.perceptualWeight() == 0 ? Optional.empty() : Optional.of(perceptual.load(manager));
    }

    private SamplerSettings sampler() {
        return recipe.sampling().settings(recipe.optimization().seed());
    }

    private EvaluationSet heldOut() {
        ClipStore store = data.getFirst().store();
        return HeldOutReport.set(
                store, TrainingData.heldOut(store), recipe.measurements().heldOutClips());
    }

    private Checkpoint checkpoint(Wav2LipStep lip, long step, HeldOutReport report) {
        return Wav2LipCheckpoint.of(lip.generator().network(), config)
                .with("global_step", String.valueOf(step))
                .with(
                        Checkpoint.PROVENANCE,
                        RunFolder.json(new Provenance(
                                recipe,
                                TrainingData.sources(data),
                                expertFile == null
                                        ? "none"
                                        : expertFile.getFileName().toString(),
                                recipe.perceptualWeight() == 0 ? "none" : perceptual.label(),
                                startedFrom(),
                                step,
                                images(step),
                                report)));
    }

    private String startedFrom() {
        String file = start == null ? "random" : start.getFileName().toString();
        return addsAttention ? file + ", attention added where it has none" : file;
    }

    /** What a checkpoint says about where it came from. */
    private record Provenance(
            Wav2LipRecipe recipe,
            List<String> data,
            String expert,
            String perceptual,
            String startedFrom,
            long steps,
            long images,
            HeldOutReport heldOut) {}
}
