package org.viseme.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CorrelationTest {
    @Test
    void aRisingCurveIsOneForRanksAndLessForValues() {
        Correlation cubes = Correlation.of(new double[] {1, 2, 3, 4}, new double[] {1, 8, 27, 64});
        // products of deviations sum to 104, squares to 5 and 2390
        assertEquals(104 / Math.sqrt(5 * 2390.0), cubes.pearson(), 1e-12);
        assertEquals(1, cubes.spearman(), 1e-12);
    }

    @Test
    void spearmanIsThatOfTheSquaredDifferencesOfRanks() {
        double[] first = {106, 100, 86, 101, 99, 103, 97, 113, 112, 110};
        double[] second = {7, 27, 2, 50, 28, 29, 20, 12, 6, 17};
        // the squared differences of ranks sum to 194
        assertEquals(1 - 6 * 194 / (10 * 99.0), Correlation.of(first, second).spearman(), 1e-12);
    }

    @Test
    void equalValuesShareARank() {
        // ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: products of deviations 4.5, squares 4.5 and 5
        Correlation tied = Correlation.of(new double[] {0, 5, 5, 9}, new double[] {1, 2, 3, 4});
        assertEquals(4.5 / Math.sqrt(4.5 * 5), tied.spearman(), 1e-12);
    }

    @Test
    void pairsWithoutTwoFiniteValuesAreLeftOutAndCounted() {
        Correlation some = Correlation.of(
                new double[] {1, Double.NaN, 2, 3, Double.POSITIVE_INFINITY}, new double[] {6, 0, 4, 2, 1});
        assertEquals(-1, some.pearson(), 1e-12);
        assertEquals(-1, some.spearman(), 1e-12);
        assertEquals(3, some.pairs());
        assertEquals(2, some.leftOut());
    }

    @Test
    void whereOneMetricIsTheSameEverywhereThereIsNone() {
        Correlation flat = Correlation.of(new double[] {1, 2, 3}, new double[] {4, 4, 4});
        assertTrue(Double.isNaN(flat.pearson()) && Double.isNaN(flat.spearman()));
        assertTrue(
                Double.isNaN(Correlation.of(new double[] {1}, new double[] {2}).pearson()));
        assertThrows(IllegalArgumentException.class, () -> Correlation.of(new double[] {1}, new double[] {}));
    }
}
