package org.viseme.metric;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoublePredicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * How much a figure would change with other clips: as many clips are drawn again from those measured, with repetition,
 * many times over, and the figure is computed of each draw. The ends of the interval are bias-corrected and accelerated
 * (BCa, Efron 1987, "Better Bootstrap Confidence Intervals"): they do not lie too low where clips are skewed. It takes
 * clips as independent of each other; those of few speakers are less so, and their intervals too narrow. The same
 * values and seed give the same interval.
 *
 * @param resamples number of draws; the ends of 10,000 move by about one percent of the interval's width with the seed
 * @param level share of intervals that hold the true figure, above 0 and below 1
 * @param seed of the draws
 */
public record Bootstrap(int resamples, double level, long seed) {
    private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

    public Bootstrap {
        if (resamples < 1 || !(level > 0 && level < 1)) {
            throw new IllegalArgumentException(resamples + " resamples for a level of " + level);
        }
    }

    /** 95 % of 10,000 draws. */
    public static Bootstrap standard() {
        return new Bootstrap(10_000, 0.95, 0);
    }

    /**
     * The mean over clips. Clips without a value (NaN) and those whose value is infinite are left out and counted.
     *
     * @param values one a clip; NaN is the mean of none
     */
    public Interval mean(double[] values) {
        double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
        return of(finite.length, clips -> sum(finite, clips) / clips.length)
                .leavingOut(count(values, Double::isNaN), count(values, Double::isInfinite));
    }

    /**
     * A rate of sums over clips, such as a {@link WordErrors word error rate}: all numerators over all denominators.
     *
     * @param numerators one a clip, finite
     * @param denominators one a clip, finite; as for {@link EditCounts#rate}, a sum below 1 counts as 1
     */
    public Interval rate(double[] numerators, double[] denominators) {
        if (numerators.length != denominators.length) {
            throw new IllegalArgumentException(numerators.length + " numerators, " + denominators.length + " others");
        }
        return of(numerators.length, clips -> sum(numerators, clips) / Math.max(1, sum(denominators, clips)));
    }

    /**
     * Any figure.
     *
     * @param clips number of clips
     * @param figure the figure of some clips, given by their indices, one of them perhaps several times
     */
    public Interval of(int clips, ToDoubleFunction<int[]> figure) {
        if (clips == 0) {
            return new Interval(Double.NaN, Double.NaN, Double.NaN, level, 0, 0, 0);
        }
        double value = figure.applyAsDouble(IntStream.range(0, clips).toArray());
        if (clips == 1) {
            return new Interval(value, Double.NaN, Double.NaN, level, 1, 0, 0);
        }
        Random random = new Random(seed);
        double[] drawn = new double[resamples];
        int[] draw = new int[clips];
        for (int i = 0; i < resamples; i++) {
            for (int j = 0; j < clips; j++) {
                draw[j] = random.nextInt(clips);
            }
            drawn[i] = figure.applyAsDouble(draw);
        }
        Arrays.sort(drawn);
        double bias = bias(drawn, value);
        double acceleration = acceleration(clips, figure);
        double outside = (1 - level) / 2;
        double low = quantile(drawn, corrected(outside, bias, acceleration));
        double high = quantile(drawn, corrected(1 - outside, bias, acceleration));
        return new Interval(value, low, high, level, clips, 0, 0);
    }

    /** How far the middle of the draws lies from the figure, in standard deviations; draws that equal it count half. */
    private double bias(double[] drawn, double value) {
        double below = count(drawn, figure -> figure < value) + count(drawn, figure -> figure == value) / 2.0;
        return NORMAL.inverseCumulativeProbability(Math.clamp(below, 0.5, resamples - 0.5) / resamples);
    }

    /** How the spread changes with the figure, from the figures without one clip each. */
    private static double acceleration(int clips, ToDoubleFunction<int[]> figure) {
        double[] without = IntStream.range(0, clips)
                .mapToDouble(left -> figure.applyAsDouble(
                        IntStream.range(0, clips).filter(clip -> clip != left).toArray()))
                .toArray();
        double mean = Arrays.stream(without).average().orElseThrow();
        double squares = 0;
        double cubes = 0;
        for (double value : without) {
            squares += (mean - value) * (mean - value);
            cubes += (mean - value) * (mean - value) * (mean - value);
        }
        return squares == 0 ? 0 : cubes / (6 * Math.pow(squares, 1.5));
    }

    private static double corrected(double share, double bias, double acceleration) {
        double shifted = bias + NORMAL.inverseCumulativeProbability(share);
        // An acceleration is at most 1/6, so that only ends far out reach the pole.
        double stretch = Math.max(1e-9, 1 - acceleration * shifted);
        return NORMAL.cumulativeProbability(bias + shifted / stretch);
    }

    private static double quantile(double[] sorted, double share) {
        return sorted[Math.clamp(Math.round(share * (sorted.length + 1)) - 1, 0, sorted.length - 1)];
    }

    private static double sum(double[] values, int[] clips) {
        double sum = 0;
        for (int clip : clips) {
            sum += values[clip];
        }
        return sum;
    }

    private static int count(double[] values, DoublePredicate which) {
        return (int) Arrays.stream(values).filter(which).count();
    }
}
