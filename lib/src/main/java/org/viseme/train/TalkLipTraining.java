package org.viseme.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.NetworkState;
import org.viseme.checkpoint.StateDict;
import org.viseme.data.ClipStore;
import org.viseme.data.HybridLoader;
import org.viseme.data.LoaderSettings;
import org.viseme.data.Split;
import org.viseme.data.WeightedStore;
import org.viseme.lipreading.LipReaderCheckpoint;
import org.viseme.model.avhubert.AvHubertEncoder;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.model.talklip.TalkLip;
import org.viseme.model.talklip.TalkLipCheckpoint;
import org.viseme.torch.Torch;
import org.viseme.train.TalkLipStages.Stage;

/**
 * Trains a TalkLip generator: to draw, then to listen to whole utterances, then to be read, see {@link TalkLipStages}. A
 * training that was stopped, at any moment and by any means, goes on from its last checkpoint with the same batches and the
 * same loss curve.
 */
public final class TalkLipTraining {
    private static final List<String> LOSSES = List.of("loss", "l1", "lip", "contrast", "adversarial", "discriminator");

    private final TalkLipRecipe recipe;
    private final List<WeightedStore> data;
    private final Path folder;
    private Path expertFile;
    private Path scorerFile;
    private Path start;
    private Path listenerFile;

    /**
     * @param data the stores to train on, with their shares; held-out clips are those of the first one's {@code val} split,
     *     or of its {@code test} split where it has no other
     * @param folder of the run, see {@link RunFolder}
     */
    public TalkLipTraining(TalkLipRecipe recipe, List<WeightedStore> data, Path folder) {
        this.recipe = recipe;
        this.data = data;
        this.folder = folder;
    }

    /** With the lip reader of a checkpoint as expert; needed unless the recipe never asks it, when it only measures. */
    public TalkLipTraining withExpert(Path lipReader) {
        expertFile = lipReader;
        return this;
    }

    /** With the sync expert of a checkpoint, which only measures. */
    public TalkLipTraining withScorer(Path syncExpert) {
        scorerFile = syncExpert;
        return this;
    }

    /**
     * From the weights of a TalkLip generator, or of a Wav2Lip generator of the same size: what sees and draws faces, and
     * what hears locally.
     */
    public TalkLipTraining startingFrom(Path generator) {
        start = generator;
        return this;
    }

    /**
     * With the weights of a pretrained encoder, or of a reader that hears: needed by a generator that hears globally, unless
     * it starts from such a one.
     */
    public TalkLipTraining listeningWith(Path encoder) {
        listenerFile = encoder;
        return this;
    }

    /**
     * Trains to the last step, until patience is at an end, or until the process or the thread is asked to stop; what was
     * learnt by then is saved.
     *
     * @param resume whether to go on with what is in the folder
     * @return the measurement at the end
     * @throws VisemeException when the training diverges, the memory is not enough, an expert or a listener is missing, or
     *     files do not fit the recipe
     */
    public TalkLipReport run(Device device, boolean resume, ProgressLine.Listener listener) {
        requireParts();
        return BatchFit.orExplain(
                () -> train(device, resume, listener),
                "clips",
                recipe.sampling().utterances().clips(),
                clips -> new TalkLipTraining(
                                recipe.withSampling(recipe.sampling().withClips(clips)), data, folder)
                        .withExpert(expertFile)
                        .tryStep(device));
    }

    /** @throws VisemeException when an expert or a listener is missing, or files do not fit the recipe */
    void requireParts() {
        if (recipe.reading().asks() && expertFile == null) {
            throw new VisemeException(
                    "lipWeight=" + recipe.reading().lipWeight() + ", contrastWeight="
                            + recipe.reading().contrastWeight(),
                    "needs a lip reader",
                    "add --expert-reader FILE, or --set both to 0");
        }
        if (listenerFile != null && !recipe.hearsGlobally()) {
            throw new VisemeException(
                    listenerFile.toString(), "is not needed by a generator that hears locally", "use hearing=global");
        }
        if (recipe.hearsGlobally() && !isListening()) {
            throw new VisemeException(
                    "hearing=global",
                    "would listen with random weights, most of which never learn",
                    "name a pretrained encoder with --listener, start from a generator that hears globally with --init, or"
                            + " use --set hearing=local");
        }
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            generator(manager);
            expert(manager);
        }
    }

    /** Whether what hears whole utterances begins with something learnt. */
    private boolean isListening() {
        return listenerFile != null
                || Files.exists(folder.resolve(RunFolder.RESUME))
                || start != null && TalkLipCheckpoint.isTalkLip(Checkpoint.read(start));
    }

    private TalkLipReport train(Device device, boolean resume, ProgressLine.Listener listener) {
        Optimization how = recipe.optimization();
        ClipStore store = data.getFirst().store();
        Torch.setBenchmark(true);
        try (TrainingRun run = TrainingRun.open(folder, resume, recipe, how, recipe.measurements());
                NDManager manager = Torch.newManager(device)) {
            Optional<ReadingExpert> expert = expert(manager);
            TalkLipEvaluation heldOut = new TalkLipEvaluation(
                    recipe,
                    store,
                    TrainingData.heldOut(store),
                    recipe.measurements().heldOutClips(),
                    scorer(scorerFile, manager),
                    manager);
            expert.ifPresent(reader -> heldOut.with(TalkLipReport.EXPERT, reader));
            try (TalkLipStep talk = new TalkLipStep(recipe, generator(manager), expert, manager)) {
                StageSwitch stage = StageSwitch.of(recipe.stages(), recipe.hearsGlobally())
                        .resumed(run.begin(talk.parts(), talk.means()));
                run.log(
                        "clips",
                        clips(1),
                        columns("gradient_norm", "discriminator_norm", "stage"),
                        TalkLipReport.columnNames(HeldOutReport.COLUMNS),
                        listener);
                talk.generator().skipped(folder, run.step());
                TalkLip network = talk.generator().network();
                network.setTunable(stage.tunableLayers());
                TalkLipReport report = null;
                try (HybridLoader loader = HybridLoader.open(
                        data, Split.TRAIN, recipe.sampling(), LoaderSettings.defaults(), run.batch())) {
                    while (run.goesOn()) {
                        for (int i = 0; i < how.accumulate(); i++) {
                            talk.learn(loader.next(), run.step(), stage.stage());
                        }
                        talk.step(run.step());
                        run.next();
                        report = null;

                        if (run.logs()) {
                            run.log(
                                    talk.generator().skipped(folder, run.step()),
                                    talk.means().take(),
                                    columns("generator_gradient", "discriminator_gradient"),
                                    stage.stage().ordinal());
                        }
                        StageSwitch next = stage.at(run.step());
                        if (run.measures()) {
                            try (Learner.Averaged averaged = talk.generator().averaged()) {
                                report = heldOut.measure(network);
                                if (run.measured(report.columns(), objective(report, stage.stage()), null)) {
                                    checkpoint(network, run.step(), report).save(run.best());
                                }
                            }
                            next = next.after(run.step(), report.pictures().lowerHalf());
                        }
                        if (next.stage() != stage.stage()) {
                            network.setTunable(next.tunableLayers());
                            run.beginAnew();
                        }
                        stage = next;
                        if (run.saves()) {
                            run.save(stage.notes());
                        }
                    }
                    run.reportUnreadable(loader.unreadable());
                }
                run.save(stage.notes());
                try (Learner.Averaged averaged = talk.generator().averaged()) {
                    TalkLipReport last = report == null ? heldOut.measure(network) : report;
                    run.finish(checkpoint(network, run.step(), last));
                    return last;
                }
            }
        }
    }

    /**
     * What counts on held-out clips is the generator's own objective: the error of the lower half, and the lip-reading loss
     * by its weight once it is listened to.
     */
    private double objective(TalkLipReport report, Stage stage) {
        double a = stage == Stage.READING ? recipe.reading().lipWeight() : 0;
        double error = (1 - a) * report.pictures().lowerHalf();
        return a == 0
                ? error
                : error + a * report.readings().get(TalkLipReport.EXPERT).loss();
    }

    /** The losses, and what is logged behind them. */
    private static List<String> columns(String... others) {
        List<String> columns = new ArrayList<>(LOSSES);
        columns.addAll(List.of(others));
        return columns;
    }

    private long clips(long steps) {
        return steps
                * recipe.optimization().accumulate()
                * recipe.sampling().utterances().clips();
    }

    /** One step on a fresh network, to see whether it fits into the memory. */
    private void tryStep(Device device) {
        try (NDManager manager = Torch.newManager(device);
                TalkLipStep talk = new TalkLipStep(recipe, generator(manager), expert(manager), manager);
                HybridLoader loader =
                        HybridLoader.open(data, Split.TRAIN, recipe.sampling(), LoaderSettings.defaults(), 0)) {
            talk.learn(loader.next(), recipe.adversary().headStart(), Stage.READING);
            talk.step(0);
        }
    }

    private Optional<ReadingExpert> expert(NDManager manager) {
        if (expertFile == null) {
            return Optional.empty();
        }
        ReadingExpert expert = ReadingExpert.load(
                expertFile, recipe.reading().smoothing(), recipe.optimization().precision(), manager);
        int width = expert.width();
        if (recipe.reading().contrastWeight() > 0 && width != recipe.network().contextWidth()) {
            throw new VisemeException(
                    expertFile.toString(),
                    "has features of width " + width + ", and the generator expects "
                            + recipe.network().contextWidth(),
                    "add --set contextWidth=" + width);
        }
        return Optional.of(expert);
    }

    static Optional<SyncExpert> scorer(Path file, NDManager manager) {
        return Optional.ofNullable(file).map(path -> HeldOutReport.scorer(path, manager));
    }

    private TalkLip generator(NDManager manager) {
        TalkLip network = new TalkLip(recipe.network());
        network.initialize(manager, recipe.optimization().seed());
        if (start != null) {
            begin(network);
        }
        if (listenerFile != null) {
            listen(network.listener().orElseThrow(), manager);
        }
        return network;
    }

    /** With all that a TalkLip knows, or with all that a Wav2Lip generator knows of seeing, drawing and local hearing. */
    private void begin(TalkLip network) {
        Checkpoint weights = Checkpoint.read(start);
        if (TalkLipCheckpoint.isTalkLip(weights)) {
            TalkLipCheckpoint.fill(network, weights, start);
            return;
        }
        Map<String, NDArray> wanted = new LinkedHashMap<>(network.state());
        wanted.keySet()
                .removeIf(name -> !name.startsWith("face_")
                        && !name.startsWith("output_block.")
                        && (recipe.hearsGlobally() || !name.startsWith("audio_encoder.")));
        StateDict known = new StateDict();
        weights.state().asMap().forEach((name, tensor) -> {
            if (wanted.containsKey(name)) {
                known.put(name, tensor);
            }
        });
        NetworkState.load(wanted, known, start.toString());
    }

    private void listen(AvHubertEncoder listener, NDManager manager) {
        try (NDManager scope = manager.newSubManager()) {
            Map<String, NDArray> weights =
                    LipReaderCheckpoint.loadEncoder(listenerFile, scope).state();
            weights.keySet().retainAll(listener.state().keySet());
            NetworkState.load(listener.state(), NetworkState.copyOf(weights), listenerFile.toString());
        }
    }

    private Checkpoint checkpoint(TalkLip network, long step, TalkLipReport report) {
        return TalkLipCheckpoint.of(network)
                .with("global_step", String.valueOf(step))
                .with(
                        Checkpoint.PROVENANCE,
                        RunFolder.json(new Provenance(
                                recipe,
                                TrainingData.sources(data),
                                name(expertFile, "none"),
                                name(start, "random"),
                                name(listenerFile, "none"),
                                step,
                                clips(step),
                                report.pictures(),
                                report.figures())));
    }

    private static String name(Path file, String missing) {
        return file == null ? missing : file.getFileName().toString();
    }

    /** What a checkpoint says about where it came from. */
    private record Provenance(
            TalkLipRecipe recipe,
            List<String> data,
            String expertReader,
            String startedFrom,
            String listener,
            long steps,
            long clips,
            HeldOutReport heldOut,
            Map<String, Double> figures) {}
}
