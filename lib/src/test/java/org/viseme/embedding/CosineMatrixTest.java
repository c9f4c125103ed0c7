package org.viseme.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CosineMatrixTest {
    private static final float[][] TURNING = {{1, 0}, {1, 1}, {0, 2}, {-3, 0}};

    @Test
    void cosinesDoNotDependOnLength() {
        CosineMatrix matrix = CosineMatrix.of(TURNING, new float[][] {{5, 0}, {0, 1}, null});
        assertEquals(1, matrix.cosines()[0][0], 1e-12);
        assertEquals(Math.sqrt(0.5), matrix.cosines()[1][0], 1e-12);
        assertEquals(0, matrix.cosines()[2][0], 1e-12);
        assertEquals(-1, matrix.cosines()[3][0], 1e-12);
        assertEquals(1, matrix.cosines()[2][1], 1e-12);
        assertTrue(Double.isNaN(matrix.cosines()[0][2]));
    }

    @Test
    void theDiagonalTellsHowMuchLaterTheSoundIs() {
        CosineMatrix inStep = CosineMatrix.of(TURNING, TURNING);
        assertEquals(1, inStep.diagonal(0), 1e-12);
        assertEquals(0, inStep.offset(3));
        // neighbours: 45, 45 and 90 degrees
        assertEquals((Math.sqrt(0.5) + Math.sqrt(0.5) + 0) / 3, inStep.diagonal(1), 1e-12);
        float[][] later = {null, null, {1, 0}, {1, 1}, {0, 2}, {-3, 0}};
        CosineMatrix late = CosineMatrix.of(TURNING, later);
        assertEquals(2, late.offset(3));
        assertEquals(1, late.diagonal(2), 1e-12);
        assertTrue(Double.isNaN(late.diagonal(-4)));
    }
}
