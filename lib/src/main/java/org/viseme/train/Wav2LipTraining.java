package org.viseme.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.NetworkState;
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
import org.viseme.loss.Adversarial;
import org.viseme.loss.L1;
import org.viseme.loss.Region;
import org.viseme.loss.Synchrony;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.model.syncnet.SyncExpertCheckpoint;
import org.viseme.model.wav2lip.QualityDiscriminator;
import org.viseme.model.wav2lip.Wav2Lip;
import org.viseme.model.wav2lip.Wav2LipCheckpoint;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.RunningMean;
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
        if (recipe.sync() != SyncPolicy.OFF && expertFile == null) {
            throw new VisemeException(
                    "sync=" + recipe.sync().name().toLowerCase(java.util.Locale.ROOT),
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
                    recipe.batch(),
                    size -> new Wav2LipTraining(recipe.withBatch(size), data, folder)
                            .withExpert(expertFile)
                            .tryStep(device));
        }
    }

    private HeldOutReport train(Device device, boolean resume, ProgressLine.Listener listener) {
        Optimization how = recipe.optimization();
        RunFolder run = RunFolder.open(folder, resume);
        EvaluationSet heldOut = heldOut();
        try (StopSignal stop = StopSignal.listen();
                NDManager manager = Torch.newManager(device);
                Networks networks = new Networks(manager)) {
            Map<String, Map<String, NDArray>> parts = networks.parts();
            RunFolder.Saved saved = run.resume(parts);
            Course course = saved.step() == 0 ? Course.begin(recipe) : Course.resumed(recipe, saved);
            networks.means.resume(Course.means(saved));
            long done = saved.step();
            CsvLog losses = run.log("metrics.csv", LOSS_COLUMNS, done);
            CsvLog measured = run.log("held-out.csv", HELD_OUT_COLUMNS, done);
            ProgressLine progress = new ProgressLine(done, how.steps(), listener);
            networks.generator.skipped(folder, done);
            try (BatchLoader loader = BatchLoader.open(
                    data, Split.TRAIN, sampler(), LoaderSettings.defaults(), done * how.accumulate())) {
                while (!stop.isStopped() && done < how.steps() && !course.best().isOver()) {
                    for (int i = 0; i < how.accumulate(); i++) {
                        networks.learn(loader.next(), course.sync().on());
                    }
                    networks.step(done++);

                    if (done % LOG_EVERY == 0) {
                        int skipped = networks.generator.skipped(folder, done);
                        Map<String, Double> means = networks.means.take();
                        progress.step(
                                done,
                                LOG_EVERY * how.accumulate() * recipe.batch() * recipe.frames(),
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
                    if (done % recipe.evaluateEvery() == 0) {
                        try (Learner.Averaged averaged = networks.generator.averaged()) {
                            HeldOutReport report = networks.measure(heldOut);
                            measured.add(done, report.columns());
                            run.sample(
                                    done,
                                    SampleGrid.of(networks.generator.network(), heldOut, manager)
                                            .picture());
                            course = course.after(done, report, recipe.syncWeight());
                            if (course.best().isBest(done)) {
                                checkpoint(networks, done, report).save(run.file("best.safetensors"));
                            }
                        }
                    }
                    if (done % recipe.saveEvery() == 0) {
                        run.save(done, parts, course.notes(recipe, networks.means));
                    }
                }
                run.reportUnreadable(loader.unreadable());
            }
            run.save(done, parts, course.notes(recipe, networks.means));
            try (Learner.Averaged averaged = networks.generator.averaged()) {
                HeldOutReport last = networks.measure(heldOut);
                checkpoint(networks, done, last).save(run.file("last.safetensors"));
                return last;
            }
        }
    }

    /** One step on a fresh network, to see whether it fits into the memory. */
    private void tryStep(Device device) {
        try (NDManager manager = Torch.newManager(device);
                Networks networks = new Networks(manager);
                BatchLoader loader = BatchLoader.open(data, Split.TRAIN, sampler(), LoaderSettings.defaults(), 0)) {
            networks.learn(loader.next(), recipe.sync() != SyncPolicy.OFF);
            networks.step(0);
        }
    }

    /** The networks of a training and what is done with them. */
    private final class Networks implements AutoCloseable {
        final NDManager manager;
        final Learner<Wav2Lip> generator;
        final Optional<Learner<QualityDiscriminator>> discriminator;
        final Optional<SyncExpert> expert;
        final RunningMean means;
        private final Pass pass =
                Pass.TRAINING.withPrecision(recipe.optimization().precision());
        private final float share = 1f / recipe.optimization().accumulate();

        Networks(NDManager manager) {
            this.manager = manager;
            long seed = recipe.optimization().seed();
            Wav2Lip drawing = new Wav2Lip(config);
            drawing.initialize(manager, seed);
            if (start != null) {
                Checkpoint weights = Checkpoint.read(start);
                NetworkState.load(drawing.state(), weights.state(), start.toString());
            }
            generator = new Learner<>("generator", drawing, recipe.optimization(), true, manager);
            discriminator = recipe.adversarialWeight() == 0 ? Optional.empty() : Optional.of(discriminator(seed + 1));
            expert = Optional.ofNullable(expertFile)
                    .map(file -> SyncExpertCheckpoint.load(Checkpoint.read(file), file, manager));
            means = new RunningMean(manager);
        }

        private Learner<QualityDiscriminator> discriminator(long seed) {
            QualityDiscriminator looking = new QualityDiscriminator(config);
            looking.initialize(manager, seed);
            return new Learner<>("discriminator", looking, recipe.optimization(), false, manager);
        }

        Map<String, Map<String, NDArray>> parts() {
            Map<String, Map<String, NDArray>> parts = new LinkedHashMap<>(generator.parts());
            discriminator.ifPresent(learner -> parts.putAll(learner.parts()));
            return parts;
        }

        /** The gradients of one batch; everything made on the way is freed at its end. */
        void learn(LipBatch batch, boolean listen) {
            try (NativeScope scope = NativeScope.under(manager);
                    GradientScope gradients = GradientScope.record()) {
                LipArrays arrays = LipArrays.of(batch, scope.manager());
                NDArray drawn = generator
                        .network()
                        .forward(new NDList(arrays.mel(), arrays.faces()), pass)
                        .singletonOrThrow();
                NDArray loss = generatorLoss(arrays, drawn, listen);
                means.add("loss", loss);
                gradients.backward(loss.mul(share));
                discriminator.ifPresent(learner -> {
                    NDArray mistakes = discriminatorLoss(learner.network(), arrays.target(), drawn.stopGradient());
                    means.add("discriminator", mistakes);
                    gradients.backward(mistakes.mul(share));
                });
            }
        }

        /** (1 - a - b) L1 + a sync + b adversarial. */
        private NDArray generatorLoss(LipArrays arrays, NDArray drawn, boolean listen) {
            float a = listen ? (float) recipe.syncWeight() : 0;
            float b = (float) recipe.adversarialWeight();
            NDArray l1 = objective(drawn, arrays.target());
            means.add("l1", l1);
            NDArray loss = l1.mul(1 - a - b);
            if (a > 0) {
                NDArray sync = syncLoss(expert.orElseThrow(), arrays.windowMel(), drawn, pass);
                means.add("sync", sync);
                loss = loss.add(sync.mul(a));
            }
            if (b > 0) {
                QualityDiscriminator looking = discriminator.orElseThrow().network();
                looking.setTrainable(false);
                NDArray adversarial = Adversarial.towards(probability(looking, drawn), true);
                looking.setTrainable(true);
                means.add("adversarial", adversarial);
                loss = loss.add(adversarial.mul(b));
            }
            return loss;
        }

        private NDArray discriminatorLoss(QualityDiscriminator looking, NDArray real, NDArray drawn) {
            return Adversarial.towards(probability(looking, real), true)
                    .add(Adversarial.towards(probability(looking, drawn), false));
        }

        private NDArray probability(QualityDiscriminator looking, NDArray faces) {
            NDArray windows = faces.getShape().dimension() == 4 ? faces.expandDims(2) : faces;
            return looking.forward(new NDList(windows), pass).singletonOrThrow();
        }

        void step(long step) {
            generator.step(step, means);
            discriminator.ifPresent(learner -> learner.step(step, means));
        }

        HeldOutReport measure(EvaluationSet heldOut) {
            return HeldOutReport.of(generator.network(), heldOut, expert, manager);
        }

        @Override
        public void close() {
            generator.close();
            discriminator.ifPresent(Learner::close);
            means.close();
        }
    }

    /**
     * How far a frozen expert is from taking what was drawn for what was said. The expert runs in evaluation mode: its
     * statistics stay, its weights get no gradient, and the gradient goes through it to the picture.
     *
     * @param mel (batch, 1, 80, 16)
     * @param drawn (batch, 3, 5, 96, 96)
     * @return a scalar
     */
    static NDArray syncLoss(SyncExpert expert, NDArray mel, NDArray drawn, Pass pass) {
        Pass frozen = Pass.INFERENCE.withPrecision(pass.precision());
        return Synchrony.inSync(Synchrony.similarity(expert.speech(mel, frozen), expert.lips(drawn, frozen)));
    }

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
        return SamplerSettings.of(recipe.batch(), recipe.optimization().seed())
                .withFrames(recipe.frames())
                .withTimeline(recipe.timeline())
                .withAugmentation(Augmentation.of(recipe.flip(), recipe.jitter()))
                .withReference(new ReferencePolicy(ReferencePolicy.defaults().distance(), recipe.firstFrameShare()));
    }

    private EvaluationSet heldOut() {
        ClipStore store = data.getFirst().store();
        return HeldOutReport.set(store, heldOutSplit(store), recipe.heldOutClips());
    }

    /** The split that is measured during a training. */
    static Split heldOutSplit(ClipStore store) {
        return store.clips(Split.VAL).isEmpty() ? Split.TEST : Split.VAL;
    }

    private Checkpoint checkpoint(Networks networks, long step, HeldOutReport report) {
        return Wav2LipCheckpoint.of(networks.generator.network(), config)
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
                                step * recipe.optimization().accumulate() * recipe.batch() * recipe.frames(),
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
