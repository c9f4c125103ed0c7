package org.viseme.metric;

import java.util.List;

/**
 * How similar windows in sync and windows out of sync are to a sync expert: two histograms over 0..1. Each window of lips
 * counts once in both; its pairs out of sync share their one vote.
 */
public final class SimilarityHistogram {
    /** Bins of equal width. */
    public static final int BINS = 500;

    private static final int COARSE = 10;
    private static final double LOWEST = Math.exp(-100);

    private final double[] inSync = new double[BINS];
    private final double[] outOfSync = new double[BINS];
    private int windows;
    private double loss;

    void add(double own, List<Double> others) {
        inSync[bin(own)]++;
        double negative = 0;
        for (double other : others) {
            outOfSync[bin(other)] += 1.0 / others.size();
            negative -= Math.log(Math.max(LOWEST, 1 - other)) / others.size();
        }
        loss += (negative - Math.log(Math.max(LOWEST, own))) / 2;
        windows++;
    }

    private static int bin(double value) {
        return Math.clamp((int) (value * BINS), 0, BINS - 1);
    }

    /** Number of windows of lips. */
    public int windows() {
        return windows;
    }

    /** Share of the windows in each bin, in sync. */
    public double[] inSync() {
        return shares(inSync);
    }

    /** Share of the windows in each bin, out of sync. */
    public double[] outOfSync() {
        return shares(outOfSync);
    }

    private double[] shares(double[] counts) {
        double[] shares = new double[BINS];
        for (int i = 0; i < BINS; i++) {
            shares[i] = counts[i] / windows;
        }
        return shares;
    }

    /**
     * How much of the two histograms lies over each other, in bins of 0.02, so that a few hundred windows are enough: 0
     * where no similarity occurs in both, 1 where they are the same.
     */
    public double overlap() {
        double overlap = 0;
        for (int from = 0; from < BINS; from += COARSE) {
            double own = 0;
            double other = 0;
            for (int i = from; i < from + COARSE; i++) {
                own += inSync[i];
                other += outOfSync[i];
            }
            overlap += Math.min(own, other);
        }
        return overlap / windows;
    }

    /** Mean of the shares of both kinds that lie on their side of the threshold; NaN without windows. */
    double accuracy(double threshold) {
        double right = 0;
        for (int i = 0; i < BINS; i++) {
            right += (i + 0.5) / BINS > threshold ? inSync[i] : outOfSync[i];
        }
        return right / 2 / windows;
    }

    double bestThreshold() {
        double best = 0.5;
        for (int i = 0; i <= BINS; i++) {
            double threshold = i / (double) BINS;
            if (accuracy(threshold) > accuracy(best) + 1e-12) {
                best = threshold;
            }
        }
        return best;
    }

    double loss() {
        return loss / windows;
    }
}
