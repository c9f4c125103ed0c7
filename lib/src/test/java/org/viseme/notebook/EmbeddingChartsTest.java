package org.viseme.notebook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.viseme.embedding.CosineMatrix;
import org.viseme.embedding.Projection;
import org.viseme.metric.WordConfusions;
import org.viseme.notebook.chart.HeatMap;
import org.viseme.notebook.chart.ScatterChart;

class EmbeddingChartsTest {
    private static final Projection PART =
            new Projection("t-SNE", new int[] {0, 2, 3}, new double[][] {{1, 2}, {3, 4}, {5, 6}}, 4);

    @Test
    void eachPointHasTheColourOfItsOwnLabel() {
        ScatterChart chart =
                EmbeddingCharts.scatter("Words", PART, List.of("at", "bin", "by", "at"), List.of("at", "bin"));
        assertEquals("Words (t-SNE; 3 of 4 points, drawn by chance)", chart.title());
        assertEquals(
                List.of("at (2)", "others (1)"),
                chart.clouds().stream().map(ScatterChart.Cloud::name).toList());
        assertArrayEquals(new double[] {1, 5}, chart.clouds().get(0).x());
        assertArrayEquals(new double[] {4}, chart.clouds().get(1).y());
    }

    @Test
    void theSvgHasProportionsAndNoSizeAndTellsWhatItShows() {
        String svg = EmbeddingCharts.scatter("Words", PART, List.of("at", "bin", "by", "at"), List.of("at"))
                .svg(760, 380);
        String head = svg.substring(0, svg.indexOf('>'));
        assertTrue(head.contains("viewBox='0.0 0.0 760.0 380.0'"), head);
        assertFalse(head.contains("width="), head);
        assertTrue(svg.contains(">at (2)</text>"));
        String again = EmbeddingCharts.scatter("Words", PART, List.of("at", "bin", "by", "at"), List.of("at"))
                .svg(760, 380);
        assertEquals(svg, again);
    }

    @Test
    void theFirstWordOfAConfusionMatrixIsAtTheTop() {
        WordConfusions counted = WordConfusions.ofWords(List.of("a", "a", "b"), List.of("a", "b", "b"));
        HeatMap map = EmbeddingCharts.confusions("Words", counted, List.of("a", "b"));
        // a heat map's row 0 is at the bottom
        assertArrayEquals(new double[] {0.5, 0.5}, map.values()[1]);
        assertArrayEquals(new double[] {0, 1}, map.values()[0]);
        assertEquals(List.of("b", "a"), map.y().names());
        assertEquals(760, map.draw(760, 300, 1).getWidth());
    }

    @Test
    void theDiagonalOfACosineMatrixIsACurveOverOffsets() {
        CosineMatrix matrix = new CosineMatrix(new double[][] {{1, 0.5}, {0, 1}});
        assertArrayEquals(
                new double[] {0, 1, 0.5},
                EmbeddingCharts.diagonals("Sync", matrix, 1).lines().getFirst().y());
        HeatMap map = EmbeddingCharts.cosines("Sync", matrix, 0.1);
        assertEquals(0.18, map.x().to(), 1e-12);
    }
}
