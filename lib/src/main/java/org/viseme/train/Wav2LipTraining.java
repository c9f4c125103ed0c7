package org.viseme.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.data.Augmentation;
import org.viseme.data.BatchLoader;
import org.viseme.data.ClipStore;
import org.viseme.data.EvaluationSet;
import org.viseme.data.LipBatch;
import org.viseme.data.LoaderSettings;
import org.viseme.data.ReferencePolicy;
import org.viseme.data.SamplerSettings;
import org.viseme.data.Split;
import org.viseme.data.WeightedStore;
import org.viseme.loss.L1;
import org.viseme.loss.Region;
import org.viseme.model.wav2lip.Wav2Lip;
import org.viseme.model.wav2lip.Wav2LipCheckpoint;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.nn.Pass;
import org.viseme.torch.FusedAdam;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.Torch;

/**
 * Trains the Wav2Lip generator with the L1 loss. A training that was stopped, at any moment and by any means, goes on from
 * its last checkpoint with the same batches and the same loss curve.
 */
public final class Wav2LipTraining {
    private static final int LOG_EVERY = 10;
    private static final List<String> LOSS_COLUMNS = List.of("step", "loss", "gradient_norm", "rate", "images_s");
    private static final List<String> HELD_OUT_COLUMNS =
            List.of("step", "l1_lower", "l1_trivial", "mouth", "mouth_other_sound");

    private final Wav2LipRecipe recipe;
    private final Wav2LipConfig config;
    private final List<WeightedStore> data;
    private final Path folder;

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

    /**
     * Trains to the last step, or until the thread is interrupted; what was learnt by then is saved.
     *
     * @param resume whether to go on with what is in the folder
     * @return the measurement at the end
     * @throws VisemeException when the loss is no longer a number
     */
    public HeldOutReport run(Device device, boolean resume, ProgressLine.Listener listener) {
        RunFolder run = RunFolder.open(folder, resume);
        Wav2Lip network = new Wav2Lip(config);
        EvaluationSet heldOut = heldOut();
        try (NDManager manager = Torch.newManager(device)) {
            network.initialize(manager, recipe.seed());
            FusedAdam.Settings adam = FusedAdam.Settings.defaults().withClipNorm(recipe.clipNorm());
            try (FusedAdam optimizer = new FusedAdam(manager, network.weights(), adam)) {
                long first = run.resume(network.state(), optimizer.state());
                double best = run.best();
                long reached = first;
                CsvLog losses = run.log("metrics.csv", LOSS_COLUMNS, first);
                CsvLog measured = run.log("held-out.csv", HELD_OUT_COLUMNS, first);
                ProgressLine progress = new ProgressLine(first, recipe.steps(), listener);
                try (BatchLoader loader =
                        BatchLoader.open(data, Split.TRAIN, sampler(), LoaderSettings.defaults(), first)) {
                    boolean stopped = false;
                    for (long done = first + 1; done <= recipe.steps() && !stopped; done++) {
                        double rate = recipe.rateAt(done - 1);
                        Update update = update(network, optimizer, loader.next(), rate, manager);
                        guard(done, update);
                        reached = done;

                        progress.step(done, recipe.batch(), update.loss());
                        if (done % LOG_EVERY == 0) {
                            losses.add(done, update.loss(), update.norm(), rate, progress.imagesPerSecond());
                        }
                        if (done % recipe.evaluateEvery() == 0) {
                            HeldOutReport report = HeldOutReport.of(network, heldOut, manager);
                            measured.add(done, report.columns());
                            run.sample(done, SampleGrid.of(network, heldOut, manager));
                            if (report.lowerHalf() < best) {
                                best = report.lowerHalf();
                                checkpoint(network, done, report).save(run.file("best.safetensors"));
                            }
                        }
                        stopped = Thread.interrupted();
                        if (done % recipe.saveEvery() == 0 || done == recipe.steps() || stopped) {
                            run.save(done, network.state(), optimizer.state(), recipe, best);
                        }
                    }
                }
                HeldOutReport last = HeldOutReport.of(network, heldOut, manager);
                checkpoint(network, reached, last).save(run.file("last.safetensors"));
                return last;
            }
        }
    }

    /** One step: batch, loss, backward, update. Everything made on the way is freed at its end. */
    private Update update(Wav2Lip network, FusedAdam optimizer, LipBatch batch, double rate, NDManager manager) {
        Pass pass = Pass.TRAINING.withPrecision(recipe.precision());
        try (NativeScope scope = NativeScope.under(manager);
                GradientScope gradients = GradientScope.record()) {
            LipArrays arrays = LipArrays.of(batch, scope.manager());
            NDArray drawn = network.forward(new NDList(arrays.mel(), arrays.faces()), pass)
                    .singletonOrThrow();
            NDArray loss = objective(drawn, arrays.target());
            gradients.backward(loss);
            float norm = optimizer.step(rate).getFloat();
            return new Update(loss.getFloat(), norm);
        }
    }

    private record Update(float loss, float norm) {}

    /** L1 over the lower half, the upper one as far as the recipe wants it, and the mouth once more. */
    private NDArray objective(NDArray drawn, NDArray target) {
        if (recipe.upperWeight() == 1 && recipe.mouthWeight() == 0) {
            return L1.mean(drawn, target, Region.WHOLE);
        }
        double sum = 1 + recipe.upperWeight() + recipe.mouthWeight();
        NDArray objective = L1.mean(drawn, target, Region.LOWER_HALF).mul((float) (1 / sum));
        if (recipe.upperWeight() > 0) {
            objective =
                    objective.add(L1.mean(drawn, target, Region.UPPER_HALF).mul((float) (recipe.upperWeight() / sum)));
        }
        if (recipe.mouthWeight() > 0) {
            objective = objective.add(L1.mean(drawn, target, Region.MOUTH).mul((float) (recipe.mouthWeight() / sum)));
        }
        return objective;
    }

    private SamplerSettings sampler() {
        return SamplerSettings.of(recipe.batch(), recipe.seed())
                .withAugmentation(Augmentation.of(recipe.flip(), recipe.jitter()))
                .withReference(new ReferencePolicy(ReferencePolicy.defaults().distance(), recipe.firstFrameShare()));
    }

    private EvaluationSet heldOut() {
        var store = data.getFirst().store();
        Split split = store.clips(Split.VAL).isEmpty() ? Split.TEST : Split.VAL;
        return EvaluationSet.open(store, split, EvaluationSet.Settings.of(25).withStride(5));
    }

    private void guard(long step, Update update) {
        if (!Float.isFinite(update.loss()) || !Float.isFinite(update.norm())) {
            throw new VisemeException(
                    folder.toString(),
                    "loss " + update.loss() + " and gradient norm " + update.norm() + " at step " + step,
                    "resume from the last checkpoint with a lower learningRate");
        }
    }

    private Checkpoint checkpoint(Wav2Lip network, long step, HeldOutReport report) {
        return Wav2LipCheckpoint.of(network, config)
                .with("global_step", String.valueOf(step))
                .with(
                        Checkpoint.PROVENANCE,
                        RunFolder.json(new Provenance(
                                recipe,
                                data.stream()
                                        .map(part -> part.store().toString())
                                        .toList(),
                                step,
                                step * recipe.batch(),
                                report)));
    }

    private static String source(WeightedStore part) {
        ClipStore store = part.store();
        return store.settings().corpus() + ", " + store.clips(Split.TRAIN).size() + " clips, weight " + part.weight();
    }

    /** What a checkpoint says about where it came from. */
    private record Provenance(
            Wav2LipRecipe recipe, List<String> data, long steps, long images, HeldOutReport heldOut) {}
}
