package org.viseme.metric;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Two models measured on the same clips: by how much one is above the other, and whether that could be chance. Clips
 * differ far more than models do, so the differences clip by clip tell more than the two means.
 *
 * @param difference mean of the first model's values less the second's, over the clips where it is finite
 * @param higher clips on which the first model's value is the higher one
 * @param lower clips on which it is the lower one
 * @param equal clips on which both are equal, two infinite values too
 * @param unmeasured clips without a value (NaN) of one of them, left out everywhere
 * @param signTest probability of {@link SignTest}
 * @param wilcoxon probability of {@link WilcoxonSignedRank}
 */
public record PairedComparison(
        Interval difference, int higher, int lower, int equal, int unmeasured, double signTest, double wilcoxon) {
    /**
     * @param first values of the first model, one a clip; NaN where it has none
     * @param second values of the other one, of the same clips in the same order
     * @param bootstrap gives the interval of the mean difference
     */
    public static PairedComparison of(double[] first, double[] second, Bootstrap bootstrap) {
        if (first.length != second.length) {
            throw new IllegalArgumentException(first.length + " clips against " + second.length);
        }
        double[] all = IntStream.range(0, first.length)
                .mapToDouble(clip -> first[clip] == second[clip] ? 0 : first[clip] - second[clip])
                .toArray();
        double[] measured =
                Arrays.stream(all).filter(value -> !Double.isNaN(value)).toArray();
        int higher = (int) Arrays.stream(measured).filter(value -> value > 0).count();
        int lower = (int) Arrays.stream(measured).filter(value -> value < 0).count();
        return new PairedComparison(
                bootstrap.mean(all),
                higher,
                lower,
                measured.length - higher - lower,
                all.length - measured.length,
                SignTest.probability(higher, lower),
                WilcoxonSignedRank.of(measured).probability());
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "difference %s; higher on %d, lower on %d, equal on %d clips; sign test p = %.2g, Wilcoxon p = %.2g",
                difference,
                higher,
                lower,
                equal,
                signTest,
                wilcoxon);
    }
}
