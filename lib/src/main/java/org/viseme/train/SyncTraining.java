package org.viseme.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.data.ClipStore;
import org.viseme.data.LoaderSettings;
import org.viseme.data.Split;
import org.viseme.data.SyncBatch;
import org.viseme.data.SyncLoader;
import org.viseme.data.WeightedStore;
import org.viseme.loss.Synchrony;
import org.viseme.metric.SyncReport;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.model.syncnet.SyncExpertCheckpoint;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.RunningMean;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchOps;

/**
 * Trains a sync expert. A training that was stopped, at any moment and by any means, goes on from its last checkpoint with
 * the same batches and the same loss curve.
 */
public final class SyncTraining {
    /** What is logged, under the names of {@link #LOSS_COLUMNS}. */
    private static final List<String> LOSSES = List.of("loss", "pairs", "contrast", "expert_gradient");

    private static final List<String> LOSS_COLUMNS = List.of("loss", "pairs", "contrast", "gradient_norm");
    private static final List<String> HELD_OUT_COLUMNS = List.of(
            "accuracy", "spoken_accuracy", "threshold", "loss", "offset_zero", "offset_within_one", "confidence");

    private final SyncRecipe recipe;
    private final List<WeightedStore> data;
    private final Path folder;

    /**
     * @param data the stores to train on, with their shares; held-out clips are those of the first one's {@code val}
     *     split, or of its {@code test} split where it has no other
     * @param folder of the run, see {@link RunFolder}
     */
    public SyncTraining(SyncRecipe recipe, List<WeightedStore> data, Path folder) {
        this.recipe = recipe;
        this.data = data;
        this.folder = folder;
    }

    /**
     * Trains to the last step, until patience is at an end, or until the process or the thread is asked to stop; what was
     * learnt by then is saved.
     *
     * @param resume whether to go on with what is in the folder
     * @return the measurement at the end
     * @throws VisemeException when the training diverges or the memory is not enough
     */
    public SyncReport run(Device device, boolean resume, ProgressLine.Listener listener) {
        return BatchFit.orExplain(
                () -> train(device, resume, listener),
                "clips",
                recipe.sampling().clips(),
                clips -> new SyncTraining(recipe.withSampling(recipe.sampling().withClips(clips)), data, folder)
                        .tryStep(device));
    }

    private SyncReport train(Device device, boolean resume, ProgressLine.Listener listener) {
        Optimization how = recipe.optimization();
        Torch.setBenchmark(true);
        try (TrainingRun run = TrainingRun.open(folder, resume, recipe, how, recipe.measurements());
                NDManager manager = Torch.newManager(device);
                Learner<SyncExpert> expert = expert(recipe, manager);
                RunningMean means = new RunningMean(manager)) {
            run.begin(expert.parts(), means);
            run.log("windows", windows(1), LOSS_COLUMNS, HELD_OUT_COLUMNS, listener);
            expert.skipped(folder, run.step());
            SyncReport report = null;
            try (SyncLoader loader =
                    SyncLoader.open(data, Split.TRAIN, recipe.sampling(), LoaderSettings.defaults(), run.batch())) {
                while (run.goesOn()) {
                    for (int i = 0; i < how.accumulate(); i++) {
                        learn(recipe, expert.network(), loader.next(), means, manager);
                    }
                    expert.step(run.step(), means);
                    run.next();
                    report = null;

                    if (run.logs()) {
                        int skipped = expert.skipped(folder, run.step());
                        run.log(skipped, means.take(), LOSSES);
                    }
                    if (run.measures()) {
                        try (Learner.Averaged averaged = expert.averaged()) {
                            report = measure(expert.network(), manager);
                            if (run.measured(report.columns(), 1 - report.accuracy(), null)) {
                                checkpoint(expert.network(), run.step(), report).save(run.best());
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
            try (Learner.Averaged averaged = expert.averaged()) {
                SyncReport last = report == null ? measure(expert.network(), manager) : report;
                run.finish(checkpoint(expert.network(), run.step(), last));
                return last;
            }
        }
    }

    private long windows(long steps) {
        return steps * recipe.optimization().accumulate() * recipe.sampling().size();
    }

    static Learner<SyncExpert> expert(SyncRecipe recipe, NDManager manager) {
        Optimization how = recipe.optimization();
        SyncExpert network = new SyncExpert(recipe.model());
        network.initialize(manager, how.seed());
        return new Learner<>("expert", network, how, true, how.memoryFormat(manager.getDevice()), manager);
    }

    /** The gradients of one batch; everything made on the way is freed at its end. */
    static void learn(SyncRecipe recipe, SyncExpert network, SyncBatch batch, RunningMean means, NDManager manager) {
        Pass pass = Pass.TRAINING.withPrecision(recipe.optimization().precision());
        try (NativeScope scope = NativeScope.under(manager);
                GradientScope gradients = GradientScope.record()) {
            SyncArrays arrays = SyncArrays.of(batch, scope.manager());
            NDArray speech = network.speech(arrays.mel(), pass);
            NDArray lips = network.lips(arrays.faces(), pass);
            NDArray matrix = Synchrony.matrix(speech, lips, recipe.otherClips() ? 1 : batch.clips());
            NDArray pairs = Synchrony.pairs(matrix);
            NDArray contrast = Synchrony.contrast(matrix, recipe.temperature());
            NDArray loss = TorchOps.weightedSum(List.of(pairs, contrast), List.of(1.0, recipe.contrastWeight()));
            means.add("loss", loss);
            means.add("pairs", pairs);
            means.add("contrast", contrast);
            gradients.backward(TorchOps.scale(loss, 1.0 / recipe.optimization().accumulate()));
        }
    }

    /** One step on a fresh network, to see whether it fits into the memory. */
    private void tryStep(Device device) {
        try (NDManager manager = Torch.newManager(device);
                Learner<SyncExpert> expert = expert(recipe, manager);
                RunningMean means = new RunningMean(manager);
                SyncLoader loader =
                        SyncLoader.open(data, Split.TRAIN, recipe.sampling(), LoaderSettings.defaults(), 0)) {
            learn(recipe, expert.network(), loader.next(), means, manager);
            expert.step(0, means);
        }
    }

    private SyncReport measure(SyncExpert network, NDManager manager) {
        ClipStore store = data.getFirst().store();
        return SyncEvaluation.of(
                        network,
                        store,
                        TrainingData.heldOut(store),
                        recipe.measurements().heldOutClips(),
                        manager)
                .report();
    }

    private Checkpoint checkpoint(SyncExpert network, long step, SyncReport report) {
        return SyncExpertCheckpoint.of(network, report.threshold())
                .with("global_step", String.valueOf(step))
                .with(
                        Checkpoint.PROVENANCE,
                        RunFolder.json(
                                new Provenance(recipe, TrainingData.sources(data), step, windows(step), report)));
    }

    /** What a checkpoint says about where it came from. */
    private record Provenance(SyncRecipe recipe, List<String> data, long steps, long windows, SyncReport heldOut) {}
}
