package org.viseme.train;

import org.viseme.VisemeException;

/**
 * A learning rate that rises linearly from zero, stays, and falls: linearly to zero, or exponentially to a share of
 * itself, as fairseq's tri-stage schedule does.
 *
 * @param learningRate between the warm-up and the decay; above 0
 * @param warmupSteps steps over which the rate rises; 0 for none
 * @param decayShare share of all steps, at the end, over which the rate falls, in 0..1; 0 for none
 * @param finalShare what is left of the rate at the end of an exponential fall; 0 for a linear one to zero
 */
public record Schedule(double learningRate, int warmupSteps, double decayShare, double finalShare) {
    public Schedule {
        require(finalShare >= 0 && finalShare <= 1, "finalShare " + finalShare, "must lie in 0..1", "0 means linear");
        require(learningRate > 0, "learningRate " + learningRate, "must be above 0", "1e-4 is a usual one");
        require(warmupSteps >= 0, "warmupSteps " + warmupSteps, "must not be negative", "0 means none");
        require(decayShare >= 0 && decayShare <= 1, "decayShare " + decayShare, "must lie in 0..1", "0 means none");
    }

    /** The same course at another height. */
    Schedule timesRate(double factor) {
        return new Schedule(learningRate * factor, warmupSteps, decayShare, finalShare);
    }

    /** With a linear fall. */
    public Schedule(double learningRate, int warmupSteps, double decayShare) {
        this(learningRate, warmupSteps, decayShare, 0);
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
        double fallen = finalShare == 0 ? left : Math.pow(finalShare, 1 - left);
        return learningRate * risen * fallen;
    }

    private static void require(boolean holds, String thing, String problem, String remedy) {
        if (!holds) {
            throw new VisemeException(thing, problem, remedy);
        }
    }
}
