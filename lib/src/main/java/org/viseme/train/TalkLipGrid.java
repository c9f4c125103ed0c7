package org.viseme.train;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.data.ClipStore;
import org.viseme.data.WeightedStore;
import org.viseme.model.talklip.TalkLipCheckpoint;
import org.viseme.torch.Precision;
import org.viseme.torch.Torch;

/**
 * Rows of TalkLip's table 1: every variant trained with every seed, then measured with the weights of its end on the first
 * store's test split, or its {@code val} split where it has no other.
 *
 * @param ablation the variants
 * @param recipe what they are variants of
 * @param seeds of weights and batches
 * @param data as for {@link TalkLipTraining}
 * @param files what is trained with and measured by
 * @param clips that are measured; 0 for all of the split
 * @param folder as for {@link AblationTraining}
 */
public record TalkLipGrid(
        Ablation ablation,
        TalkLipRecipe recipe,
        List<Long> seeds,
        List<WeightedStore> data,
        Files files,
        int clips,
        Path folder) {
    /**
     * Checkpoints.
     *
     * @param expert the lip reader that generators learn from
     * @param observer another one, which only measures
     * @param scorer the sync expert, which only measures
     * @param start the generator that all begin with; empty for random weights
     * @param listener the encoder that those begin with that hear globally; empty where none does, or {@code start} has one
     */
    public record Files(
            Path expert, Optional<Path> observer, Path scorer, Optional<Path> start, Optional<Path> listener) {}

    /** The figure by which the paper's order is looked for: the word error rate, by the observer where there is one. */
    public String figure() {
        return TalkLipReport.wer(files.observer.isPresent() ? TalkLipReport.OBSERVER : TalkLipReport.EXPERT);
    }

    /**
     * @param resume whether to go on with what is in the folder
     * @return what is measured so far, see {@link AblationTraining#run}
     */
    public AblationTable run(Device device, boolean resume, ProgressLine.Listener listener) {
        for (String variant : ablation.names()) {
            training(ablation.recipe(recipe, variant, seeds.getFirst()), folder).requireParts();
        }
        try (NDManager manager = Torch.newManager(device)) {
            TalkLipEvaluation test = test(manager);
            return grid().run((how, run, progress) -> measured(how, run, test, device, progress), resume, listener);
        }
    }

    private TalkLipEvaluation test(NDManager manager) {
        ClipStore store = data.getFirst().store();
        TalkLipEvaluation test = new TalkLipEvaluation(
                recipe,
                store,
                TrainingData.measured(store),
                clips,
                TalkLipTraining.scorer(files.scorer, manager),
                manager);
        test.with(TalkLipReport.EXPERT, reader(files.expert, manager));
        files.observer.ifPresent(file -> test.with(TalkLipReport.OBSERVER, reader(file, manager)));
        return test;
    }

    private ReadingExpert reader(Path file, NDManager manager) {
        return ReadingExpert.load(file, recipe.reading().smoothing(), Precision.FP32, manager);
    }

    private Optional<Map<String, Double>> measured(
            TalkLipRecipe how, Path run, TalkLipEvaluation test, Device device, ProgressLine.Listener listener) {
        training(how, run).run(device, true, listener);
        if (!RunFolder.isComplete(run)) {
            return Optional.empty();
        }
        Path model = run.resolve(RunFolder.LAST);
        try (NDManager manager = Torch.newManager(device)) {
            return Optional.of(test.measure(TalkLipCheckpoint.load(Checkpoint.read(model), model, manager))
                    .figures());
        }
    }

    private TalkLipTraining training(TalkLipRecipe how, Path run) {
        TalkLipTraining training =
                new TalkLipTraining(how, data, run).withExpert(files.expert).withScorer(files.scorer);
        files.start.ifPresent(training::startingFrom);
        if (how.hearsGlobally()) {
            files.listener.ifPresent(training::listeningWith);
        }
        return training;
    }

    /** The checkpoint of one variant, once it is trained. */
    public Path model(String variant, long seed) {
        return grid().run(variant, seed).resolve(RunFolder.LAST);
    }

    private AblationTraining<TalkLipRecipe> grid() {
        return new AblationTraining<>(ablation, recipe, seeds, about(), folder);
    }

    private Map<String, String> about() {
        Optimization how = recipe.optimization();
        Map<String, String> about = new LinkedHashMap<>();
        about.put("ablation", ablation.title());
        about.put(
                "training",
                how.steps() + " steps of "
                        + how.accumulate() * recipe.sampling().utterances().clips() + " clips from "
                        + files.start.map(TrainingData::named).orElse("random weights"));
        files.listener.ifPresent(file -> about.put("listener", TrainingData.named(file)));
        about.put("data", String.join(" and ", TrainingData.sources(data)));
        about.put(
                "measured on",
                (clips == 0 ? "all" : clips) + " clips of the split "
                        + TrainingData.measured(data.getFirst().store()).label());
        about.put("expert", TrainingData.named(files.expert));
        files.observer.ifPresent(file -> about.put("observer", TrainingData.named(file)));
        about.put("scorer", TrainingData.named(files.scorer));
        about.put("settings", "%08x".formatted((recipe + "" + ablation.variants()).hashCode()));
        return about;
    }
}
