package org.viseme.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class OpinionStatisticsTest {
    /** Quantiles of Student's distribution as textbooks print them: 4.303 for 2 degrees of freedom, 3.182 for 3. */
    @Test
    void theIntervalIsStudents() {
        assertEquals(4.3027 / Math.sqrt(3), OpinionStatistics.halfWidth(new double[] {2, 3, 4}), 1e-4);
        assertEquals(3.1824 * Math.sqrt(5.0 / 3) / 2, OpinionStatistics.halfWidth(new double[] {1, 2, 3, 4}), 1e-4);
        assertEquals(0, OpinionStatistics.halfWidth(new double[] {3, 3}));
        assertTrue(Double.isNaN(OpinionStatistics.halfWidth(new double[] {3})));
    }

    @Test
    void theDeviationDividesByOneLess() {
        assertEquals(Math.sqrt(2), OpinionStatistics.deviation(new double[] {1, 3}), 1e-12);
        assertTrue(Double.isNaN(OpinionStatistics.deviation(new double[] {1})));
    }
}
