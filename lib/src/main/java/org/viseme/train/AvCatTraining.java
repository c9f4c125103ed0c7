package org.viseme.train;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.data.BatchLoader;
import org.viseme.data.ClipStore;
import org.viseme.data.EvaluationSet;
import org.viseme.data.LipBatch;
import org.viseme.data.LoaderSettings;
import org.viseme.data.SamplerSettings;
import org.viseme.data.Split;
import org.viseme.data.WeightedStore;
import org.viseme.metric.PerceptualNetwork;
import org.viseme.model.avcat.AvCatCheckpoint;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.nn.Pass;
import org.viseme.torch.Torch;

/**
 * Trains an AV-CAT. A training that was stopped, at any moment and by any means, goes on from its last checkpoint with
 * the same batches and the same loss curve.
 */
public final class AvCatTraining {
    private final AvCatRecipe recipe;
    private final List<WeightedStore> data;
    private final Path folder;
    private Path expertFile;
    private PerceptualNetwork perceptual = PerceptualNetwork.vgg19();

    /**
     * @param data the stores to train on, with their shares; held-out frames are those of the first one's {@code val}
     *     split, or of its {@code test} split where it has no other
     * @param folder of the run, see {@link RunFolder}
     */
    public AvCatTraining(AvCatRecipe recipe, List<WeightedStore> data, Path folder) {
        this.recipe = recipe;
        this.data = List.copyOf(data);
        this.folder = folder;
    }

    /** With the sync expert of a checkpoint; where the recipe has no weight for it, it only measures. */
    public AvCatTraining withExpert(Path checkpoint) {
        expertFile = checkpoint;
        return this;
    }

    /** With the maps of another network than VGG-19. */
    public AvCatTraining withPerceptual(PerceptualNetwork network) {
        perceptual = network;
        return this;
    }

    /**
     * Trains to the last step, until patience is at an end, or until the process or the thread is asked to stop; what
     * was learnt by then is saved.
     *
     * @param resume whether to go on with what is in the folder
     * @return the measurement at the end
     * @throws VisemeException when the training diverges, the memory is not enough, faces or mel windows of the stores
     *     have another size than the network's, or an expert or published weights are missing
     */
    public HeldOutReport run(Device device, boolean resume, ProgressLine.Listener listener) {
        requireParts();
        return BatchFit.orExplain(
                () -> train(device, resume, listener),
                "batch",
                recipe.sampling().batch(),
                size -> new AvCatTraining(recipe.withBatch(size), data, folder)
                        .withExpert(expertFile)
                        .withPerceptual(perceptual)
                        .tryStep(device));
    }

    private void requireParts() {
        if (recipe.network().melColumns() != LipBatch.MEL_COLUMNS) {
            throw new VisemeException(
                    "melColumns=" + recipe.network().melColumns(),
                    "are not those of a store's mel windows",
                    "use " + LipBatch.MEL_COLUMNS);
        }
        if (recipe.syncWeight() > 0 && expertFile == null) {
            throw new VisemeException(
                    "syncWeight=" + recipe.syncWeight(),
                    "needs a sync expert",
                    "add --expert FILE, or --set syncWeight=0");
        }
        perceptual.missing().ifPresent(missing -> {
            throw new VisemeException(
                    perceptual.label(),
                    "is needed for the perceptual loss: " + missing,
                    "or add --perceptual " + PerceptualNetwork.FEATURES + " (a network trained on faces here)");
        });
    }

    private HeldOutReport train(Device device, boolean resume, ProgressLine.Listener listener) {
        Optimization how = recipe.optimization();
        EvaluationSet heldOut = heldOut();
        Torch.setBenchmark(true);
        try (TrainingRun run = TrainingRun.open(folder, resume, recipe, how, recipe.measurements());
                NDManager manager = Torch.newManager(device)) {
            Optional<SyncExpert> expert = expert(manager);
            try (AvCatStep networks = open(expert, manager)) {
                run.begin(networks.parts(), networks.means());
                run.log(
                        "images",
                        images(1),
                        columns(perceptual.label(), "gradient_norm", "discriminator_norm"),
                        HeldOutReport.COLUMNS,
                        listener);
                networks.generator().skipped(folder, run.step());
                HeldOutReport report = null;
                try (BatchLoader loader =
                        BatchLoader.open(data, Split.TRAIN, sampler(), LoaderSettings.defaults(), run.batch())) {
                    while (run.goesOn()) {
                        for (int i = 0; i < how.accumulate(); i++) {
                            networks.learn(fitting(loader.next()), run.step());
                        }
                        networks.step(run.step());
                        run.next();
                        report = null;

                        if (run.logs()) {
                            int skipped = networks.generator().skipped(folder, run.step());
                            List<String> logged = columns("perceptual", "generator_gradient", "discriminator_gradient");
                            run.log(skipped, networks.means().take(), logged);
                        }
                        if (run.measures()) {
                            try (Learner.Averaged averaged =
                                    networks.generator().averaged()) {
                                report = measure(networks, heldOut, expert, manager);
                                if (run.measured(report.columns(), report.lowerHalf(), null)) {
                                    checkpoint(networks, run.step(), report).save(run.best());
                                }
                            }
                        }
                        if (run.saves()) {
                            run.save(Map.of());
                        }
                    }
                    run.reportUnreadable(loader.unreadable());
                }
                run.save(Map.of());
                try (Learner.Averaged averaged = networks.generator().averaged()) {
                    HeldOutReport last = report == null ? measure(networks, heldOut, expert, manager) : report;
                    run.finish(checkpoint(networks, run.step(), last));
                    return last;
                }
            }
        }
    }

    /** The losses, and what is logged behind them. */
    private static List<String> columns(String seen, String... others) {
        List<String> columns = new ArrayList<>(List.of("loss", seen, "sync", "adversarial", "discriminator"));
        columns.addAll(List.of(others));
        return columns;
    }

    private long images(long steps) {
        return steps * recipe.optimization().accumulate() * recipe.sampling().images();
    }

    private LipBatch fitting(LipBatch batch) {
        if (batch.cropSize() != recipe.network().faceSize()) {
            throw new VisemeException(
                    "faceSize=" + recipe.network().faceSize(),
                    "is not that of the store's faces, " + batch.cropSize(),
                    "use a store of such faces, or a network of this size");
        }
        return batch;
    }

    /** One step on fresh networks, to see whether it fits into the memory. */
    private void tryStep(Device device) {
        try (NDManager manager = Torch.newManager(device);
                AvCatStep networks = open(expert(manager), manager);
                BatchLoader loader = BatchLoader.open(data, Split.TRAIN, sampler(), LoaderSettings.defaults(), 0)) {
            networks.learn(fitting(loader.next()), recipe.adversary().headStart());
            networks.step(0);
        }
    }

    private AvCatStep open(Optional<SyncExpert> expert, NDManager manager) {
        return new AvCatStep(recipe, perceptual.load(manager).backbone(), expert, manager);
    }

    private Optional<SyncExpert> expert(NDManager manager) {
        return Optional.ofNullable(expertFile).map(file -> HeldOutReport.scorer(file, manager));
    }

    private static HeldOutReport measure(
            AvCatStep networks, EvaluationSet heldOut, Optional<SyncExpert> expert, NDManager manager) {
        return HeldOutReport.of(
                arrays -> AvCatStep.draw(networks.generator().network(), arrays, Pass.INFERENCE),
                heldOut,
                expert,
                manager);
    }

    private SamplerSettings sampler() {
        return recipe.sampling().settings(recipe.optimization().seed());
    }

    private EvaluationSet heldOut() {
        ClipStore store = data.getFirst().store();
        return HeldOutReport.set(
                store, TrainingData.heldOut(store), recipe.measurements().heldOutClips());
    }

    private Checkpoint checkpoint(AvCatStep networks, long step, HeldOutReport report) {
        return AvCatCheckpoint.of(networks.generator().network())
                .with("global_step", String.valueOf(step))
                .with(
                        Checkpoint.PROVENANCE,
                        RunFolder.json(new Provenance(
                                recipe,
                                TrainingData.sources(data),
                                expertFile == null
                                        ? "none"
                                        : expertFile.getFileName().toString(),
                                perceptual.label(),
                                step,
                                images(step),
                                report)));
    }

    /** What a checkpoint says about where it came from. */
    private record Provenance(
            AvCatRecipe recipe,
            List<String> data,
            String expert,
            String perceptual,
            long steps,
            long images,
            HeldOutReport heldOut) {}
}
