package org.viseme.notebook.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.util.Map;
import org.jfree.chart.axis.NumberAxis;
import org.junit.jupiter.api.Test;

class ChartTest {
    @Test
    void chartsAreDrawnAtTheSizeAskedFor() {
        BufferedImage image =
                new BarChart("title", "value").with("a", 1).with("b", 2).draw(300, 200, 1.5);
        assertEquals(450, image.getWidth());
        assertEquals(300, image.getHeight());
        assertTrue(count(image, 0x0072b2) > 1000, "bars in the first colour");
    }

    @Test
    void aValueThatIsNoNumberLeavesAGap() {
        double[] whole = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
        double[] broken = {1, 1, 1, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 1, 1, 1};
        LineChart chart = new LineChart("title", "x", "y");
        int full = count(chart.with("line", whole).draw(400, 200, 1), 0x0072b2);
        int part = count(chart.with("line", broken).draw(400, 200, 1), 0x0072b2);
        assertTrue(part < full * 0.65 && part > full * 0.3, part + " of " + full + " pixels");
    }

    @Test
    void aLoneValueIsADot() {
        LineChart chart = new LineChart("title", "x", "y").with("line", new double[] {Double.NaN, 1, Double.NaN});
        assertTrue(count(chart.draw(400, 200, 1), 0x0072b2) > 20, "a line of one point is drawn as nothing");
    }

    @Test
    void aBoxShowsTheValueThatLiesFarthestOut() {
        BoxChart chart = new BoxChart("title", "value", Map.of("a", new double[] {1, 1.1, 1.2, 1.3, Double.NaN, 9}));
        NumberAxis up = (NumberAxis) chart.build().getCategoryPlot().getRangeAxis();
        assertTrue(up.getRange().contains(9), up.getRange().toString());
        BufferedImage image = chart.draw(400, 360, 1);
        int circle = 0;
        for (int y = 0; y < 120; y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int pixel = image.getRGB(x, y);
                circle += (pixel & 0xff) - (pixel >> 16 & 0xff) > 60 ? 1 : 0; // bluish
            }
        }
        assertTrue(circle > 3, "a circle near the upper edge");
    }

    @Test
    void theDiagonalRunsFromCornerToCorner() {
        ScatterChart chart = new ScatterChart("title", "x", "y")
                .with("dots", new double[] {0, 1, 2}, new double[] {30, 20, 10})
                .withDiagonal();
        NumberAxis across = (NumberAxis) chart.build().getXYPlot().getDomainAxis();
        NumberAxis up = (NumberAxis) chart.build().getXYPlot().getRangeAxis();
        assertEquals(across.getRange(), up.getRange(), "a distance is as long across as up");
        assertTrue(across.getRange().contains(0) && across.getRange().contains(30));
        assertEquals(1, chart.build().getXYPlot().getAnnotations().size());
    }

    @Test
    void heatMapsHaveRowZeroAtTheBottom() {
        BufferedImage image = HeatMap.of("title", 2, 1, (row, column) -> row)
                .across("x", 0, 1)
                .up("y", 0, 2)
                .draw(400, 400, 1);
        int x = 150;
        assertEquals(0x440154, image.getRGB(x, 280) & 0xffffff, "the lowest value is the darkest colour");
        assertEquals(0xfde725, image.getRGB(x, 100) & 0xffffff, "the highest is the lightest");
    }

    @Test
    void aConstantMapAndAnEmptyChartAreDrawn() {
        assertEquals(
                200,
                HeatMap.of("flat", 3, 3, (row, column) -> 5).draw(200, 200, 1).getWidth());
        assertEquals(200, new LineChart("empty", "x", "y").draw(200, 200, 1).getWidth());
    }

    @Test
    void barsOfAHistogramAreAsHighAsTheirCounts() {
        Histogram histogram = new Histogram("title", "offset, frames", "clips", Map.of(-1, 4, 2, 1));
        int[] columns = new int[400];
        BufferedImage image = histogram.draw(400, 300, 1);
        for (int x = 0; x < 400; x++) {
            for (int y = 0; y < 300; y++) {
                columns[x] += (image.getRGB(x, y) & 0xffffff) == 0x0072b2 ? 1 : 0;
            }
        }
        int[] heights = java.util.Arrays.stream(columns)
                .filter(height -> height > 0)
                .sorted()
                .toArray();
        double ratio = heights[heights.length - 2] / (double) heights[1];
        assertEquals(4, ratio, 0.2, "a bar of four and a bar of one");
    }

    @Test
    void comparableHistogramsHaveTheSameAxes() {
        Histogram before = new Histogram("before", "x", "y", Map.of(-7, 1, 5, 2));
        Histogram after = new Histogram("after", "x", "y", Map.of(0, 3));
        Histogram.Axes both = new Histogram.Axes(-7, 5, 3);
        assertEquals(both, before.comparableTo(after).axes());
        assertEquals(both, after.comparableTo(before).axes());
        assertEquals(Map.of(0, 3), after.comparableTo(before).counts());
        assertEquals(
                200,
                new Histogram("empty", "x", "y", Map.of()).draw(200, 200, 1).getWidth());
    }

    @Test
    void linesOfUnequalLengthAreRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new LineChart("title", "x", "y").with("line", new double[2], new double[3]));
    }

    private static int count(BufferedImage image, int rgb) {
        int count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                if ((image.getRGB(x, y) & 0xffffff) == rgb) {
                    count++;
                }
            }
        }
        return count;
    }
}
