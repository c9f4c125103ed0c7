package org.viseme.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.NetworkState;
import org.viseme.data.ClipStore;
import org.viseme.data.LoaderSettings;
import org.viseme.data.Split;
import org.viseme.data.UtteranceBatch;
import org.viseme.data.UtteranceLoader;
import org.viseme.data.WeightedStore;
import org.viseme.data.WordFrames;
import org.viseme.lipreading.ClipArrays;
import org.viseme.lipreading.LipReaderCheckpoint;
import org.viseme.lipreading.LipReaderConfig;
import org.viseme.lipreading.LipReadingNetwork;
import org.viseme.loss.CrossEntropy;
import org.viseme.loss.Ctc;
import org.viseme.model.avhubert.AvHubertCheckpoint;
import org.viseme.model.avhubert.AvHubertEncoder;
import org.viseme.nn.Pass;
import org.viseme.nn.SequenceBatch;
import org.viseme.text.Tokenizer;
import org.viseme.text.Vocabulary;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.RunningMean;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchOps;

/**
 * Teaches AV-HuBERT or a Conformer to read: words of single frames first, then texts, see {@link Curriculum}. A training that was
 * stopped, at any moment and by any means, goes on from its last checkpoint with the same batches and the same loss
 * curve.
 */
public final class LipReadingTraining {
    private static final String NETWORK = "network";

    private final LipReadingRecipe recipe;
    private final List<WeightedStore> data;
    private final Path folder;
    private Path start;

    /**
     * @param data the stores to train on, with their shares; held-out clips are those of the first one's {@code val}
     *     split, or of its {@code test} split where it has no other
     * @param folder of the run, see {@link RunFolder}
     */
    public LipReadingTraining(LipReadingRecipe recipe, List<WeightedStore> data, Path folder) {
        this.recipe = recipe;
        this.data = data.stream().map(part -> part.withShare(recipe.labels())).toList();
        this.folder = folder;
    }

    /**
     * With the encoder of a pretraining instead of random weights.
     *
     * @throws VisemeException when a Conformer is to read
     */
    public LipReadingTraining startingFrom(Path pretrained) {
        if (recipe.conformer() != null) {
            throw new VisemeException(
                    pretrained.toString(), "is no part of a Conformer", "leave --init out, or train lip-reading");
        }
        start = pretrained;
        return this;
    }

    /**
     * Trains to the last step, until patience is at an end, or until the process or the thread is asked to stop; what
     * was learnt by then is saved.
     *
     * @param resume whether to go on with what is in the folder
     * @return the measurement at the end
     * @throws VisemeException when the training diverges or the memory is not enough, no clip has a transcript, or an
     *     encoder of random weights would never learn
     */
    public LipReadingReport run(Device device, boolean resume, ProgressLine.Listener listener) {
        requireEncoder();
        return BatchFit.orExplain(
                () -> train(device, resume, listener),
                "clips",
                recipe.sampling().clips(),
                clips -> new LipReadingTraining(
                                recipe.withSampling(recipe.sampling().withClips(clips)), data, folder)
                        .tryStep(device));
    }

    private void requireEncoder() {
        Curriculum curriculum = recipe.curriculum();
        int steps = recipe.optimization().steps();
        boolean never = curriculum.frozen(0) && curriculum.frozen(steps - 1);
        if (never && start == null && Files.notExists(folder.resolve(RunFolder.RESUME))) {
            throw new VisemeException(
                    "frozenSteps " + curriculum.frozenSteps(),
                    "an encoder of random weights would stay so for all " + steps + " steps",
                    "name a pretrained one with --init, or let it learn with --set frozenSteps=0");
        }
    }

    private LipReadingReport train(Device device, boolean resume, ProgressLine.Listener listener) {
        Optimization how = recipe.optimization();
        Torch.setBenchmark(true);
        try (TrainingRun run = TrainingRun.open(folder, resume, recipe, how, recipe.measurements());
                NDManager manager = Torch.newManager(device);
                Learner<LipReadingNetwork> reader = reader(manager);
                RunningMean means = new RunningMean(manager)) {
            run.begin(reader.parts(), means);
            run.log("clips", clips(1), lossColumns("gradient_norm"), LipReadingReport.COLUMNS, listener);
            reader.skipped(folder, run.step());
            LipReadingReport report = null;
            try (UtteranceLoader loader = UtteranceLoader.open(
                    data, Split.TRAIN, recipe.sampling(), LoaderSettings.defaults(), run.batch())) {
                while (run.goesOn()) {
                    boolean frozen = recipe.curriculum().frozen(run.step());
                    reader.network().setEncoderTrainable(!frozen);
                    for (int i = 0; i < how.accumulate(); i++) {
                        learn(reader.network(), loader.next(), run.step(), means, manager);
                    }
                    reader.step(run.step(), means);
                    run.next();
                    report = null;

                    if (run.logs()) {
                        int skipped = reader.skipped(folder, run.step());
                        run.log(skipped, means.take(), lossColumns(NETWORK + "_gradient"));
                    }
                    if (run.measures()) {
                        try (Learner.Averaged averaged = reader.averaged()) {
                            report = measure(reader.network(), manager);
                            if (run.measured(report.columns(), objective(report, run.step()), null)) {
                                checkpoint(reader.network(), run.step(), report).save(run.best());
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
            try (Learner.Averaged averaged = reader.averaged()) {
                LipReadingReport last = report == null ? measure(reader.network(), manager) : report;
                run.finish(checkpoint(reader.network(), run.step(), last));
                return last;
            }
        }
    }

    /** Until texts are learnt, a reader is as good as its frames, and worse than any that writes. */
    private double objective(LipReadingReport report, long step) {
        double frames = Double.isNaN(report.frameAccuracy()) ? 1 : 1 - report.frameAccuracy();
        return recipe.curriculum().writes(step) ? report.errors().wordErrorRate() + 0.1 * report.loss() : 10 + frames;
    }

    /** The losses, and what is logged behind them. */
    private static List<String> lossColumns(String gradient) {
        return List.of("loss", "text", "ctc", "frames", "text_accuracy", "frame_accuracy", gradient);
    }

    private long clips(long steps) {
        return steps * recipe.optimization().accumulate() * recipe.sampling().clips();
    }

    private Learner<LipReadingNetwork> reader(NDManager manager) {
        List<String> texts = TrainingData.texts(data);
        Tokenizer tokenizer = recipe.tokens().of(texts);
        List<String> frameWords =
                recipe.curriculum().tellsFrames() ? WordFrames.of(texts).words() : List.of();
        LipReadingNetwork network = new LipReadingNetwork(
                recipe.conformer() == null
                        ? LipReaderConfig.of(recipe.model(), recipe.modality(), tokenizer, frameWords)
                                .withCtc(recipe.curriculum().ctcWeight() > 0)
                        : LipReaderConfig.of(recipe.conformer(), tokenizer, frameWords));
        network.initialize(manager, recipe.optimization().seed());
        if (start != null) {
            begin(network.reader().encoder(), manager);
        }
        return Learner.ofParts(NETWORK, network, recipe.optimization(), manager);
    }

    /** With the weights of a pretraining; its own heads are left behind. */
    private void begin(AvHubertEncoder encoder, NDManager manager) {
        try (NDManager scope = manager.newSubManager()) {
            AvHubertEncoder pretrained = AvHubertCheckpoint.loadEncoder(AvHubertCheckpoint.read(start), start, scope);
            Map<String, NDArray> weights = pretrained.state();
            weights.keySet().retainAll(encoder.state().keySet());
            NetworkState.load(encoder.state(), NetworkState.copyOf(weights), start.toString());
        }
    }

    /** The gradients of one batch; everything made on the way is freed at its end. */
    private void learn(
            LipReadingNetwork network, UtteranceBatch batch, long step, RunningMean means, NDManager manager) {
        Curriculum curriculum = recipe.curriculum();
        Torch.setSeed(recipe.optimization().seedOf(batch.step()));
        Pass pass = Pass.TRAINING.withPrecision(recipe.optimization().precision());
        try (NativeScope scope = NativeScope.under(manager);
                GradientScope gradients = GradientScope.record()) {
            SequenceBatch context = context(network, batch, curriculum.frozen(step), pass, scope.manager());
            List<NDArray> losses = new ArrayList<>();
            List<Double> weights = new ArrayList<>();
            List<int[]> texts = batch.infos().stream()
                    .map(info -> network.tokenizer().encode(info.transcript()))
                    .toList();
            if (curriculum.writes(step) && texts.stream().anyMatch(text -> text.length > 0)) {
                TextArrays text = TextArrays.of(texts, scope.manager());
                NDArray logits = network.logits(text.given(), context, pass);
                losses.add(CrossEntropy.of(logits, text.wanted(), Vocabulary.PADDING, curriculum.smoothing()));
                weights.add(1.0);
                means.add("text", losses.getLast());
                means.add("text_accuracy", CrossEntropy.accuracy(logits, text.wanted(), Vocabulary.PADDING));
                if (curriculum.ctcWeight() > 0) {
                    NDArray frames = TextArrays.numbers(
                            Arrays.stream(batch.lengths()).asLongStream().toArray(), scope.manager());
                    losses.add(Ctc.of(
                            network.ctcLogits(context, pass), text.wanted(), frames, text.lengths(), Vocabulary.BEGIN));
                    weights.add(curriculum.ctcWeight());
                    means.add("ctc", losses.getLast());
                }
            }
            if (network.tellsFrames() && curriculum.frameWeight(step) > 0) {
                long[] words = network.config().frames().targets(batch);
                if (Arrays.stream(words).anyMatch(word -> word != WordFrames.UNKNOWN)) {
                    Shape shape = new Shape(batch.size(), batch.frames());
                    NDArray targets = Torch.create(scope.manager(), LongBuffer.wrap(words), shape, DataType.INT64);
                    NDArray logits = network.frameLogits(context, pass);
                    losses.add(CrossEntropy.of(logits, targets, WordFrames.UNKNOWN, 0));
                    weights.add(curriculum.frameWeight(step));
                    means.add("frames", losses.getLast());
                    means.add("frame_accuracy", CrossEntropy.accuracy(logits, targets, WordFrames.UNKNOWN));
                }
            }
            if (!losses.isEmpty()) {
                NDArray loss = TorchOps.weightedSum(losses, weights);
                means.add("loss", loss);
                gradients.backward(
                        TorchOps.scale(loss, 1.0 / recipe.optimization().accumulate()));
            }
        }
    }

    private SequenceBatch context(
            LipReadingNetwork network, UtteranceBatch batch, boolean frozen, Pass pass, NDManager manager) {
        var clips = ClipArrays.of(batch, recipe.modality(), manager);
        if (!frozen) {
            return network.context(clips, pass);
        }
        try (GradientScope off = GradientScope.off()) {
            return network.context(clips, Pass.INFERENCE);
        }
    }

    /** One step on a fresh network, to see whether it fits into the memory. */
    private void tryStep(Device device) {
        long writing = recipe.curriculum().frameSteps() + recipe.curriculum().frozenSteps();
        try (NDManager manager = Torch.newManager(device);
                Learner<LipReadingNetwork> reader = reader(manager);
                RunningMean means = new RunningMean(manager);
                UtteranceLoader loader =
                        UtteranceLoader.open(data, Split.TRAIN, recipe.sampling(), LoaderSettings.defaults(), 0)) {
            learn(reader.network(), loader.next(), writing, means, manager);
            reader.step(0, means);
        }
    }

    private LipReadingReport measure(LipReadingNetwork network, NDManager manager) {
        ClipStore store = data.getFirst().store();
        return LipReadingReport.of(
                network,
                recipe.search(),
                store,
                TrainingData.heldOut(store),
                recipe.measurements().heldOutClips(),
                TrainingData.texts(data),
                manager);
    }

    private Checkpoint checkpoint(LipReadingNetwork network, long step, LipReadingReport report) {
        return LipReaderCheckpoint.of(network)
                .with("global_step", String.valueOf(step))
                .with(
                        Checkpoint.PROVENANCE,
                        RunFolder.json(new Provenance(
                                recipe,
                                TrainingData.sources(data),
                                start == null ? "random" : start.getFileName().toString(),
                                step,
                                clips(step),
                                report.toString())));
    }

    /** What a checkpoint says about where it came from. */
    private record Provenance(
            LipReadingRecipe recipe, List<String> data, String startedFrom, long steps, long clips, String heldOut) {}
}
