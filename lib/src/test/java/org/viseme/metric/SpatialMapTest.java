package org.viseme.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.viseme.model.Region;

class SpatialMapTest {
    private static SpatialMap even(int size, float value) {
        float[] values = new float[size * size];
        Arrays.fill(values, value);
        return new SpatialMap(size, size, values);
    }

    /** The regions' edges cut cells at most of these sizes. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 6, 7, 12, 24, 48, 96})
    void anEvenMapHasTheShareOfTheArea(int size) {
        assertEquals(0.35 * 0.5, even(size, 0.3f).shareIn(Region.MOUTH), 1e-9);
        assertEquals(0.5, even(size, 0.7f).shareIn(Region.LOWER_HALF), 1e-9);
        assertEquals(1, even(size, 0.7f).shareIn(Region.WHOLE), 1e-9);
    }

    @Test
    void aMapThatSeesOnlyTheMouthHasItAll() {
        float[] values = new float[6 * 6];
        // rows 3.6 to 5.7 and columns 1.5 to 4.5 are the mouth's: row 4, columns 2 and 3 lie wholly inside
        values[4 * 6 + 2] = 0.9f;
        values[4 * 6 + 3] = 0.1f;
        assertEquals(1, new SpatialMap(6, 6, values).shareIn(Region.MOUTH), 1e-12);
        assertEquals(0, new SpatialMap(6, 6, values).shareIn(Region.UPPER_HALF), 1e-12);
    }

    @Test
    void aCellThatIsCutCountsByItsArea() {
        float[] values = {0, 0, 0, 1};
        // rows 1.2 to 1.9 and columns 0.5 to 1.5: 0.7 of the last row, half of the last column
        assertEquals(0.7 * 0.5, new SpatialMap(2, 2, values).shareIn(Region.MOUTH), 1e-9);
        // by hand: (0.7 * 0.5 * (3 + 4)) / (1 + 2 + 3 + 4)
        assertEquals(0.245, new SpatialMap(2, 2, new float[] {1, 2, 3, 4}).shareIn(Region.MOUTH), 1e-9);
        // columns 0.75 to 2.25 of three: 0.25, 1, 0.25; rows 0.6 to 0.95 of one
        assertEquals(
                0.35 * (0.25 * 4 + 2 + 0.25 * 4) / 10,
                new SpatialMap(1, 3, new float[] {4, 2, 4}).shareIn(Region.MOUTH),
                1e-9);
    }

    @Test
    void oneCellAndNothingHaveNoShare() {
        assertTrue(Double.isNaN(even(1, 0.5f).shareIn(Region.MOUTH)));
        assertTrue(Double.isNaN(even(3, 0).shareIn(Region.MOUTH)));
    }

    @Test
    void valuesBetweenCentresAreBilinear() {
        SpatialMap map = new SpatialMap(2, 2, new float[] {0, 1, 2, 5});
        assertEquals(0, map.at(0, 0), 1e-12);
        assertEquals(5, map.at(1, 1), 1e-12);
        assertEquals(1, map.at(0.25, 0.75), 1e-12);
        assertEquals(2, map.at(0.5, 0.5), 1e-12);
        assertEquals(0.75 * 0.5 + 0.25 * 3.5, map.at(0.375, 0.5), 1e-12);
        assertEquals(0.4f, even(1, 0.4f).at(0.9, 0.1), 1e-12);
    }

    @Test
    void itsValuesFillItsCells() {
        assertThrows(IllegalArgumentException.class, () -> new SpatialMap(2, 2, new float[3]));
        SpatialMap map = new SpatialMap(1, 2, new float[] {0.25f, 0.75f});
        assertEquals(0.5, map.mean());
        assertEquals(0.25, map.lowest());
        assertEquals(0.75, map.highest());
    }
}
