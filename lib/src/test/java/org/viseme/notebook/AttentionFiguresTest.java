package org.viseme.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.viseme.media.RgbImage;
import org.viseme.metric.Bootstrap;
import org.viseme.metric.SpatialMap;
import org.viseme.notebook.chart.BarChart;
import org.viseme.notebook.chart.ColorScale;
import org.viseme.train.AttendedFrame;
import org.viseme.train.AttentionReport;

class AttentionFiguresTest {
    private static RgbImage grey() {
        RgbImage face = RgbImage.black(96, 96);
        Arrays.fill(face.bytes(), (byte) 128);
        return face;
    }

    /** Left low, right high. */
    private static AttendedFrame frame(float low, float high) {
        Map<String, SpatialMap> places = new LinkedHashMap<>();
        places.put("encoder 1", new SpatialMap(1, 2, new float[] {low, high}));
        places.put("decoder 1", new SpatialMap(1, 1, new float[] {0.4f}));
        return new AttendedFrame("clip", 3, grey(), grey(), places, Map.of("encoder 1", new float[] {0.1f, 0.9f}));
    }

    private static int rgb(RgbImage image, int x, int y) {
        return image.get(x, y, 0) << 16 | image.get(x, y, 1) << 8 | image.get(x, y, 2);
    }

    private static boolean has(RgbImage image, int rgb, int fromX, int toX) {
        for (int y = 0; y < image.height(); y++) {
            for (int x = fromX; x < toX; x++) {
                if (rgb(image, x, y) == rgb) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void theColoursOverTheFaceAreThoseOfTheScale() {
        RgbImage image = AttentionFigures.blocks("title", frame(0.2f, 0.6f));
        int middle = 12 + 112 + 8 + 56;
        int low = ColorScale.mix(0x808080, ColorScale.rgb(0), 0.62);
        int high = ColorScale.mix(0x808080, ColorScale.rgb(1), 0.62);
        assertTrue(has(image, low, 0, 2 * middle) && !has(image, low, 2 * middle, image.width()), "low values left");
        assertTrue(has(image, high, 2 * middle, image.width()) && !has(image, high, 0, 2 * middle), "high ones right");
    }

    @Test
    void frameByFrameTheScaleStaysTheSame() {
        RgbImage image = AttentionFigures.frames("title", List.of(frame(0.2f, 0.4f), frame(0.2f, 0.6f)));
        int high = ColorScale.mix(0x808080, ColorScale.rgb(1), 0.62);
        int half = ColorScale.mix(0x808080, ColorScale.rgb(0.5), 0.62);
        int firstPanel = 2 * (26 + 17 + 37);
        int secondPanel = firstPanel + 2 * (17 + 74 + 3 + 7 + 14 + 4);
        int right = image.width() - 2 * 12 - 8;
        assertEquals(half, rgb(image, right, firstPanel));
        assertEquals(high, rgb(image, right, secondPanel));
    }

    @Test
    void theChartHasTheAreaBesideTheShares() {
        SpatialMap map = new SpatialMap(3, 3, new float[] {0, 0, 0, 0, 0, 0, 0, 1, 0});
        SpatialMap single = new SpatialMap(1, 1, new float[] {0.4f});
        AttentionReport report = new AttentionReport(
                "model",
                2,
                4,
                List.of(
                        new AttentionReport.Places(
                                "encoder 6", map, Bootstrap.standard().mean(new double[] {0.84, 0.86})),
                        new AttentionReport.Places(
                                "encoder 7", single, Bootstrap.standard().mean(new double[] {Double.NaN}))),
                List.of(new AttentionReport.Channels("encoder 6", new double[] {0.2, 0.4})));
        BarChart chart = (BarChart) AttentionFigures.mouth(report);
        assertEquals(List.of(new BarChart.Bar("encoder 6, 3x3", 85)), chart.bars());
        assertEquals(17.5, chart.levels().getFirst().value(), 1e-9);
        assertEquals(700, chart.draw(700, chart.height(), 1).getWidth());
        assertTrue(report.toString().contains("one cell"), report.toString());
    }

    @Test
    void channelsAreSortedByTheirMeanWeight() {
        RgbImage image = AttentionFigures.channels("title", List.of(frame(0, 1), frame(0, 1)), 25);
        int x = image.width() / 2;
        assertEquals(ColorScale.rgb(1), rgb(image, x, 2 * (30 + 4)));
        assertEquals(ColorScale.rgb(0), rgb(image, x, 2 * (30 + 30)));
    }
}
