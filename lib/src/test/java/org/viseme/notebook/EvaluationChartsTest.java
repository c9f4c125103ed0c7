package org.viseme.notebook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.viseme.notebook.chart.ScatterChart;
import org.viseme.report.ClipScores;
import org.viseme.report.EvaluationReport;
import org.viseme.report.EvaluationReport.Group;
import org.viseme.report.MeasuredFigure;
import org.viseme.report.Score;

class EvaluationChartsTest {
    private static final Score PSNR =
            new Score("PSNR", "", Score.Better.HIGHER, Score.Kind.COMPARISON, "peak signal-to-noise ratio");
    private static final Score DISTANCE =
            new Score("sync distance", "one", Score.Better.LOWER, Score.Kind.BEHAVIOUR, "how far");
    private static final Group A = new Group("a", "self");
    private static final Group B = new Group("b", "self");

    /** Model b is 1 dB below a, and further from the sound the better its picture is. */
    private static EvaluationReport report(int count) {
        List<ClipScores> clips = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String clip = "clip" + i;
            clips.add(new ClipScores(MeasuredFigure.REAL_VIDEO, "", clip, 25, new double[] {Double.NaN, 0.5}));
            clips.add(new ClipScores("a", "self", clip, 25, new double[] {30 + i, 0.9 - 0.01 * i}));
            clips.add(new ClipScores("b", "self", clip, 25, new double[] {29 + i, 0.4 + 0.01 * i}));
        }
        return new EvaluationReport(
                new EvaluationReport.About(
                        "data",
                        count,
                        List.of("a", "b"),
                        List.of("1", "2"),
                        List.of("self"),
                        List.of(PSNR, DISTANCE),
                        List.of()),
                clips,
                List.of());
    }

    @Test
    void aFewClipsGiveNoCorrelation() {
        List<String> few = names(EvaluationCharts.against(report(4), DISTANCE, PSNR));
        List<String> enough = names(EvaluationCharts.against(report(5), DISTANCE, PSNR));
        assertEquals(List.of("a, self", "b, self"), few);
        assertEquals(List.of("a, self (Spearman -1.00)", "b, self (Spearman 1.00)"), enough);
    }

    private static List<String> names(ScatterChart chart) {
        return chart.clouds().stream().map(ScatterChart.Cloud::name).toList();
    }

    @Test
    void pairsAreOfTheSameClips() {
        ScatterChart chart = EvaluationCharts.paired(report(3), A, B, PSNR);
        assertArrayEquals(new double[] {30, 31, 32}, chart.clouds().getFirst().x());
        assertArrayEquals(new double[] {29, 30, 31}, chart.clouds().getFirst().y());
        assertTrue(chart.diagonal());
        assertTrue(chart.title().contains("PSNR, dB: higher is better"), chart.title());
    }

    @Test
    void onlyScoresOfTheScoredSpeechAreMarkedBeyondTheRealVideo() {
        var overview = report(6).tables().overview("self");
        assertTrue(overview.stringColumn("b").get(1).endsWith(" †"), "nearer to the sound than the real video");
        assertTrue(!overview.stringColumn("a").get(1).contains("†"), "not as near");
        assertTrue(!overview.stringColumn("b").get(0).contains("†"), "a real video has no such score");
    }
}
