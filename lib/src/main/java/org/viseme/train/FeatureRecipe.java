package org.viseme.train;

import org.viseme.data.Augmentation;
import org.viseme.data.FaceSampling;
import org.viseme.torch.Precision;

/**
 * Recipe {@code feature-network}: a small network learns who it is, what is being said and how the picture is turned from
 * single faces of the corpus at hand, so that a perceptual loss can be had without weights that others publish. Not of a
 * paper.
 *
 * @param channels see {@link org.viseme.model.perceptual.FeatureConfig}; the numbers of classes are those of the corpus
 * @param sampling what batches are made of
 * @param optimization how its weights are found
 * @param measurements how often it is measured and saved; {@code heldOutClips} of each store
 */
public record FeatureRecipe(int channels, FaceSampling sampling, Optimization optimization, Measurements measurements) {
    /** For two CPU cores. */
    public static FeatureRecipe compact() {
        return new FeatureRecipe(
                16,
                new FaceSampling(32, 1, new Augmentation(false, 0.25, 3, 0.2, 0)),
                new Optimization(1500, new Schedule(2e-3, 50, 0.5), 0.9, 0.02, 1, 1, 0.99, Precision.FP32, 1),
                new Measurements(40, 250, 250, 0));
    }

    public FeatureRecipe withSampling(FaceSampling other) {
        return new FeatureRecipe(channels, other, optimization, measurements);
    }

    public FeatureRecipe withOptimization(Optimization other) {
        return new FeatureRecipe(channels, sampling, other, measurements);
    }
}
