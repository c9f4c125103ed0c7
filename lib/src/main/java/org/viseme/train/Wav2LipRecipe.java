package org.viseme.train;

import org.viseme.VisemeException;
import org.viseme.audio.MelTimeline;
import org.viseme.torch.Precision;

/**
 * Recipes {@code wav2lip} and {@code wav2lip-gan}: L1, then a sync expert, then a quality discriminator, with the weights
 * {@code (1 - a - b) L1 + a sync + b adversarial} (Wav2Lip, equation 6).
 *
 * @param channels size of the network: 16 is the paper's, 4 the compact model's
 * @param batch windows a step; 16 windows of 5 frames are the paper's batch of 80
 * @param frames consecutive frames a window: 5, or 1 where no expert looks at them
 * @param optimization how the weights are found, those of generator and discriminator alike
 * @param upperWeight weight of the upper half in the L1 loss, which the network sees anyway; 1 in the paper
 * @param mouthWeight additional weight of the mouth region in the L1 loss; 0 in the paper
 * @param sync when the expert joins
 * @param syncWeight a; 0.03 in the paper
 * @param syncThreshold for the policy {@code threshold}; 0.75 as published
 * @param plateauPatience for the policy {@code plateau}: measurements without an improvement
 * @param plateauImprovement by how much the held-out L1 error of the lower half has to fall to count
 * @param adversarialWeight b; 0.07 in the paper, 0 for none
 * @param firstFrameShare how often the reference is the clip's first frame instead of any other
 * @param flip whether half of the samples are mirrored; not in the paper
 * @param jitter largest change of contrast, brightness and colours, as a share; 0 in the paper
 * @param timeline which part of the sound belongs to a frame
 * @param heldOutClips clips that are drawn at each measurement; 0 for all of the split
 * @param evaluateEvery steps between measurements on held-out clips
 * @param saveEvery steps between checkpoints
 * @param patience measurements without a better one after which the training ends; 0 for never
 */
public record Wav2LipRecipe(
        int channels,
        int batch,
        int frames,
        Optimization optimization,
        double upperWeight,
        double mouthWeight,
        SyncPolicy sync,
        double syncWeight,
        double syncThreshold,
        int plateauPatience,
        double plateauImprovement,
        double adversarialWeight,
        double firstFrameShare,
        boolean flip,
        double jitter,
        MelTimeline timeline,
        int heldOutClips,
        int evaluateEvery,
        int saveEvery,
        int patience) {
    public Wav2LipRecipe {
        if (frames != 1 && frames != 5) {
            throw new VisemeException("frames=" + frames, "is no window", "use 5, or 1 without an expert");
        }
        if (frames == 1 && sync != SyncPolicy.OFF) {
            throw new VisemeException(
                    "frames=1", "is too short for the sync expert, which looks at 5", "use frames=5, or sync=off");
        }
    }

    /** The paper's settings, without the discriminator. */
    public static Wav2LipRecipe paper() {
        return new Wav2LipRecipe(
                16,
                16,
                5,
                Optimization.adam(200_000, 1e-4),
                1,
                0,
                SyncPolicy.THRESHOLD,
                0.03,
                0.75,
                5,
                1e-4,
                0,
                0,
                false,
                0,
                MelTimeline.FRAME_START,
                0,
                3000,
                1000,
                0);
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
                4,
                5,
                new Optimization(10_000, new Schedule(1e-3, 200, 0.3), 0.9, 0, 1, 1, 0.999, Precision.FP32, 1),
                0.2,
                1,
                SyncPolicy.PLATEAU,
                0.03,
                0.75,
                3,
                1e-4,
                0,
                0.25,
                true,
                0.25,
                MelTimeline.FRAME_START,
                10,
                500,
                250,
                0);
    }

    /** {@link #tiny} with the discriminator. */
    public static Wav2LipRecipe tinyGan() {
        return tiny().withAdversarialWeight(0.07)
                .withOptimization(tiny().optimization.withBeta1(0.5));
    }

    /**
     * {@link #tinyGan} for a few hundred steps from a model that can draw already, to see what a loss adds: a rate at which
     * Adam's first steps do not undo what is known, larger batches for steadier statistics of the batch norms, an average
     * over the last steps only, and two measurements on few clips.
     */
    public static Wav2LipRecipe brief(int steps) {
        Schedule schedule = new Schedule(5e-5, 10, 0.3);
        Optimization how = new Optimization(steps, schedule, 0.5, 0, 1, 1, 0.9, Precision.FP32, 1);
        return tinyGan().withOptimization(how).withBatch(8).withMeasurements(Math.max(1, steps / 2), 4);
    }

    public Wav2LipRecipe withAdversarialWeight(double weight) {
        return copy(batch, frames, optimization, sync, weight, patience);
    }

    public Wav2LipRecipe withOptimization(Optimization other) {
        return copy(batch, frames, other, sync, adversarialWeight, patience);
    }

    public Wav2LipRecipe withBatch(int windows) {
        return copy(windows, frames, optimization, sync, adversarialWeight, patience);
    }

    /** L1 alone, on single frames: the most different pictures for the same work. */
    public Wav2LipRecipe withoutExpert() {
        return copy(batch * frames, 1, optimization, SyncPolicy.OFF, adversarialWeight, patience);
    }

    public Wav2LipRecipe withSync(SyncPolicy policy) {
        return copy(batch, frames, optimization, policy, adversarialWeight, patience);
    }

    public Wav2LipRecipe withFrames(int count) {
        return copy(batch, count, optimization, sync, adversarialWeight, patience);
    }

    public Wav2LipRecipe withPatience(int measurements) {
        return copy(batch, frames, optimization, sync, adversarialWeight, measurements);
    }

    /** The weight a of the sync loss. */
    public Wav2LipRecipe withSyncWeight(double weight) {
        return copy(
                batch, frames, optimization, sync, weight, adversarialWeight, heldOutClips, evaluateEvery, patience);
    }

    /**
     * @param every steps between measurements
     * @param clips held-out clips at each of them; 0 for all
     */
    public Wav2LipRecipe withMeasurements(int every, int clips) {
        return copy(batch, frames, optimization, sync, syncWeight, adversarialWeight, clips, every, patience);
    }

    private Wav2LipRecipe copy(
            int windows, int windowFrames, Optimization how, SyncPolicy policy, double adversarial, int measurements) {
        return copy(
                windows, windowFrames, how, policy, syncWeight, adversarial, heldOutClips, evaluateEvery, measurements);
    }

    private Wav2LipRecipe copy(
            int windows,
            int windowFrames,
            Optimization how,
            SyncPolicy policy,
            double listening,
            double adversarial,
            int clips,
            int every,
            int measurements) {
        return new Wav2LipRecipe(
                channels,
                windows,
                windowFrames,
                how,
                upperWeight,
                mouthWeight,
                policy,
                listening,
                syncThreshold,
                plateauPatience,
                plateauImprovement,
                adversarial,
                firstFrameShare,
                flip,
                jitter,
                timeline,
                clips,
                every,
                saveEvery,
                measurements);
    }
}
