package org.viseme.train;

import ai.djl.Device;
import org.viseme.VisemeException;
import org.viseme.torch.FusedAdam;
import org.viseme.torch.MemoryFormat;
import org.viseme.torch.Precision;

/**
 * How a network's weights are found: what all recipes have in common.
 *
 * @param steps length of the training
 * @param schedule the learning rate of each step
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
        Schedule schedule,
        double beta1,
        double weightDecay,
        double clipNorm,
        int accumulate,
        double emaDecay,
        Precision precision,
        long seed) {
    /** Adam at a constant rate, as the four papers train. */
    public static Optimization adam(int steps, double learningRate) {
        return new Optimization(steps, Schedule.constant(learningRate), 0.9, 0, 0, 1, 0, Precision.FP32, 1);
    }

    public Optimization {
        if (steps < 1 || accumulate < 1 || !(emaDecay >= 0 && emaDecay < 1)) {
            throw new VisemeException(
                    steps + " steps, accumulate " + accumulate + ", emaDecay " + emaDecay,
                    "cannot be trained with",
                    "use at least one step and one batch, and a decay from 0 to below 1");
        }
    }

    public Optimization withBeta1(double share) {
        return new Optimization(steps, schedule, share, weightDecay, clipNorm, accumulate, emaDecay, precision, seed);
    }

    public Optimization withSteps(int count) {
        return new Optimization(count, schedule, beta1, weightDecay, clipNorm, accumulate, emaDecay, precision, seed);
    }

    public Optimization withPrecision(Precision other) {
        return new Optimization(steps, schedule, beta1, weightDecay, clipNorm, accumulate, emaDecay, other, seed);
    }

    /** With another rate at all steps. */
    Optimization timesRate(double factor) {
        return new Optimization(
                steps, schedule.timesRate(factor), beta1, weightDecay, clipNorm, accumulate, emaDecay, precision, seed);
    }

    /**
     * The seed of all chance within a batch: of what dropout forgets, for one. It does not depend on where a training was
     * resumed.
     *
     * @param batch its number, counted from 0
     */
    long seedOf(long batch) {
        return seed * 1_000_003 + batch;
    }

    /** The memory format in which networks learn fastest on a device. */
    MemoryFormat memoryFormat(Device device) {
        return MemoryFormat.suiting(device, precision);
    }

    /** The learning rate of a step, counted from 0. */
    double rateAt(long step) {
        return schedule.rateAt(step, steps);
    }

    FusedAdam.Settings adamSettings() {
        return FusedAdam.Settings.defaults()
                .withBetas(beta1, 0.999)
                .withWeightDecay(weightDecay)
                .withClipNorm(clipNorm);
    }
}
