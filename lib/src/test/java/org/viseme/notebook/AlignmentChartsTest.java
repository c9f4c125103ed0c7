package org.viseme.notebook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.viseme.notebook.chart.HeatMap;

class AlignmentChartsTest {
    @Test
    void theFirstRowOfAFieldIsAtTheTopAndTheUnseenIsWhite() {
        HeatMap map = AlignmentCharts.field("field", new double[][] {{1, 0.1}, {0, 0.001}});
        // a heat map's row 0 is at the bottom
        assertArrayEquals(new double[] {0, -1}, map.values()[1], 1e-12);
        assertTrue(Double.isNaN(map.values()[0][0]));
        assertEquals(-3, map.values()[0][1], 1e-12);
        assertEquals(new HeatMap.Range(-4, 0), map.colors().orElseThrow());
    }

    @Test
    void comparableMapsShareTheirColours() {
        List<HeatMap> maps = AlignmentCharts.comparable(List.of(
                AlignmentCharts.map("faint", new double[][] {{1, 2}}),
                AlignmentCharts.map("strong", new double[][] {{5, 3}})));
        maps.forEach(map -> assertEquals(new HeatMap.Range(0, 5), map.colors().orElseThrow()));
    }
}
