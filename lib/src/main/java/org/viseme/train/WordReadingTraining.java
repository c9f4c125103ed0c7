package org.viseme.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.data.ClipStore;
import org.viseme.data.LoaderSettings;
import org.viseme.data.Split;
import org.viseme.data.UtteranceBatch;
import org.viseme.data.UtteranceLoader;
import org.viseme.data.WeightedStore;
import org.viseme.data.Word;
import org.viseme.lipreading.ClipArrays;
import org.viseme.lipreading.Modality;
import org.viseme.lipreading.WordReaderCheckpoint;
import org.viseme.lipreading.WordReaderConfig;
import org.viseme.lipreading.WordReadingNetwork;
import org.viseme.loss.CrossEntropy;
import org.viseme.model.mvm.WordClassifier;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.RunningMean;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchOps;

/**
 * Teaches a network to tell single words, cut out of clips by their times, by the lips. A training that was stopped, at
 * any moment and by any means, goes on from its last checkpoint with the same batches and the same loss curve.
 */
public final class WordReadingTraining {
    private static final String NETWORK = "network";
    private static final long UNKNOWN = -1;

    private final WordReadingRecipe recipe;
    private final List<WeightedStore> data;
    private final Path folder;

    /**
     * @param data the stores to train on, with their shares; held-out clips are those of the first one's {@code val}
     *     split, or of its {@code test} split where it has no other
     * @param folder of the run, see {@link RunFolder}
     */
    public WordReadingTraining(WordReadingRecipe recipe, List<WeightedStore> data, Path folder) {
        this.recipe = recipe;
        this.data = data;
        this.folder = folder;
    }

    /**
     * Trains to the last step, until patience is at an end, or until the process or the thread is asked to stop; what
     * was learnt by then is saved.
     *
     * @param resume whether to go on with what is in the folder
     * @return the measurement at the end
     * @throws org.viseme.VisemeException when the training diverges or the memory is not enough, or no clip has words
     *     with times
     */
    public WordReadingReport run(Device device, boolean resume, ProgressLine.Listener listener) {
        return BatchFit.orExplain(
                () -> train(device, resume, listener),
                "clips",
                recipe.sampling().clips(),
                clips -> new WordReadingTraining(
                                recipe.withSampling(recipe.sampling().withClips(clips)), data, folder)
                        .tryStep(device));
    }

    private WordReadingReport train(Device device, boolean resume, ProgressLine.Listener listener) {
        Optimization how = recipe.optimization();
        Torch.setBenchmark(true);
        try (TrainingRun run = TrainingRun.open(folder, resume, recipe, how, recipe.measurements());
                NDManager manager = Torch.newManager(device);
                Learner<WordReadingNetwork> reader = reader(manager);
                RunningMean means = new RunningMean(manager)) {
            run.begin(reader.parts(), means);
            run.log("words", words(1), columns("gradient_norm"), WordReadingReport.COLUMNS, listener);
            reader.skipped(folder, run.step());
            WordReadingReport report = null;
            try (UtteranceLoader loader = loader(run.batch())) {
                while (run.goesOn()) {
                    for (int i = 0; i < how.accumulate(); i++) {
                        learn(reader.network(), loader.next(), means, manager);
                    }
                    reader.step(run.step(), means);
                    run.next();
                    report = null;

                    if (run.logs()) {
                        int skipped = reader.skipped(folder, run.step());
                        run.log(skipped, means.take(), columns(NETWORK + "_gradient"));
                    }
                    if (run.measures()) {
                        try (Learner.Averaged averaged = reader.averaged()) {
                            report = measure(reader.network(), manager);
                            if (run.measured(report.columns(), 1 - report.accuracy(), null)) {
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
                WordReadingReport last = report == null ? measure(reader.network(), manager) : report;
                run.finish(checkpoint(reader.network(), run.step(), last));
                return last;
            }
        }
    }

    /** The losses, and what is logged behind them. */
    private static List<String> columns(String gradient) {
        return List.of("loss", "recalled", "told", "heard", "reconstruction", "contrast", "accuracy", gradient);
    }

    private long words(long steps) {
        return steps * recipe.optimization().accumulate() * recipe.sampling().clips();
    }

    private UtteranceLoader loader(long firstStep) {
        return UtteranceLoader.openWords(data, Split.TRAIN, recipe.sampling(), LoaderSettings.defaults(), firstStep);
    }

    private Learner<WordReadingNetwork> reader(NDManager manager) {
        WordReadingNetwork network = new WordReadingNetwork(WordReaderConfig.of(
                recipe.model(), TrainingData.texts(data), recipe.sampling().longestFrames()));
        network.initialize(manager, recipe.optimization().seed());
        return Learner.ofParts(NETWORK, network, recipe.optimization(), manager);
    }

    /** The gradients of one batch; everything made on the way is freed at its end. */
    private void learn(WordReadingNetwork network, UtteranceBatch batch, RunningMean means, NDManager manager) {
        Torch.setSeed(recipe.optimization().seedOf(batch.step()));
        Pass pass = Pass.TRAINING.withPrecision(recipe.optimization().precision());
        try (NativeScope scope = NativeScope.under(manager);
                GradientScope gradients = GradientScope.record()) {
            NDArray said = TextArrays.numbers(said(network.config(), batch), scope.manager());
            var clips = ClipArrays.of(batch, Modality.BOTH, scope.manager());
            NDArray heard = network.sound().frames(clips.audio().orElseThrow(), pass);
            WordClassifier.Lesson lesson =
                    network.classifier().learn(clips.video().orElseThrow(), heard, pass);
            List<NDArray> losses = new ArrayList<>();
            losses.add(CrossEntropy.of(lesson.recalled(), said, UNKNOWN, 0));
            losses.add(CrossEntropy.of(lesson.told(), said, UNKNOWN, 0));
            losses.add(CrossEntropy.of(network.sound().words(heard, pass), said, UNKNOWN, 0));
            losses.add(lesson.reconstruction());
            losses.add(lesson.contrast());
            List<Double> weights = List.of(
                    1.0,
                    recipe.toldWeight(),
                    recipe.heardWeight(),
                    recipe.reconstructionWeight(),
                    recipe.contrastWeight());
            NDArray loss = TorchOps.weightedSum(losses, weights);
            means.add("loss", loss);
            for (int i = 0; i < losses.size(); i++) {
                means.add(columns("").get(i + 1), losses.get(i));
            }
            means.add("accuracy", CrossEntropy.accuracy(lesson.recalled(), said, UNKNOWN));
            gradients.backward(TorchOps.scale(loss, 1.0 / recipe.optimization().accumulate()));
        }
    }

    /** The word in the middle of each. */
    private static long[] said(WordReaderConfig config, UtteranceBatch batch) {
        long[] said = new long[batch.size()];
        for (int i = 0; i < said.length; i++) {
            said[i] = Word.at(batch.frames() / 2, batch.spoken().get(i))
                    .map(word -> config.number(word.text()))
                    .orElse((int) UNKNOWN);
        }
        return said;
    }

    /** One step on a fresh network, to see whether it fits into the memory. */
    private void tryStep(Device device) {
        try (NDManager manager = Torch.newManager(device);
                Learner<WordReadingNetwork> reader = reader(manager);
                RunningMean means = new RunningMean(manager);
                UtteranceLoader loader = loader(0)) {
            learn(reader.network(), loader.next(), means, manager);
            reader.step(0, means);
        }
    }

    private WordReadingReport measure(WordReadingNetwork network, NDManager manager) {
        ClipStore store = data.getFirst().store();
        return WordReadingReport.of(
                network,
                store,
                TrainingData.heldOut(store),
                recipe.measurements().heldOutClips(),
                manager);
    }

    private Checkpoint checkpoint(WordReadingNetwork network, long step, WordReadingReport report) {
        return WordReaderCheckpoint.of(network)
                .with("global_step", String.valueOf(step))
                .with(
                        Checkpoint.PROVENANCE,
                        RunFolder.json(new Provenance(
                                recipe, TrainingData.sources(data), step, words(step), report.toString())));
    }

    /** What a checkpoint says about where it came from. */
    private record Provenance(WordReadingRecipe recipe, List<String> data, long steps, long words, String heldOut) {}
}
