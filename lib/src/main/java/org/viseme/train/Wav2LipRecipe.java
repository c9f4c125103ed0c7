package org.viseme.train;

import org.viseme.torch.Precision;

/**
 * Recipe {@code wav2lip}: the generator with the L1 loss alone. The defaults are the paper's where it names a value.
 *
 * @param channels size of the network: 16 is the paper's, 4 the compact model's
 * @param batch samples a step; 80 in the paper
 * @param steps length of the training
 * @param learningRate of Adam, after the warm-up; 1e-4 in the paper
 * @param warmupSteps steps over which the rate rises from zero
 * @param decayShare share of the steps, at the end, over which the rate falls to zero; 0 for the paper's constant rate
 * @param clipNorm largest global norm of the gradient; 0 for none
 * @param upperWeight weight of the upper half in the loss, which the network sees anyway; 1 in the paper
 * @param mouthWeight additional weight of the mouth region; 0 in the paper
 * @param firstFrameShare how often the reference is the clip's first frame instead of any other
 * @param flip whether half of the samples are mirrored; not in the paper
 * @param jitter largest change of contrast, brightness and colours, as a share; 0 in the paper
 * @param precision type of the computation
 * @param seed of weights and batches
 * @param evaluateEvery steps between measurements on held-out clips
 * @param saveEvery steps between checkpoints
 */
public record Wav2LipRecipe(
        int channels,
        int batch,
        int steps,
        double learningRate,
        int warmupSteps,
        double decayShare,
        double clipNorm,
        double upperWeight,
        double mouthWeight,
        double firstFrameShare,
        boolean flip,
        double jitter,
        Precision precision,
        long seed,
        int evaluateEvery,
        int saveEvery) {
    /** The paper's settings. */
    public static Wav2LipRecipe paper() {
        return new Wav2LipRecipe(16, 80, 200_000, 1e-4, 0, 0, 0, 1, 0, 0, false, 0, Precision.FP32, 1, 3000, 1000);
    }

    /** A compact network on two CPU cores: higher rate, smaller batch, the loss where the network has to draw. */
    public static Wav2LipRecipe tiny() {
        return new Wav2LipRecipe(
                4, 16, 10_000, 1e-3, 200, 0.3, 1, 0.2, 1, 0.25, true, 0.25, Precision.FP32, 1, 1000, 500);
    }

    /** The learning rate of a step, counted from 0. */
    double rateAt(long step) {
        double warm = Math.min(1, (step + 1.0) / Math.max(1, warmupSteps));
        double left = decayShare == 0 ? 1 : Math.min(1, (steps - step) / (decayShare * steps));
        return learningRate * warm * left;
    }
}
