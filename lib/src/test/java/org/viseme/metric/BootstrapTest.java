package org.viseme.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    private static double[] normal(Random random, int clips) {
        return random.doubles(clips).map(ignored -> random.nextGaussian()).toArray();
    }

    /** How many of 600 intervals hold the true mean of the distribution that the clips come from. */
    private static double coverage(double level, int clips, double truth, ToDoubleFunction<Random> draw) {
        Random random = new Random(5);
        int held = 0;
        for (int i = 0; i < 600; i++) {
            double[] values = new double[clips];
            Arrays.setAll(values, ignored -> draw.applyAsDouble(random));
            held += new Bootstrap(800, level, i).mean(values).contains(truth) ? 1 : 0;
        }
        return held / 600.0;
    }

    @Test
    void ninetyFiveOfAHundredIntervalsHoldTheTrueMean() {
        double covered = coverage(0.95, 60, 0, Random::nextGaussian);
        // two standard errors of the simulation are 0.018
        assertEquals(0.95, covered, 0.025, "95 % intervals of normal values hold it in " + covered);
    }

    @Test
    void theLevelIsTheShareThatHolds() {
        double covered = coverage(0.5, 60, 0, Random::nextGaussian);
        assertEquals(0.5, covered, 0.05, "50 % intervals hold it in " + covered);
    }

    @Test
    void skewedValuesAreCoveredAsWell() {
        double covered = coverage(0.95, 80, 1, random -> -Math.log(1 - random.nextDouble()));
        assertEquals(0.95, covered, 0.03, "95 % intervals of exponential values hold it in " + covered);
    }

    @Test
    void ofManyClipsItIsTheIntervalOfTheNormalDistribution() {
        double[] values = normal(new Random(3), 1000);
        double mean = Arrays.stream(values).average().orElseThrow();
        double variance =
                Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / values.length;
        double half = 1.959964 * Math.sqrt(variance / values.length);
        Interval interval = new Bootstrap(4000, 0.95, 1).mean(values);
        assertEquals(mean, interval.value(), 1e-12);
        assertEquals(mean - half, interval.low(), 0.1 * half);
        assertEquals(mean + half, interval.high(), 0.1 * half);
    }

    @Test
    void aTailToTheRightMovesBothEndsToTheRight() {
        // Efron's correction for skewness; the ends of the plain percentiles lie about evenly around the mean
        double[] values =
                new Random(8).doubles(40).map(u -> Math.pow(-Math.log(u), 2)).toArray();
        Interval interval = Bootstrap.standard().mean(values);
        double above = interval.high() - interval.value();
        double below = interval.value() - interval.low();
        assertTrue(above > 1.3 * below, interval.toString());
    }

    @Test
    void endsFarOutStayAmongTheDraws() {
        double[] values = new double[40];
        values[7] = 100;
        Interval interval = new Bootstrap(2000, 0.9999999, 0).mean(values);
        assertEquals(0, interval.low());
        assertTrue(interval.high() >= 15 && interval.high() <= 100, interval.toString());
    }

    @Test
    void theSameSeedGivesTheSameInterval() {
        double[] values = normal(new Random(4), 20);
        assertEquals(new Bootstrap(500, 0.9, 7).mean(values), new Bootstrap(500, 0.9, 7).mean(values));
        assertNotEquals(new Bootstrap(500, 0.9, 7).mean(values), new Bootstrap(500, 0.9, 8).mean(values));
    }

    @Test
    void equalClipsLeaveNoDoubt() {
        Interval interval = Bootstrap.standard().mean(new double[] {2.5, 2.5, 2.5, 2.5});
        assertEquals(new Interval(2.5, 2.5, 2.5, 0.95, 4, 0, 0), interval);
    }

    @Test
    void clipsWithoutAFiniteValueAreLeftOutAndCounted() {
        double[] values = {30, Double.POSITIVE_INFINITY, 32, Double.NaN, 31, Double.POSITIVE_INFINITY};
        Interval interval = Bootstrap.standard().mean(values);
        assertEquals(31, interval.value(), 1e-12);
        assertEquals(3, interval.clips());
        assertEquals(1, interval.unmeasured());
        assertEquals(2, interval.infinite());
        assertTrue(
                interval.format(1).endsWith("3 clips, 2 infinite left out, 1 without a value left out)"),
                interval.format(1));
        assertTrue(interval.format(1).startsWith("31.0 (95 %: 30."), interval.format(1));
    }

    @Test
    void oneClipHasAValueButNoInterval() {
        Interval interval = Bootstrap.standard().mean(new double[] {7});
        assertEquals(new Interval(7, Double.NaN, Double.NaN, 0.95, 1, 0, 0), interval);
        assertEquals("7.000 (1 clip)", interval.toString());
        assertEquals(0, Bootstrap.standard().mean(new double[0]).clips());
        assertTrue(Double.isNaN(
                Bootstrap.standard().mean(new double[] {Double.NaN}).value()));
    }

    @Test
    void aRateIsOfTheSums() {
        double[] errors = {1, 8};
        double[] words = {1, 99};
        Interval interval = Bootstrap.standard().rate(errors, words);
        assertEquals(0.09, interval.value(), 1e-12);
        // draws are (first, first), (first, second), (second, second)
        assertTrue(interval.low() >= 8 / 99.0 && interval.high() <= 1, interval.toString());
        assertEquals(
                2,
                Bootstrap.standard()
                        .rate(new double[] {1, 1}, new double[] {0, 0})
                        .value());
    }

    @Test
    void levelsOutsideZeroAndOneAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Bootstrap(100, 95, 0));
        assertThrows(IllegalArgumentException.class, () -> new Bootstrap(0, 0.95, 0));
    }
}
