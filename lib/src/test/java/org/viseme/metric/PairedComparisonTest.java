package org.viseme.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PairedComparisonTest {
    private static final double INFINITE = Double.POSITIVE_INFINITY;

    @Test
    void signTestIsTheBinomialTail() {
        assertEquals(2 / 32.0, SignTest.probability(5, 0), 1e-12);
        assertEquals(2 * (1 + 10) / 1024.0, SignTest.probability(1, 9), 1e-12);
        assertEquals(2 * (1 + 10 + 45) / 1024.0, SignTest.probability(8, 2), 1e-12);
        assertEquals(2 * Math.pow(0.5, 60), SignTest.probability(60, 0), 1e-30);
        assertEquals(1, SignTest.probability(4, 4));
        assertEquals(1, SignTest.probability(0, 0));
    }

    @Test
    void wilcoxonIsThatOfTheTextbook() {
        // depression scale factors of nine patients: Hollander and Wolfe, Nonparametric Statistical Methods (1973), p.
        // 29
        double[] before = {1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30};
        double[] after = {0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29};
        WilcoxonSignedRank test = WilcoxonSignedRank.of(differences(before, after));
        assertEquals(9, test.clips());
        assertEquals(40, test.positiveRanks());
        assertEquals(2 * 10 / 512.0, test.probability(), 1e-12);
    }

    private static double[] differences(double[] first, double[] second) {
        return IntStream.range(0, first.length)
                .mapToDouble(i -> first[i] - second[i])
                .toArray();
    }

    @Test
    void tiesAndZerosAreThoseOfAllSigns() {
        double[] differences = {15, -7, 5, 20, 0, -9, 17, -12, 5, -10};
        double[] ranks = {7, 3, 1.5, 9, 4, 8, 6, 1.5, 5};
        int asFar = 0;
        for (int signs = 0; signs < 512; signs++) {
            double sum = 0;
            for (int i = 0; i < 9; i++) {
                sum += (signs >> i & 1) * ranks[i];
            }
            asFar += Math.abs(sum - 22.5) >= 4.5 ? 1 : 0;
        }
        WilcoxonSignedRank test = WilcoxonSignedRank.of(differences);
        assertEquals(9, test.clips());
        assertEquals(27, test.positiveRanks());
        assertEquals(asFar / 512.0, test.probability(), 1e-12);
    }

    @Test
    void normalDistributionTakesOverWithoutAStep() {
        Random random = new Random(2);
        double[] most = random.doubles(WilcoxonSignedRank.MOST_EXACT)
                .map(u -> Math.round(20 * (u - 0.43)))
                .map(v -> v == 0 ? 1 : v)
                .toArray();
        double[] more = Arrays.copyOf(most, most.length + 1);
        more[most.length] = 1e-9;
        WilcoxonSignedRank exact = WilcoxonSignedRank.of(most);
        WilcoxonSignedRank normal = WilcoxonSignedRank.of(more);
        assertEquals(WilcoxonSignedRank.MOST_EXACT + 1, normal.clips());
        assertTrue(exact.probability() > 1e-4 && exact.probability() < 0.2, exact.toString());
        assertEquals(1, normal.probability() / exact.probability(), 0.03, exact + " and " + normal);
    }

    @Test
    void withoutDifferencesNothingSpeaksAgainstChance() {
        assertEquals(new WilcoxonSignedRank(0, 0, 1), WilcoxonSignedRank.of(new double[] {0, 0}));
        assertThrows(IllegalArgumentException.class, () -> WilcoxonSignedRank.of(new double[] {1, Double.NaN}));
    }

    @Test
    void aSmallDifferenceOnEveryClipIsSeenAmongLargeOnesBetweenClips() {
        Random random = new Random(1);
        double[] first = random.doubles(30).map(u -> 20 + 20 * u).toArray();
        double[] second = Arrays.stream(first)
                .map(v -> v - 0.2 - 0.1 * random.nextGaussian())
                .toArray();
        PairedComparison comparison = PairedComparison.of(first, second, Bootstrap.standard());
        assertEquals(0.2, comparison.difference().value(), 0.06);
        assertTrue(comparison.difference().low() > 0.1, comparison.toString());
        assertTrue(comparison.signTest() < 1e-3 && comparison.wilcoxon() < 1e-3, comparison.toString());
        Interval own = Bootstrap.standard().mean(first);
        assertTrue(own.contains(Bootstrap.standard().mean(second).value()));
    }

    @Test
    void exchangedModelsGiveTheSameProbabilities() {
        double[] first = {1, 5, 2, 9, 4, 7};
        double[] second = {2, 3, 1, 5, 6, 1};
        PairedComparison one = PairedComparison.of(first, second, Bootstrap.standard());
        PairedComparison other = PairedComparison.of(second, first, Bootstrap.standard());
        assertEquals(one.difference().value(), -other.difference().value(), 1e-12);
        assertEquals(one.higher(), other.lower());
        assertEquals(one.signTest(), other.signTest());
        assertEquals(one.wilcoxon(), other.wilcoxon());
    }

    @Test
    void infiniteValuesCountInTheTestsAndMissingOnesNowhere() {
        double[] first = {INFINITE, INFINITE, 30, Double.NaN, 33};
        double[] second = {INFINITE, 40, INFINITE, 35, 32};
        PairedComparison comparison = PairedComparison.of(first, second, Bootstrap.standard());
        assertEquals(1, comparison.equal());
        assertEquals(2, comparison.higher());
        assertEquals(1, comparison.lower());
        assertEquals(1, comparison.unmeasured());
        assertEquals(0.5, comparison.difference().value(), 1e-12);
        assertEquals(2, comparison.difference().infinite());
        assertFalse(Double.isNaN(comparison.wilcoxon()));
    }
}
