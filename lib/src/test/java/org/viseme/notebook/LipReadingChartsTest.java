package org.viseme.notebook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.viseme.data.UtteranceBatch;
import org.viseme.data.WordFrames;
import org.viseme.lipreading.ReadWord;
import org.viseme.lipreading.ReadingAttention;
import org.viseme.notebook.chart.HeatMap;
import org.viseme.notebook.chart.Span;

class LipReadingChartsTest {
    @Test
    void whatIsMarkedBecomesStretchesOfTime() {
        List<Span> spans =
                LipReadingCharts.stretches("hidden", new boolean[] {true, false, true, true, false, false, true});
        assertEquals(
                List.of(new Span("hidden", 0, 0.04), new Span("hidden", 0.08, 0.16), new Span("hidden", 0.24, 0.28)),
                spans);
    }

    @Test
    void wordsWithoutTimesAreLeftOut() {
        List<Span> spans = LipReadingCharts.spans(
                List.of(new ReadWord("set", 0.9, 0.2, 0.4), new ReadWord("blue", 0.8, Double.NaN, Double.NaN)));
        assertEquals(List.of(new Span("set", 0.2, 0.4)), spans);
    }

    /** Four steps of 26 bands a frame. */
    @Test
    void whatIsNotHeardIsWhite() {
        float[] sound = new float[2 * 104];
        sound[104 + 26 + 3] = 7;
        UtteranceBatch batch =
                new UtteranceBatch(0, 2, new int[] {2}, new int[] {0}, new byte[0], sound, List.of(), List.of());
        HeatMap map = LipReadingCharts.heard(batch, new boolean[] {true, false});
        assertEquals(26, map.values().length);
        assertEquals(8, map.values()[0].length);
        for (int column = 0; column < 4; column++) {
            assertTrue(Double.isNaN(map.values()[5][column]));
        }
        assertEquals(7, map.values()[3][5], 0);
        assertEquals(0, map.values()[4][5], 0);
    }

    @Test
    void theFirstTokenIsOnTop() {
        ReadingAttention attention = new ReadingAttention(
                List.of("set", "</s>"), List.of(), Collections.singletonList(new float[][] {{1, 0, 0}, {0, 0.25f, 0.75f}
                }));
        HeatMap map = LipReadingCharts.written("", attention, 0);
        assertEquals(List.of("</s>", "set"), map.y().names());
        assertArrayEquals(new double[] {1, 0, 0}, map.values()[1]);
        assertArrayEquals(new double[] {0, 0.25, 0.75}, map.values()[0]);
        assertEquals(0.12, map.x().to(), 1e-12);
    }

    @Test
    void aWordOfFramesStandsOnceAndAnUnknownOneIsWhite() {
        float[][] shown = {{0.5f, 0.2f, 0.3f}, {0.1f, 0.6f, 0.3f}};
        HeatMap map = LipReadingCharts.frames(
                "", shown, new WordFrames(List.of("blue", "set")), List.of("set", "shoe", "set"));
        assertEquals(List.of("shoe", "set"), map.y().names());
        assertArrayEquals(new double[] {0.3f, 0.3f}, map.values()[1]);
        assertTrue(Double.isNaN(map.values()[0][0]));
    }

    @Test
    void cepstraCountInTheirOwnDeviations() {
        HeatMap map = LipReadingCharts.cepstra(new float[][] {{100, 1}, {300, 5}});
        assertArrayEquals(new double[] {-1, 1}, map.values()[0], 1e-6);
        assertArrayEquals(new double[] {-1, 1}, map.values()[1], 1e-6);
        assertEquals(0.02, map.x().to(), 1e-12);
    }
}
