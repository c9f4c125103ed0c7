package org.viseme.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
import org.viseme.torch.Ema;
import org.viseme.torch.FusedAdam;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.RunningMean;
import org.viseme.torch.Torch;

/**
 * Trains a sync expert. A training that was stopped, at any moment and by any means, goes on from its last checkpoint with
 * the same batches and the same loss curve.
 */
public final class SyncTraining {
    private static final int LOG_EVERY = 10;
    private static final int HELD_OUT_CLIPS = 50;
    private static final List<String> LOSS_COLUMNS =
            List.of("step", "loss", "pairs", "contrast", "gradient_norm", "rate", "windows_s");
    private static final List<String> HELD_OUT_COLUMNS = List.of(
            "step",
            "accuracy",
            "spoken_accuracy",
            "threshold",
            "loss",
            "offset_zero",
            "offset_within_one",
            "confidence");

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
     * Trains to the last step, or until the thread is interrupted; what was learnt by then is saved.
     *
     * @param resume whether to go on with what is in the folder
     * @return the measurement at the end
     */
    public SyncReport run(Device device, boolean resume, ProgressLine.Listener listener) {
        Optimization how = recipe.optimization();
        RunFolder run = RunFolder.open(folder, resume);
        SyncExpert network = new SyncExpert(recipe.model());
        try (NDManager manager = Torch.newManager(device)) {
            network.initialize(manager, how.seed());
            try (FusedAdam optimizer = new FusedAdam(manager, network.weights(), how.adamSettings());
                    Ema average = new Ema(manager, network.weights(), network.state());
                    RunningMean means = new RunningMean(manager)) {
                long first = run.resume(network.state(), optimizer.state());
                double best = run.best();
                CsvLog losses = run.log("metrics.csv", LOSS_COLUMNS, first);
                CsvLog measured = run.log("held-out.csv", HELD_OUT_COLUMNS, first);
                ProgressLine progress = new ProgressLine(first, how.steps(), listener);
                try (SyncLoader loader = SyncLoader.open(
                        data, Split.TRAIN, recipe.sampling(), LoaderSettings.defaults(), first * how.accumulate())) {
                    for (long done = first + 1; done <= how.steps(); done++) {
                        for (int i = 0; i < how.accumulate(); i++) {
                            learn(network, loader.next(), means, manager);
                        }
                        double rate = how.rateAt(done - 1);
                        means.add("gradient_norm", optimizer.step(rate));
                        average.update(how.emaDecay());
                        if (done % LOG_EVERY == 0) {
                            Map<String, Double> mean = means.take();
                            progress.step(
                                    done,
                                    LOG_EVERY * how.accumulate() * windows(),
                                    mean.get("loss").floatValue());
                            losses.add(
                                    done,
                                    mean.get("loss"),
                                    mean.get("pairs"),
                                    mean.get("contrast"),
                                    mean.get("gradient_norm"),
                                    rate,
                                    progress.imagesPerSecond());
                        }
                        if (done % recipe.evaluateEvery() == 0 || done == how.steps()) {
                            try (Ema.Applied averaged = average.applied()) {
                                SyncReport report = evaluate(network, manager);
                                System.out.println(done + " " + report);
                                measured.add(
                                        done,
                                        report.accuracy(),
                                        report.spokenAccuracy(),
                                        report.threshold(),
                                        report.loss(),
                                        report.offsetZero(),
                                        report.offsetWithinOne(),
                                        report.confidence());
                                checkpoint(network, report).save(run.file("last.safetensors"));
                                if (done == how.steps()) {
                                    return report;
                                }
                            }
                        }
                    }
                }
            }
        }
        return null;
    }

    private int windows() {
        return recipe.sampling().clips() * recipe.sampling().windows();
    }

    /** The gradient of one batch; everything made on the way is freed at its end. */
    private void learn(SyncExpert network, SyncBatch batch, RunningMean means, NDManager manager) {
        Pass pass = Pass.TRAINING.withPrecision(recipe.optimization().precision());
        try (NativeScope scope = NativeScope.under(manager);
                GradientScope gradients = GradientScope.record()) {
            SyncArrays arrays = SyncArrays.of(batch, scope.manager());
            NDArray speech = network.speech(arrays.mel(), pass);
            NDArray lips = network.lips(arrays.faces(), pass);
            NDArray matrix = Synchrony.matrix(speech, lips, recipe.otherClips() ? 1 : batch.clips());
            NDArray pairs = Synchrony.pairs(matrix);
            NDArray contrast = Synchrony.contrast(matrix, recipe.temperature());
            NDArray loss = pairs.add(contrast.mul((float) recipe.contrastWeight()));
            means.add("loss", loss);
            means.add("pairs", pairs);
            means.add("contrast", contrast);
            gradients.backward(loss.mul(1f / recipe.optimization().accumulate()));
        }
    }

    private SyncReport evaluate(SyncExpert network, NDManager manager) {
        ClipStore store = data.getFirst().store();
        Split split = store.clips(Split.VAL).isEmpty() ? Split.TEST : Split.VAL;
        return SyncEvaluation.of(network, store, split, HELD_OUT_CLIPS, manager).report();
    }

    private static Checkpoint checkpoint(SyncExpert network, SyncReport report) {
        return SyncExpertCheckpoint.of(network, report.threshold());
    }
}
