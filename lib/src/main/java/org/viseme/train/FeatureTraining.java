package org.viseme.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.data.ClipEntry;
import org.viseme.data.FaceBatch;
import org.viseme.data.FaceClasses;
import org.viseme.data.FaceLoader;
import org.viseme.data.FaceSampling;
import org.viseme.data.LoaderSettings;
import org.viseme.data.Split;
import org.viseme.data.WeightedStore;
import org.viseme.loss.CrossEntropy;
import org.viseme.model.perceptual.FeatureConfig;
import org.viseme.model.perceptual.FeatureNetwork;
import org.viseme.model.perceptual.FeatureNetworkCheckpoint;
import org.viseme.model.perceptual.FeatureTask;
import org.viseme.model.wav2lip.FaceInput;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.RunningMean;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchOps;

/**
 * Trains a {@link FeatureNetwork}: cross-entropies of all questions that the corpus has an answer to, each weighing the
 * same. Words and turns are measured on the held-out split, whose people the network may never have seen; people on clips
 * of the training split that were set aside, one in eight of each person's. A training that was stopped, at any moment and
 * by any means, goes on from its last checkpoint with the same batches and the same loss curve.
 */
public final class FeatureTraining {
    private static final int SET_ASIDE = 8;

    /** Faces that are measured of each held-out clip. */
    private static final int FACES_A_CLIP = 8;

    private final FeatureRecipe recipe;
    private final List<WeightedStore> data;
    private final Path folder;
    private final Faces learnt;
    private final List<Faces> heldOut = new ArrayList<>();

    /** Faces of a split, and the questions that are asked about them. */
    private record Faces(List<WeightedStore> stores, Split split, FaceClasses classes, Set<FeatureTask> tasks) {
        FaceLoader open(FaceSampling sampling, long firstStep) {
            return FaceLoader.open(stores, split, classes, sampling, LoaderSettings.defaults(), firstStep);
        }

        int clips() {
            return stores.stream()
                    .mapToInt(part -> part.store().clips(split).size())
                    .sum();
        }
    }

    /**
     * @param data the stores to train on, with their shares; held-out clips are those of their {@code val} splits, or of
     *     the {@code test} splits where the first one has no other
     * @param folder of the run, see {@link RunFolder}
     */
    public FeatureTraining(FeatureRecipe recipe, List<WeightedStore> data, Path folder) {
        this.recipe = recipe;
        this.data = List.copyOf(data);
        this.folder = folder;
        Set<ClipEntry> aside = setAside(data);
        List<WeightedStore> rest = only(data, clip -> !aside.contains(clip));
        FaceClasses classes = FaceClasses.of(rest, Split.TRAIN);
        learnt = new Faces(rest, Split.TRAIN, classes, Set.of(FeatureTask.values()));
        Split split = TrainingData.heldOut(data.getFirst().store());
        List<WeightedStore> others = some(data, split);
        heldOut.add(new Faces(others, split, classes.in(others, split), Set.of(FeatureTask.WORD, FeatureTask.TURN)));
        if (classes.speakers() > 0 && !aside.isEmpty()) {
            List<WeightedStore> known = some(only(data, aside::contains), Split.TRAIN);
            heldOut.add(new Faces(known, Split.TRAIN, classes.in(known, Split.TRAIN), Set.of(FeatureTask.SPEAKER)));
        }
    }

    /** Of several people, the first of every eight training clips of each one who has more than one. */
    private static Set<ClipEntry> setAside(List<WeightedStore> data) {
        Map<String, List<ClipEntry>> bySpeaker = new HashMap<>();
        for (WeightedStore part : data) {
            for (ClipEntry clip : part.clips(Split.TRAIN)) {
                bySpeaker
                        .computeIfAbsent(clip.speaker(), key -> new ArrayList<>())
                        .add(clip);
            }
        }
        Set<ClipEntry> aside = new HashSet<>();
        if (bySpeaker.size() > 1) {
            bySpeaker.values().removeIf(clips -> clips.size() == 1);
            bySpeaker.values().forEach(clips -> {
                for (int i = 0; i < clips.size(); i += SET_ASIDE) {
                    aside.add(clips.get(i));
                }
            });
        }
        return aside;
    }

    private static List<WeightedStore> only(List<WeightedStore> data, Predicate<ClipEntry> chosen) {
        return data.stream()
                .map(part -> new WeightedStore(part.store().only(chosen), part.weight()))
                .toList();
    }

    /** As many clips of each store as the recipe measures. */
    private List<WeightedStore> some(List<WeightedStore> stores, Split split) {
        int most = recipe.measurements().heldOutClips();
        Set<ClipEntry> clips = new HashSet<>();
        stores.forEach(part -> {
            clips.addAll(TrainingData.spread(part.store().clips(split), most));
        });
        return only(stores, clips::contains);
    }

    /**
     * Trains to the last step, until patience is at an end, or until the process or the thread is asked to stop; what was
     * learnt by then is saved.
     *
     * @param resume whether to go on with what is in the folder
     * @return the measurement at the end
     * @throws org.viseme.VisemeException when the training diverges or the memory is not enough
     */
    public FeatureReport run(Device device, boolean resume, ProgressLine.Listener listener) {
        return BatchFit.orExplain(
                () -> train(device, resume, listener),
                "batch",
                recipe.sampling().batch(),
                size -> new FeatureTraining(
                                recipe.withSampling(recipe.sampling().withBatch(size)), data, folder)
                        .tryStep(device));
    }

    private FeatureReport train(Device device, boolean resume, ProgressLine.Listener listener) {
        Optimization how = recipe.optimization();
        Torch.setBenchmark(true);
        try (TrainingRun run = TrainingRun.open(folder, resume, recipe, how, recipe.measurements());
                NDManager manager = Torch.newManager(device);
                Learner<FeatureNetwork> features = open(manager);
                RunningMean means = new RunningMean(manager)) {
            run.begin(features.parts(), means);
            run.log("faces", faces(1), columns("gradient_norm"), FeatureReport.columnNames(), listener);
            features.skipped(folder, run.step());
            FeatureReport report = null;
            try (FaceLoader loader = learnt.open(recipe.sampling(), run.batch())) {
                while (run.goesOn()) {
                    for (int i = 0; i < how.accumulate(); i++) {
                        learn(features.network(), loader.next(), means, manager);
                    }
                    features.step(run.step(), means);
                    run.next();
                    report = null;

                    if (run.logs()) {
                        int skipped = features.skipped(folder, run.step());
                        run.log(skipped, means.take(), columns("features_gradient"));
                    }
                    if (run.measures()) {
                        try (Learner.Averaged averaged = features.averaged()) {
                            report = measure(features.network(), manager);
                            if (run.measured(report.columns(), report.error(), null)) {
                                checkpoint(features.network(), run.step(), report)
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
            try (Learner.Averaged averaged = features.averaged()) {
                FeatureReport last = report == null ? measure(features.network(), manager) : report;
                run.finish(checkpoint(features.network(), run.step(), last));
                return last;
            }
        }
    }

    /** The losses, and what is logged behind them. */
    private static List<String> columns(String last) {
        List<String> columns = new ArrayList<>(List.of("loss"));
        Stream.of(FeatureTask.values()).map(FeatureTask::label).forEach(columns::add);
        columns.add(last);
        return columns;
    }

    private long faces(long steps) {
        return steps * recipe.optimization().accumulate() * recipe.sampling().batch();
    }

    private Learner<FeatureNetwork> open(NDManager manager) {
        Optimization how = recipe.optimization();
        FeatureNetwork network = new FeatureNetwork(new FeatureConfig(
                recipe.channels(), learnt.classes().speakers(), learnt.classes().words()));
        network.initialize(manager, how.seed());
        return new Learner<>("features", network, how, true, how.memoryFormat(manager.getDevice()), manager);
    }

    /** The gradients of one batch; everything made on the way is freed at its end. */
    private void learn(FeatureNetwork network, FaceBatch batch, RunningMean means, NDManager manager) {
        Pass pass = Pass.TRAINING.withPrecision(recipe.optimization().precision());
        try (NativeScope scope = NativeScope.under(manager);
                GradientScope gradients = GradientScope.record()) {
            List<NDArray> losses = new ArrayList<>();
            network.answers(pictures(batch, scope.manager()), pass).forEach((task, logits) -> {
                NDArray loss = CrossEntropy.of(logits, classes(batch, task, scope.manager()), FaceClasses.UNKNOWN, 0);
                means.add(task.label(), loss);
                losses.add(loss);
            });
            NDArray loss = TorchOps.weightedSum(
                    losses, losses.stream().map(term -> 1.0 / losses.size()).toList());
            means.add("loss", loss);
            gradients.backward(TorchOps.scale(loss, 1.0 / recipe.optimization().accumulate()));
        }
    }

    private static NDArray pictures(FaceBatch batch, NDManager manager) {
        Shape shape = new Shape(batch.size(), 3, batch.cropSize(), batch.cropSize());
        ByteBuffer bytes = ByteBuffer.wrap(batch.faces());
        return FaceInput.pixels(Torch.send(manager, bytes, shape, DataType.UINT8))
                .flip(1);
    }

    private static NDArray classes(FaceBatch batch, FeatureTask task, NDManager manager) {
        return Torch.send(manager, LongBuffer.wrap(classes(batch, task)), new Shape(batch.size()), DataType.INT64);
    }

    private static long[] classes(FaceBatch batch, FeatureTask task) {
        return switch (task) {
            case SPEAKER -> batch.speakers();
            case WORD -> batch.words();
            case TURN -> batch.turns();
        };
    }

    /** One step on a fresh network, to see whether it fits into the memory. */
    private void tryStep(Device device) {
        try (NDManager manager = Torch.newManager(device);
                Learner<FeatureNetwork> features = open(manager);
                RunningMean means = new RunningMean(manager);
                FaceLoader loader = learnt.open(recipe.sampling(), 0)) {
            learn(features.network(), loader.next(), means, manager);
            features.step(0, means);
        }
    }

    private FeatureReport measure(FeatureNetwork network, NDManager manager) {
        Map<FeatureTask, AnswerCount> counts = new EnumMap<>(FeatureTask.class);
        FaceSampling plain = recipe.sampling().withoutAugmentation();
        for (Faces faces : heldOut) {
            int batches = Math.ceilDiv(faces.clips() * FACES_A_CLIP, plain.batch());
            try (FaceLoader loader = faces.open(plain, 0)) {
                for (int i = 0; i < batches; i++) {
                    count(network, loader.next(), faces.tasks(), counts, manager);
                }
            }
        }
        List<FeatureReport.Answers> answers = new ArrayList<>();
        counts.forEach((task, count) -> answers.add(count.of(task)));
        return new FeatureReport(answers);
    }

    private static void count(
            FeatureNetwork network,
            FaceBatch batch,
            Set<FeatureTask> tasks,
            Map<FeatureTask, AnswerCount> counts,
            NDManager manager) {
        try (NativeScope scope = NativeScope.under(manager);
                GradientScope off = GradientScope.off()) {
            network.answers(pictures(batch, scope.manager()), Pass.INFERENCE).forEach((task, logits) -> {
                if (tasks.contains(task)) {
                    counts.computeIfAbsent(
                                    task,
                                    key -> new AnswerCount(network.config().classes(task)))
                            .add(logits.argMax(1).toLongArray(), classes(batch, task));
                }
            });
        }
    }

    /** Right answers to one question. */
    private static final class AnswerCount {
        private final int[] occurred;
        private int right;

        AnswerCount(int classes) {
            occurred = new int[classes];
        }

        void add(long[] answers, long[] classes) {
            for (int i = 0; i < classes.length; i++) {
                if (classes[i] != FaceClasses.UNKNOWN) {
                    occurred[(int) classes[i]]++;
                    right += answers[i] == classes[i] ? 1 : 0;
                }
            }
        }

        FeatureReport.Answers of(FeatureTask task) {
            int asked = IntStream.of(occurred).sum();
            int most = IntStream.of(occurred).max().orElseThrow();
            double all = Math.max(1, asked);
            return new FeatureReport.Answers(task, occurred.length, asked, right / all, most / all);
        }
    }

    private Checkpoint checkpoint(FeatureNetwork network, long step, FeatureReport report) {
        return FeatureNetworkCheckpoint.of(network)
                .with("global_step", String.valueOf(step))
                .with(
                        Checkpoint.PROVENANCE,
                        RunFolder.json(new Provenance(recipe, TrainingData.sources(data), step, faces(step), report)));
    }

    /** What a checkpoint says about where it came from. */
    private record Provenance(FeatureRecipe recipe, List<String> data, long steps, long faces, FeatureReport heldOut) {}
}
