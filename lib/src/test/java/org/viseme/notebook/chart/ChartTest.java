package org.viseme.notebook.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
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
