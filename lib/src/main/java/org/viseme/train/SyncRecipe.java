package org.viseme.train;

import org.viseme.audio.MelTimeline;
import org.viseme.data.Augmentation;
import org.viseme.data.SyncSampling;
import org.viseme.model.syncnet.SyncExpertConfig;
import org.viseme.torch.Precision;

/**
 * Recipe {@code sync-expert}: windows of lips and sound, in sync and out of sync. Its settings are the cures of a training
 * that stays at a loss of 0.69: many pairs a step, negatives at least a window away, blocks that do not depend on a batch's
 * statistics, and a contrastive loss that still teaches where the answer is 0.5.
 *
 * @param model size and kind of the network
 * @param sampling what batches are made of
 * @param optimization how its weights are found
 * @param otherClips whether windows of other clips count as out of sync too
 * @param contrastWeight weight of the contrastive loss, beside the binary cross-entropy's 1
 * @param temperature of the contrastive loss
 * @param measurements how often it is measured and saved
 */
public record SyncRecipe(
        SyncExpertConfig model,
        SyncSampling sampling,
        Optimization optimization,
        boolean otherClips,
        double contrastWeight,
        double temperature,
        Measurements measurements) {
    /** Wav2Lip's network and rate, with every pair of 64 windows used. */
    public static SyncRecipe paper() {
        return new SyncRecipe(
                SyncExpertConfig.paper(),
                new SyncSampling(8, 8, 5, 0.25, 1, Augmentation.none(), MelTimeline.FRAME_START),
                Optimization.adam(200_000, 1e-4),
                false,
                0,
                0.07,
                Measurements.paper());
    }

    /** A compact network on two CPU cores. */
    public static SyncRecipe tiny() {
        return new SyncRecipe(
                SyncExpertConfig.tiny(),
                new SyncSampling(16, 8, 5, 0.25, 1, new Augmentation(true, 0.25, 3, 0.3, 6), MelTimeline.FRAME_START),
                new Optimization(2600, new Schedule(1e-3, 50, 0.5), 0.9, 0.02, 1, 1, 0.99, Precision.FP32, 1),
                false,
                1,
                0.07,
                new Measurements(50, 200, 100, 0));
    }

    public SyncRecipe withModel(SyncExpertConfig other) {
        return new SyncRecipe(other, sampling, optimization, otherClips, contrastWeight, temperature, measurements);
    }

    public SyncRecipe withContrastWeight(double weight) {
        return new SyncRecipe(model, sampling, optimization, otherClips, weight, temperature, measurements);
    }

    public SyncRecipe withSampling(SyncSampling other) {
        return new SyncRecipe(model, other, optimization, otherClips, contrastWeight, temperature, measurements);
    }

    public SyncRecipe withOptimization(Optimization other) {
        return new SyncRecipe(model, sampling, other, otherClips, contrastWeight, temperature, measurements);
    }
}
