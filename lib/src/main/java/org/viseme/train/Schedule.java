package org.viseme.train;

import org.viseme.VisemeException;

/**
 * A learning rate that rises linearly from zero, stays, and falls linearly to zero.
 *
 * @param learningRate between the warm-up and the decay; above 0
 * @param warmupSteps steps over which the rate rises; 0 for none
 * @param decayShare share of all steps, at the end, over which the rate falls, in 0..1; 0 for none
 */
public record Schedule(double learningRate, int warmupSteps, double decayShare) {
    public Schedule {
        require(learningRate > 0, "learningRate " + learningRate, "must be above 0", "1e-4 is a usual one");
        require(warmupSteps >= 0, "warmupSteps " + warmupSteps, "must not be negative", "0 means none");
        require(decayShare >= 0 && decayShare <= 1, "decayShare " + decayShare, "must lie in 0..1", "0 means none");
    }

    /** The same rate at all steps. */
    public static Schedule constant(double learningRate) {
        return new Schedule(learningRate, 0, 0);
    }

    /**
     * The learning rate of a step; never quite zero.
     *
     * @param step counted from 0
     * @param steps length of the training
     */
    public double rateAt(long step, long steps) {
        double risen = Math.min(1, (step + 1.0) / Math.max(1, warmupSteps));
        double left = decayShare == 0 ? 1 : Math.min(1, (steps - step) / (decayShare * steps));
        return learningRate * risen * left;
    }

    private static void require(boolean holds, String thing, String problem, String remedy) {
        if (!holds) {
            throw new VisemeException(thing, problem, remedy);
        }
    }
}
