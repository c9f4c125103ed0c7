package org.viseme.metric;

import org.apache.commons.math3.special.Beta;

/**
 * Whether one of two models is better on more clips than chance would have it (Arbuthnott 1710): if neither were
 * better, each clip would fall to either with probability 1/2. Asks nothing of the size of the differences.
 */
public final class SignTest {
    private SignTest() {}

    /**
     * The exact two-sided probability of a split as uneven as this one or more; small values speak against chance.
     *
     * @param higher clips on which the first model has the higher value
     * @param lower clips on which it has the lower one; clips with equal values belong to neither
     * @return in (0, 1]; 1 without clips
     */
    public static double probability(int higher, int lower) {
        int clips = higher + lower;
        if (higher < 0 || lower < 0) {
            throw new IllegalArgumentException(higher + " and " + lower + " clips");
        }
        if (clips == 0) {
            return 1;
        }
        // the upper tail of the binomial distribution as an incomplete beta function, exact for small tails too
        double tail = Beta.regularizedBeta(0.5, Math.max(higher, lower), Math.min(higher, lower) + 1);
        return Math.min(1, 2 * tail);
    }
}
