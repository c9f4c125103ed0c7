package org.viseme.metric;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;

/**
 * How closely two metrics go together over clips.
 *
 * @param pearson how near the points (value of one, value of the other) lie to a straight line, -1 (falling) to 1
 *     (rising); NaN with fewer than two pairs or where one metric is the same on all clips
 * @param spearman the same of the ranks, equal values sharing the mean of theirs (Spearman 1904): 1 for any curve that
 *     rises
 * @param pairs clips that count
 * @param leftOut clips on which one of the two values is not finite
 */
public record Correlation(double pearson, double spearman, int pairs, int leftOut) {
    /**
     * @param first values of a metric, one a clip
     * @param second values of another one, of the same clips in the same order
     */
    public static Correlation of(double[] first, double[] second) {
        if (first.length != second.length) {
            throw new IllegalArgumentException(first.length + " clips against " + second.length);
        }
        int[] both = IntStream.range(0, first.length)
                .filter(clip -> Double.isFinite(first[clip]) && Double.isFinite(second[clip]))
                .toArray();
        int leftOut = first.length - both.length;
        if (both.length < 2) {
            return new Correlation(Double.NaN, Double.NaN, both.length, leftOut);
        }
        double[] x = Arrays.stream(both).mapToDouble(clip -> first[clip]).toArray();
        double[] y = Arrays.stream(both).mapToDouble(clip -> second[clip]).toArray();
        return new Correlation(
                new PearsonsCorrelation().correlation(x, y),
                new SpearmansCorrelation().correlation(x, y),
                both.length,
                leftOut);
    }
}
