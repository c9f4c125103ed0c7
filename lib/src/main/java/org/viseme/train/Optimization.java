package org.viseme.train;

import org.viseme.torch.FusedAdam;
import org.viseme.torch.Precision;

/**
 * How a network's weights are found: what all recipes have in common.
 *
 * @param steps length of the training
 * @param learningRate of Adam, after the warm-up
 * @param warmupSteps steps over which the rate rises from zero
 * @param decayShare share of the steps, at the end, over which the rate falls to zero; 0 for a constant rate
 * @param beta1 share of Adam's first moment that is kept a step
 * @param weightDecay decoupled decay of the weights (AdamW); 0 for plain Adam
 * @param clipNorm largest global norm of the gradient; 0 for none
 * @param accumulate batches whose gradients are averaged for one step
 * @param emaDecay share that the averaged weights keep a step, for evaluation and for the saved model; 0 for none
 * @param precision type of the computation
 * @param seed of weights and batches
 */
public record Optimization(
        int steps,
        double learningRate,
        int warmupSteps,
        double decayShare,
        double beta1,
        double weightDecay,
        double clipNorm,
        int accumulate,
        double emaDecay,
        Precision precision,
        long seed) {
    /** Adam at a constant rate, as the four papers train. */
    public static Optimization adam(int steps, double learningRate) {
        return new Optimization(steps, learningRate, 0, 0, 0.9, 0, 0, 1, 0, Precision.FP32, 1);
    }

    public Optimization {
        if (steps < 1 || accumulate < 1 || !(learningRate > 0) || !(emaDecay >= 0 && emaDecay < 1)) {
            throw new IllegalArgumentException(steps + " steps, learning rate " + learningRate + ", " + accumulate
                    + " batches a step, decay of the average " + emaDecay);
        }
    }

    /** The learning rate of a step, counted from 0. */
    public double rateAt(long step) {
        double warm = Math.min(1, (step + 1.0) / Math.max(1, warmupSteps));
        double left = decayShare == 0 ? 1 : Math.min(1, (steps - step) / (decayShare * steps));
        return learningRate * warm * left;
    }

    FusedAdam.Settings adamSettings() {
        return FusedAdam.Settings.defaults()
                .withBetas(beta1, 0.999)
                .withWeightDecay(weightDecay)
                .withClipNorm(clipNorm);
    }
}
