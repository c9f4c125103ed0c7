package org.viseme.train;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.viseme.data.EvaluationSet;
import org.viseme.data.WeightedStore;
import org.viseme.metric.PerceptualNetwork;
import org.viseme.model.wav2lip.Wav2LipConfig;

/**
 * An ablation of the Wav2Lip family: every variant trained with every seed, then measured with the weights of its end
 * on the first store's test split, or its {@code val} split where it has no other.
 *
 * @param ablation the variants
 * @param recipe what they are variants of
 * @param seeds of weights and batches
 * @param data as for {@link Wav2LipTraining}
 * @param expert checkpoint of the sync expert, which also measures
 * @param start checkpoint of the generator that all begin with, which need not have attention blocks; empty for random weights
 * @param perceptual what measures perceptual distances where a variant has a weight for them
 * @param clips that are measured; 0 for all of the split
 * @param folder as for {@link AblationTraining}
 */
public record Wav2LipGrid(
        Ablation ablation,
        Wav2LipRecipe recipe,
        List<Long> seeds,
        List<WeightedStore> data,
        Path expert,
        Optional<Path> start,
        PerceptualNetwork perceptual,
        int clips,
        Path folder) {
    /** The figure by which the papers' orders are looked for: the expert's distance, driven by another clip's sound. */
    public static final String FIGURE = HeldOutReport.CROSS_DRIVEN;

    /**
     * @param resume whether to go on with what is in the folder
     * @return what is measured so far, see {@link AblationTraining#run}
     */
    public AblationTable run(Device device, boolean resume, ProgressLine.Listener listener) {
        for (String variant : ablation.names()) {
            Wav2LipTraining training = training(ablation.recipe(recipe, variant, seeds.getFirst()), folder);
            training.requireParts();
            training.requireStart();
        }
        EvaluationSet test = HeldOutReport.set(
                data.getFirst().store(), TrainingData.measured(data.getFirst().store()), clips);
        return grid().run((how, run, progress) -> measured(how, run, test, device, progress), resume, listener);
    }

    private Optional<Map<String, Double>> measured(
            Wav2LipRecipe how, Path run, EvaluationSet test, Device device, ProgressLine.Listener listener) {
        training(how, run).run(device, true, listener);
        Path model = run.resolve("last.safetensors");
        if (!RunFolder.isComplete(run)) {
            return Optional.empty();
        }
        ModelComparison comparison = ModelComparison.of(Map.of(run.toString(), model), test, expert, device);
        return Optional.of(comparison.models().getFirst().report().figures());
    }

    private Wav2LipTraining training(Wav2LipRecipe how, Path run) {
        Wav2LipTraining training =
                new Wav2LipTraining(how, data, run).withExpert(expert).withPerceptual(perceptual);
        boolean deep = how.network().depth() == Wav2LipConfig.Depth.DEEP;
        start.ifPresent(deep ? training::addingAttentionTo : training::startingFrom);
        return training;
    }

    /** The checkpoint of one variant, once it is trained. */
    public Path model(String variant, long seed) {
        return grid().run(variant, seed).resolve("last.safetensors");
    }

    private AblationTraining<Wav2LipRecipe> grid() {
        return new AblationTraining<>(ablation, recipe, seeds, about(), folder);
    }

    private Map<String, String> about() {
        Optimization how = recipe.optimization();
        Map<String, String> about = new LinkedHashMap<>();
        about.put("ablation", ablation.title());
        about.put(
                "training",
                how.steps() + " steps of "
                        + how.accumulate() * recipe.sampling().images() + " images from "
                        + start.map(TrainingData::named).orElse("random weights"));
        about.put("data", String.join(" and ", TrainingData.sources(data)));
        about.put(
                "measured on",
                (clips == 0 ? "all" : clips) + " clips of the split "
                        + TrainingData.measured(data.getFirst().store()).label());
        about.put("scorer", TrainingData.named(expert));
        if (recipe.perceptualWeight() > 0) {
            about.put("perceptual distance", perceptual.label());
        }
        about.put("settings", "%08x".formatted((recipe + "" + ablation.variants()).hashCode()));
        return about;
    }
}
