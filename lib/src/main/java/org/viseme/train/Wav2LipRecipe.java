package org.viseme.train;

import org.viseme.VisemeException;
import org.viseme.torch.Precision;

/**
 * Recipes {@code wav2lip} and {@code wav2lip-gan}: L1, then a sync expert, then a quality discriminator, with the weights
 * {@code (1 - a - b) L1 + a sync + b adversarial} (Wav2Lip, equation 6).
 *
 * @param channels size of the network: 16 is the paper's, 4 the compact model's
 * @param sampling what batches are made of
 * @param optimization how the weights are found, those of generator and discriminator alike
 * @param upperWeight weight of the upper half in the L1 loss, which the network sees anyway; 1 in the paper
 * @param mouthWeight additional weight of the mouth region in the L1 loss; 0 in the paper
 * @param expert the sync expert's part, with its weight a
 * @param adversarialWeight b; 0.07 in the paper, 0 for none
 * @param measurements how often it is measured and saved
 */
public record Wav2LipRecipe(
        int channels,
        LipSampling sampling,
        Optimization optimization,
        double upperWeight,
        double mouthWeight,
        SyncTerm expert,
        double adversarialWeight,
        Measurements measurements) {
    public Wav2LipRecipe {
        if (sampling.frames() == 1 && expert.sync() != SyncPolicy.OFF) {
            throw new VisemeException(
                    "frames=1", "is too short for the sync expert, which looks at 5", "use frames=5, or sync=off");
        }
    }

    /** The paper's settings, without the discriminator. */
    public static Wav2LipRecipe paper() {
        return new Wav2LipRecipe(
                16,
                LipSampling.paper(),
                Optimization.adam(200_000, 1e-4),
                1,
                0,
                SyncTerm.of(SyncPolicy.THRESHOLD, 0.03),
                0,
                Measurements.paper());
    }

    /** The paper's settings with the discriminator; the first moment's share is that of the published code. */
    public static Wav2LipRecipe paperGan() {
        return paper().withAdversarialWeight(0.07)
                .withOptimization(paper().optimization.withBeta1(0.5));
    }

    /** A compact network on two CPU cores: higher rate, smaller batch, the loss where the network has to draw. */
    public static Wav2LipRecipe tiny() {
        return new Wav2LipRecipe(
                4,
                LipSampling.varied(8),
                new Optimization(5_000, new Schedule(1e-3, 200, 0.3), 0.9, 0, 1, 1, 0.995, Precision.FP32, 1),
                0.2,
                1,
                SyncTerm.of(SyncPolicy.PLATEAU, 0.15),
                0,
                new Measurements(10, 250, 250, 0));
    }

    /** {@link #tiny} with the discriminator. */
    public static Wav2LipRecipe tinyGan() {
        return tiny().withAdversarialWeight(0.07)
                .withOptimization(tiny().optimization.withBeta1(0.5));
    }

    /**
     * {@link #tinyGan} for a few hundred steps from a model that can draw already, to see what a loss adds: a rate at which
     * Adam's first steps do not undo what is known, an average over the last steps only, and two measurements.
     *
     * @param heldOutClips clips of each measurement, at least 2
     */
    public static Wav2LipRecipe brief(int steps, int heldOutClips) {
        Schedule schedule = new Schedule(5e-5, 10, 0.3);
        return tinyGan()
                .withOptimization(new Optimization(steps, schedule, 0.5, 0, 1, 1, 0.9, Precision.FP32, 1))
                .withMeasurements(
                        tiny().measurements.withClips(heldOutClips).withEvaluateEvery(Math.max(1, steps / 2)));
    }

    public Wav2LipRecipe withChannels(int size) {
        return new Wav2LipRecipe(
                size, sampling, optimization, upperWeight, mouthWeight, expert, adversarialWeight, measurements);
    }

    public Wav2LipRecipe withSampling(LipSampling other) {
        return new Wav2LipRecipe(
                channels, other, optimization, upperWeight, mouthWeight, expert, adversarialWeight, measurements);
    }

    public Wav2LipRecipe withBatch(int windows) {
        return withSampling(sampling.withBatch(windows));
    }

    public Wav2LipRecipe withOptimization(Optimization other) {
        return new Wav2LipRecipe(
                channels, sampling, other, upperWeight, mouthWeight, expert, adversarialWeight, measurements);
    }

    public Wav2LipRecipe withExpert(SyncTerm other) {
        return new Wav2LipRecipe(
                channels, sampling, optimization, upperWeight, mouthWeight, other, adversarialWeight, measurements);
    }

    public Wav2LipRecipe withSync(SyncPolicy policy) {
        return withExpert(expert.withPolicy(policy));
    }

    /** The weight a of the sync loss. */
    public Wav2LipRecipe withSyncWeight(double weight) {
        return withExpert(expert.withWeight(weight));
    }

    /** The weight b of the adversarial loss. */
    public Wav2LipRecipe withAdversarialWeight(double weight) {
        return new Wav2LipRecipe(
                channels, sampling, optimization, upperWeight, mouthWeight, expert, weight, measurements);
    }

    public Wav2LipRecipe withMeasurements(Measurements other) {
        return new Wav2LipRecipe(
                channels, sampling, optimization, upperWeight, mouthWeight, expert, adversarialWeight, other);
    }

    public Wav2LipRecipe withPatience(int count) {
        return withMeasurements(measurements.withPatience(count));
    }

    /** L1 alone, on single frames: the most different pictures for the same work. */
    public Wav2LipRecipe withoutExpert() {
        return withSync(SyncPolicy.OFF)
                .withSampling(sampling.withBatch(sampling.images()).withFrames(1));
    }
}
