package org.viseme.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.cluster.Agreement;
import org.viseme.data.ClipEntry;
import org.viseme.data.ClipStore;
import org.viseme.data.LoaderSettings;
import org.viseme.data.Split;
import org.viseme.data.Utterance;
import org.viseme.data.UtteranceBatch;
import org.viseme.data.UtteranceLoader;
import org.viseme.data.WeightedStore;
import org.viseme.data.WordFrames;
import org.viseme.lipreading.ClipArrays;
import org.viseme.lipreading.Modality;
import org.viseme.loss.CrossEntropy;
import org.viseme.model.avhubert.AvHubertCheckpoint;
import org.viseme.model.avhubert.AvHubertEncoder;
import org.viseme.model.avhubert.Clips;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.RunningMean;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchOps;
import org.viseme.torch.TorchScript;

/**
 * Pretrains AV-HuBERT's encoder: clusters, then a network that tells the clusters of hidden frames, then clusters of
 * what that network knows, and so on. Each iteration has a {@link RunFolder} of its own, {@code iteration-1} and so on,
 * with its clusters in it; one that was stopped goes on, and those that are done stay as they are.
 */
public final class Pretraining {
    private static final String NETWORK = "network";
    private static final String LAST = "last.safetensors";
    private static final TorchScript BOOLEAN = TorchScript.of(List.of("x"), "return torch.ne(x, 0)");
    private static final List<String> HELD_OUT = List.of("masked_accuracy", "seen_accuracy", "loss", "chance");

    private final PretrainingRecipe recipe;
    private final List<WeightedStore> data;
    private final Path folder;

    /**
     * @param data the stores to train on, with their shares; held-out clips are those of the first one's {@code val}
     *     split, or of its {@code test} split where it has no other
     * @param folder gets a folder an iteration
     */
    public Pretraining(PretrainingRecipe recipe, List<WeightedStore> data, Path folder) {
        this.recipe = recipe;
        this.data = data;
        this.folder = folder;
    }

    /**
     * Trains all iterations to their ends, or until the process or the thread is asked to stop.
     *
     * @param resume whether to go on with what is in the folder
     * @return the measurement at the end of the last iteration that was trained
     * @throws VisemeException when the training diverges or the memory is not enough, or clips lack what is clustered
     */
    public PretrainingReport run(Device device, boolean resume, ProgressLine.Listener listener) {
        return BatchFit.orExplain(
                () -> iterate(device, resume, listener),
                "clips",
                recipe.sampling().clips(),
                clips -> new Pretraining(recipe.withSampling(recipe.sampling().withClips(clips)), data, folder)
                        .tryStep(device));
    }

    private PretrainingReport iterate(Device device, boolean resume, ProgressLine.Listener listener) {
        int iterations = recipe.clusters().size();
        PretrainingReport report = null;
        for (int i = 1; i <= iterations; i++) {
            int before = i - 1;
            boolean goesOn = resume || i > 1;
            report = train(
                    i,
                    device,
                    goesOn,
                    (share, line) -> listener.progress(
                            (before + share) / iterations,
                            "iteration " + (before + 1) + " of " + iterations + ": " + line));
            if (steps(i) < recipe.optimization().steps()) {
                break;
            }
        }
        return report;
    }

    private Path folder(int iteration) {
        return folder.resolve("iteration-" + iteration);
    }

    private long steps(int iteration) {
        return Long.parseLong(Checkpoint.read(model(iteration)).metadata().get("global_step"));
    }

    private PretrainingReport train(int iteration, Device device, boolean resume, ProgressLine.Listener listener) {
        Optimization how = recipe.optimization();
        // whether an iteration ended before its time must not depend on its figures: see iterate
        Measurements patient = recipe.measurements().withPatience(0);
        Torch.setBenchmark(true);
        try (TrainingRun run = TrainingRun.open(folder(iteration), resume, recipe, how, patient);
                NDManager manager = Torch.newManager(device);
                Learner<AvHubertEncoder> learner = learner(iteration, manager);
                RunningMean means = new RunningMean(manager)) {
            if (Files.notExists(folder(iteration).resolve(RunFolder.RESUME))) {
                FrameClusters.forget(folder(iteration));
            }
            FrameClusters clusters = clusters(iteration, manager);
            run.begin(learner.parts(), means);
            run.log("clips", clips(1), losses("gradient_norm"), HELD_OUT, listener);
            learner.skipped(folder(iteration), run.step());
            PretrainingReport report = null;
            try (UtteranceLoader loader = UtteranceLoader.open(
                    data, Split.TRAIN, recipe.sampling(), LoaderSettings.defaults(), run.batch())) {
                while (run.goesOn()) {
                    for (int i = 0; i < how.accumulate(); i++) {
                        learn(learner.network(), loader.next(), clusters, means, manager);
                    }
                    learner.step(run.step(), means);
                    run.next();
                    report = null;

                    if (run.logs()) {
                        int skipped = learner.skipped(folder(iteration), run.step());
                        run.log(skipped, means.take(), losses(NETWORK + "_gradient"));
                    }
                    if (run.measures()) {
                        try (Learner.Averaged averaged = learner.averaged()) {
                            report = measure(iteration, learner.network(), clusters, manager);
                            if (run.measured(report.columns(), report.loss(), null)) {
                                checkpoint(learner.network(), run.step(), report)
                                        .save(run.best());
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
            try (Learner.Averaged averaged = learner.averaged()) {
                PretrainingReport last =
                        report == null ? measure(iteration, learner.network(), clusters, manager) : report;
                run.finish(checkpoint(learner.network(), run.step(), last));
                return last;
            }
        }
    }

    private static List<String> losses(String gradient) {
        return List.of("loss", "masked", "seen", "masked_accuracy", "seen_accuracy", gradient);
    }

    private long clips(long steps) {
        return steps * recipe.optimization().accumulate() * recipe.sampling().clips();
    }

    /** A fresh network: each iteration begins anew, as published. */
    private Learner<AvHubertEncoder> learner(int iteration, NDManager manager) {
        int count = recipe.clusters().get(iteration - 1);
        AvHubertEncoder network = new AvHubertEncoder(recipe.model().forPretraining(count));
        network.initialize(manager, recipe.optimization().seed() + iteration);
        return Learner.ofParts(NETWORK, network, recipe.optimization(), manager);
    }

    private FrameClusters clusters(int iteration, NDManager manager) {
        List<FrameClusters.Clip> learnt = new ArrayList<>();
        for (WeightedStore part : data) {
            part.clips(Split.TRAIN).forEach(clip -> learnt.add(new FrameClusters.Clip(part.store(), clip)));
        }
        List<FrameClusters.Clip> all = new ArrayList<>(learnt);
        all.addAll(heldOut());
        try (NDManager scope = manager.newSubManager()) {
            return FrameClusters.of(
                    folder(iteration),
                    source(iteration, scope),
                    learnt,
                    all,
                    recipe.clusters().get(iteration - 1),
                    recipe.clusterRows(),
                    recipe.optimization().seed());
        }
    }

    private List<FrameClusters.Clip> heldOut() {
        ClipStore store = data.getFirst().store();
        return TrainingData.spread(
                        store.clips(TrainingData.heldOut(store)),
                        recipe.measurements().heldOutClips())
                .stream()
                .map(clip -> new FrameClusters.Clip(store, clip))
                .toList();
    }

    private FrameClusters.Source source(int iteration, NDManager manager) {
        if (iteration == 1) {
            return new FrameClusters.Cepstra();
        }
        return new FrameClusters.Layer(trained(iteration - 1, manager), recipe.clusteredLayer(), manager);
    }

    /** The gradients of one batch; everything made on the way is freed at its end. */
    private void learn(
            AvHubertEncoder network,
            UtteranceBatch batch,
            FrameClusters clusters,
            RunningMean means,
            NDManager manager) {
        long seed = recipe.optimization().seedOf(batch.step());
        Torch.setSeed(seed);
        Pass pass = Pass.TRAINING.withPrecision(recipe.optimization().precision());
        try (NativeScope scope = NativeScope.under(manager);
                GradientScope gradients = GradientScope.record()) {
            Hidden hidden = Hidden.of(batch, recipe.masking(), clusters.of(batch), seed, scope.manager());
            NDArray logits = hidden.predict(network, recipe.featureGradient(), pass, scope.manager());
            NDArray masked = CrossEntropy.of(logits, hidden.masked(), WordFrames.UNKNOWN, 0);
            List<NDArray> losses = new ArrayList<>(List.of(masked));
            List<Double> weights = new ArrayList<>(List.of(recipe.maskedWeight()));
            if (recipe.seenWeight() > 0 && hidden.leavesSome()) {
                losses.add(CrossEntropy.of(logits, hidden.seen(), WordFrames.UNKNOWN, 0));
                weights.add(recipe.seenWeight());
                means.add("seen", losses.getLast());
            }
            NDArray loss = TorchOps.weightedSum(losses, weights);
            means.add("loss", loss);
            means.add("masked", masked);
            means.add("masked_accuracy", CrossEntropy.accuracy(logits, hidden.masked(), WordFrames.UNKNOWN));
            if (hidden.leavesSome()) {
                means.add("seen_accuracy", CrossEntropy.accuracy(logits, hidden.seen(), WordFrames.UNKNOWN));
            }
            gradients.backward(TorchOps.scale(loss, 1.0 / recipe.optimization().accumulate()));
        }
    }

    /**
     * A batch of which spans are hidden.
     *
     * @param masked (batch, frames): the cluster of each hidden frame, {@link WordFrames#UNKNOWN} elsewhere
     * @param seen the same of the other frames
     */
    private record Hidden(
            UtteranceBatch batch,
            byte[] sound,
            NDArray masked,
            NDArray seen,
            long[] maskedTargets,
            boolean leavesSome) {
        static Hidden of(UtteranceBatch batch, Masking masking, long[] targets, long seed, NDManager manager) {
            return of(batch, masking.draw(batch, new SplittableRandom(seed)), targets, manager);
        }

        static Hidden of(UtteranceBatch batch, Masking.Masked drawn, long[] targets, NDManager manager) {
            long[] masked = targets.clone();
            long[] seen = targets.clone();
            for (int i = 0; i < targets.length; i++) {
                (drawn.any(i) ? seen : masked)[i] = WordFrames.UNKNOWN;
            }
            Shape shape = new Shape(batch.size(), batch.frames());
            return new Hidden(
                    batch.withMouths(drawn.mouths()),
                    drawn.sound(),
                    Torch.create(manager, LongBuffer.wrap(masked), shape, DataType.INT64),
                    Torch.create(manager, LongBuffer.wrap(seen), shape, DataType.INT64),
                    masked,
                    Arrays.stream(seen).anyMatch(target -> target != WordFrames.UNKNOWN));
        }

        /** How probable each cluster is in each frame, (batch, frames, clusters) before a softmax. */
        NDArray predict(AvHubertEncoder network, double featureGradient, Pass pass, NDManager manager) {
            Clips clips = ClipArrays.of(batch, Modality.BOTH, manager);
            Shape shape = new Shape(batch.size(), batch.frames());
            NDArray mask = BOOLEAN.apply(Torch.create(manager, ByteBuffer.wrap(sound), shape, DataType.UINT8));
            NDArray heard = network.masked(clips.audio().orElseThrow(), mask);
            Clips hidden = Clips.of(heard, clips.video().orElseThrow()).withPadding(clips.padding());
            return network.clusterLogits(
                    network.context(hidden, featureGradient, pass).values(), pass);
        }
    }

    /** One step on a fresh network, to see whether it fits into the memory. */
    private void tryStep(Device device) {
        try (NDManager manager = Torch.newManager(device);
                Learner<AvHubertEncoder> learner = learner(1, manager);
                RunningMean means = new RunningMean(manager);
                UtteranceLoader loader =
                        UtteranceLoader.open(data, Split.TRAIN, recipe.sampling(), LoaderSettings.defaults(), 0)) {
            learn(learner.network(), loader.next(), clusters(1, manager), means, manager);
            learner.step(0, means);
        }
    }

    private PretrainingReport measure(
            int iteration, AvHubertEncoder network, FrameClusters clusters, NDManager manager) {
        double masked = 0;
        double seen = 0;
        double loss = 0;
        Map<Long, Integer> counts = new HashMap<>();
        List<FrameClusters.Clip> clips = heldOut();
        for (int i = 0; i < clips.size(); i++) {
            FrameClusters.Clip clip = clips.get(i);
            UtteranceBatch batch = UtteranceBatch.whole(List.of(Utterance.read(clip.store(), clip.entry())));
            try (GradientScope off = GradientScope.off();
                    NativeScope scope = NativeScope.under(manager)) {
                // the same spans at every measurement
                Hidden hidden = Hidden.of(batch, recipe.masking(), clusters.of(batch), i, scope.manager());
                NDArray logits = hidden.predict(network, 1, Pass.INFERENCE, scope.manager());
                loss += CrossEntropy.of(logits, hidden.masked(), WordFrames.UNKNOWN, 0)
                        .getFloat();
                masked += CrossEntropy.accuracy(logits, hidden.masked(), WordFrames.UNKNOWN)
                        .getFloat();
                seen += hidden.leavesSome()
                        ? CrossEntropy.accuracy(logits, hidden.seen(), WordFrames.UNKNOWN)
                                .getFloat()
                        : 0;
                Arrays.stream(hidden.maskedTargets())
                        .filter(target -> target != WordFrames.UNKNOWN)
                        .forEach(target -> counts.merge(target, 1, Integer::sum));
            }
        }
        int most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        int all = counts.values().stream().mapToInt(Integer::intValue).sum();
        Agreement agreement = clusters.agreement(clips);
        return new PretrainingReport(
                iteration,
                masked / clips.size(),
                seen / clips.size(),
                loss / clips.size(),
                most / (double) all,
                agreement);
    }

    /**
     * A held-out clip as an iteration that was trained sees it, and what it tells of it.
     *
     * @param seed of the spans that are hidden
     * @throws VisemeException when the iteration was not trained yet
     */
    public HiddenClip look(int iteration, ClipEntry clip, long seed, Device device) {
        try (NDManager manager = Torch.newManager(device);
                GradientScope off = GradientScope.off()) {
            AvHubertEncoder network = trained(iteration, manager);
            ClipStore store = data.getFirst().store();
            UtteranceBatch batch = UtteranceBatch.whole(List.of(Utterance.read(store, clip)));
            int[] clusters = clusters(iteration, manager).of(clip.id());
            Masking.Masked drawn = recipe.masking().draw(batch, new SplittableRandom(seed));
            Hidden hidden = Hidden.of(
                    batch, drawn, Arrays.stream(clusters).asLongStream().toArray(), manager);
            float[] logits = hidden.predict(network, 1, Pass.INFERENCE, manager).toFloatArray();
            return new HiddenClip(
                    batch,
                    hidden.batch(),
                    flags(drawn.sound()),
                    flags(drawn.pictures()),
                    clusters,
                    largest(logits, recipe.clusters().get(iteration - 1)));
        }
    }

    private static boolean[] flags(byte[] values) {
        boolean[] flags = new boolean[values.length];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = values[i] != 0;
        }
        return flags;
    }

    /** The index of the largest value of each row. */
    private static int[] largest(float[] values, int width) {
        int[] found = new int[values.length / width];
        for (int i = 0; i < values.length; i++) {
            int row = i / width;
            found[row] = values[i] > values[row * width + found[row]] ? i % width : found[row];
        }
        return found;
    }

    /**
     * Measures an iteration that was trained.
     *
     * @throws VisemeException when it was not trained yet
     */
    public PretrainingReport report(int iteration, Device device) {
        try (NDManager manager = Torch.newManager(device)) {
            return measure(iteration, trained(iteration, manager), clusters(iteration, manager), manager);
        }
    }

    /** The network that an iteration ended with. */
    public Path model(int iteration) {
        return folder(iteration).resolve(LAST);
    }

    private AvHubertEncoder trained(int iteration, NDManager manager) {
        AvHubertEncoder network =
                AvHubertCheckpoint.loadEncoder(Checkpoint.read(model(iteration)), model(iteration), manager);
        network.setTrainable(false);
        return network;
    }

    private Checkpoint checkpoint(AvHubertEncoder network, long step, PretrainingReport report) {
        return AvHubertCheckpoint.of(network)
                .with("global_step", String.valueOf(step))
                .with(
                        Checkpoint.PROVENANCE,
                        RunFolder.json(new Provenance(
                                recipe, TrainingData.sources(data), step, clips(step), report.toString())));
    }

    /** What a checkpoint says about where it came from. */
    private record Provenance(PretrainingRecipe recipe, List<String> data, long steps, long clips, String heldOut) {}
}
