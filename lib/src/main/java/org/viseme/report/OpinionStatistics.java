package org.viseme.report;

import java.util.Arrays;
import org.apache.commons.math3.distribution.TDistribution;

/** The few statistics of rating studies. */
final class OpinionStatistics {
    private OpinionStatistics() {}

    static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    /** With n - 1; NaN for fewer than two values. */
    static double deviation(double[] values) {
        double mean = mean(values);
        double squares = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        return values.length < 2 ? Double.NaN : Math.sqrt(squares / (values.length - 1));
    }

    /** Half the width of Student's 95 % confidence interval of the mean; NaN for fewer than two values. */
    static double halfWidth(double[] values) {
        if (values.length < 2) {
            return Double.NaN;
        }
        double quantile = new TDistribution(null, values.length - 1).inverseCumulativeProbability(0.975);
        return quantile * deviation(values) / Math.sqrt(values.length);
    }
}
