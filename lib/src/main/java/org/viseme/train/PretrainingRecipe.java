package org.viseme.train;

import java.util.List;
import org.viseme.VisemeException;
import org.viseme.data.Augmentation;
import org.viseme.data.UtteranceSampling;
import org.viseme.model.avhubert.AvHubertEncoderConfig;
import org.viseme.torch.Precision;

/**
 * Recipe {@code avhubert-pretrain} (Shi et al., 2022, section 3): the encoder learns, without any transcript, to tell
 * from what is around it which cluster a hidden frame belongs to. Clusters are first those of the sound's cepstral
 * coefficients, then, iteration by iteration, those of what the network before made of each frame.
 *
 * @param model size of the network; its clusters are those of the iteration
 * @param clusters number of clusters in each iteration; so many iterations there are
 * @param clusteredLayer layer of the network before, from 1 on, whose output is clustered
 * @param clusterRows frames that clusters are found with at most
 * @param sampling what batches are made of
 * @param masking what is hidden
 * @param featureGradient share of the gradient that what sees and hears gets, 0.1 as published; Adam evens it out, but
 *     not the clipping before it
 * @param maskedWeight weight of the hidden frames in the loss
 * @param seenWeight weight of the others; 0 as published
 * @param optimization how the weights of an iteration are found
 * @param measurements how often it is measured and saved
 */
public record PretrainingRecipe(
        AvHubertEncoderConfig model,
        List<Integer> clusters,
        int clusteredLayer,
        int clusterRows,
        UtteranceSampling sampling,
        Masking masking,
        double featureGradient,
        double maskedWeight,
        double seenWeight,
        Optimization optimization,
        Measurements measurements) {
    public PretrainingRecipe {
        clusters = List.copyOf(clusters);
        if (clusters.isEmpty() || clusters.stream().anyMatch(count -> count < 2)) {
            throw new VisemeException("clusters " + clusters, "are no iterations", "name 2 or more for each");
        }
        if (clusteredLayer < 1 || clusteredLayer > model.transformer().layers()) {
            throw new VisemeException(
                    "clusteredLayer " + clusteredLayer,
                    "is none of the network's",
                    "use 1 to " + model.transformer().layers());
        }
    }

    /** The base model as published: 400,000 steps for each of five iterations. */
    public static PretrainingRecipe paper() {
        return new PretrainingRecipe(
                AvHubertEncoderConfig.base(),
                List.of(100, 100, 500, 1000, 2000),
                9,
                2_000_000,
                new UtteranceSampling(8, 16, 500, 1, new Augmentation(true, 0, 4, 0, 0)),
                Masking.paper(),
                0.1,
                1,
                0,
                new Optimization(400_000, new Schedule(5e-4, 32_000, 0.92), 0.9, 0.01, 10, 1, 0, Precision.FP32, 1),
                new Measurements(0, 10_000, 5000, 0));
    }

    /** A compact network on two CPU cores: two iterations. */
    public static PretrainingRecipe tiny() {
        return new PretrainingRecipe(
                AvHubertEncoderConfig.tiny(),
                List.of(50, 100),
                3,
                50_000,
                new UtteranceSampling(4, 8, 250, 1, new Augmentation(true, 0.2, 4, 0, 0)),
                Masking.paper(),
                0.1,
                1,
                0,
                new Optimization(1500, new Schedule(5e-4, 100, 0.9), 0.9, 0.01, 1, 1, 0, Precision.FP32, 1),
                new Measurements(20, 150, 100, 0));
    }

    /**
     * A short training of the compact network that shows what happens, and no more.
     *
     * @param steps of each iteration
     * @param clusters of each iteration
     * @param heldOutClips as {@link Measurements}
     */
    public static PretrainingRecipe brief(int steps, List<Integer> clusters, int heldOutClips) {
        PretrainingRecipe tiny = tiny();
        return new PretrainingRecipe(
                tiny.model,
                clusters,
                tiny.clusteredLayer,
                tiny.clusterRows,
                new UtteranceSampling(4, 4, 250, 1, new Augmentation(true, 0, 4, 0, 0)),
                tiny.masking,
                tiny.featureGradient,
                tiny.maskedWeight,
                tiny.seenWeight,
                new Optimization(
                        steps, new Schedule(1e-3, Math.min(20, steps / 5), 0.3), 0.9, 0, 1, 1, 0, Precision.FP32, 1),
                new Measurements(heldOutClips, Math.max(2, steps / 4), steps, 0));
    }

    public PretrainingRecipe withSampling(UtteranceSampling other) {
        return new PretrainingRecipe(
                model,
                clusters,
                clusteredLayer,
                clusterRows,
                other,
                masking,
                featureGradient,
                maskedWeight,
                seenWeight,
                optimization,
                measurements);
    }
}
