package org.viseme.metric;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.apache.commons.math3.stat.ranking.TiesStrategy;

/**
 * Whether the differences of two models on the same clips lie around zero (Wilcoxon 1945): the absolute differences are
 * ranked, and the ranks of the positive ones summed. Differences of zero are left out, equal ones share the mean of
 * their ranks. Unlike the {@link SignTest} it takes for granted that differences of chance would be symmetric.
 *
 * @param clips differences other than zero
 * @param positiveRanks sum of the ranks of positive differences, 0 to {@code clips (clips + 1) / 2}
 * @param probability two-sided probability, if both models were alike, of a sum as far from the middle or farther, in
 *     (0, 1]: over all signs that these ranks could have, exact up to {@value #MOST_EXACT} clips; beyond them by the
 *     normal distribution, corrected for ties and for continuity
 */
public record WilcoxonSignedRank(int clips, double positiveRanks, double probability) {
    /** Clips up to which the probability is exact. */
    public static final int MOST_EXACT = 200;

    /**
     * @param differences one a clip, not NaN; infinite ones have the highest ranks
     */
    public static WilcoxonSignedRank of(double[] differences) {
        double[] signed = Arrays.stream(differences).filter(value -> value != 0).toArray();
        if (Arrays.stream(signed).anyMatch(Double::isNaN)) {
            throw new IllegalArgumentException("a difference that is not a number");
        }
        if (signed.length == 0) {
            return new WilcoxonSignedRank(0, 0, 1);
        }
        double[] ranks = new NaturalRanking(TiesStrategy.AVERAGE)
                .rank(Arrays.stream(signed).map(Math::abs).toArray());
        double positive = 0;
        for (int i = 0; i < ranks.length; i++) {
            positive += signed[i] > 0 ? ranks[i] : 0;
        }
        double all = ranks.length * (ranks.length + 1) / 2.0;
        double smaller = Math.min(positive, all - positive);
        double tail = ranks.length <= MOST_EXACT ? exact(ranks, smaller) : normal(ranks, smaller);
        return new WilcoxonSignedRank(ranks.length, positive, Math.min(1, 2 * tail));
    }

    /** The probability of a sum up to {@code most}, each rank being in it or not with equal chance. */
    private static double exact(double[] ranks, double most) {
        // Shared ranks are halves, so that twice a sum is whole.
        double[] probability = new double[ranks.length * (ranks.length + 1) + 1];
        probability[0] = 1;
        for (double rank : ranks) {
            int twice = (int) Math.round(2 * rank);
            for (int sum = probability.length - 1; sum >= 0; sum--) {
                probability[sum] = (probability[sum] + (sum >= twice ? probability[sum - twice] : 0)) / 2;
            }
        }
        return Arrays.stream(probability, 0, (int) Math.round(2 * most) + 1).sum();
    }

    private static double normal(double[] ranks, double most) {
        Map<Double, Integer> ties = new HashMap<>();
        for (double rank : ranks) {
            ties.merge(rank, 1, Integer::sum);
        }
        double n = ranks.length;
        double variance = n * (n + 1) * (2 * n + 1) / 24;
        for (double tied : ties.values()) {
            variance -= (tied * tied * tied - tied) / 48;
        }
        double mean = n * (n + 1) / 4;
        return new NormalDistribution(null, mean, Math.sqrt(variance)).cumulativeProbability(most + 0.5);
    }
}
