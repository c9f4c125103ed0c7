package org.viseme.notebook;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.viseme.dub.LipSynthesizer;
import org.viseme.evaluate.ClipStrip;
import org.viseme.evaluate.Evaluation;
import org.viseme.evaluate.Protocol;
import org.viseme.media.RgbImage;
import org.viseme.metric.Correlation;
import org.viseme.notebook.chart.BoxChart;
import org.viseme.notebook.chart.ScatterChart;
import org.viseme.report.EvaluationReport;
import org.viseme.report.EvaluationReport.Group;
import org.viseme.report.MeasuredFigure;
import org.viseme.report.Score;

/** What an evaluation measured, as charts. */
public final class EvaluationCharts {
    /** With fewer clips a rank correlation says nothing. */
    private static final int FEWEST_PAIRS = 5;

    private static final Map<String, String> UNITS = Map.of(
            "PSNR", "dB", "offset", "frames of 1/25 s", "AV offset", "frames of 1/25 s", "LMD", "pixels of the crop");

    private EvaluationCharts() {}

    private static String label(Score score) {
        return score.heading() + (UNITS.containsKey(score.metric()) ? ", " + UNITS.get(score.metric()) : "");
    }

    /** How a score is spread over the clips of each model and protocol. */
    public static BoxChart distribution(EvaluationReport report, Score score) {
        Map<String, double[]> values = new LinkedHashMap<>();
        for (Group group : report.groups()) {
            double[] all = values(report, group, score);
            if (Arrays.stream(all).anyMatch(Double::isFinite)) {
                values.put(group.toString(), all);
            }
        }
        return new BoxChart(score.metric() + " on " + report.about().data(), label(score), values);
    }

    /** One score against another, a dot a clip; where there are five or more, the names say how closely they go together. */
    public static ScatterChart against(EvaluationReport report, Score across, Score up) {
        ScatterChart chart = new ScatterChart(
                up.metric() + " against " + across.metric() + ", "
                        + report.about().data(),
                label(across),
                label(up));
        for (Group group : report.groups()) {
            double[] x = values(report, group, across);
            double[] y = values(report, group, up);
            Correlation correlation = Correlation.of(x, y);
            if (correlation.pairs() > 1 && !group.model().equals(MeasuredFigure.REAL_VIDEO)) {
                String name = correlation.pairs() < FEWEST_PAIRS
                        ? group.toString()
                        : String.format(Locale.ROOT, "%s (Spearman %.2f)", group, correlation.spearman());
                chart = chart.with(name, x, y);
            }
        }
        return chart;
    }

    /** One model against another by the same score, a dot a clip; on the line they are equal. */
    public static ScatterChart paired(EvaluationReport report, Group across, Group up, Score score) {
        Map<String, Double> x = report.values(across, score);
        Map<String, Double> y = report.values(up, score);
        List<String> both = x.keySet().stream().filter(y::containsKey).toList();
        return new ScatterChart(label(score) + ": " + score.better() + " is better", across.toString(), up.toString())
                .with(
                        "a clip each, " + report.about().data(),
                        both.stream().mapToDouble(x::get).toArray(),
                        both.stream().mapToDouble(y::get).toArray())
                .withDiagonal();
    }

    /**
     * Some frames of the clips with the best and the worst value, the real ones above the drawn ones; none where no clip
     * was measured.
     *
     * @param score of the clips that this protocol measures
     * @param frames of each clip, spread over it
     */
    public static List<Captioned<List<RgbImage>>> bestAndWorst(
            EvaluationReport report,
            Evaluation evaluation,
            Evaluation.Model model,
            Protocol protocol,
            Score score,
            int frames) {
        Group group = new Group(model.name(), protocol.toString());
        List<String> ranked = report.ranked(group, score);
        Map<String, Double> values = report.values(group, score);
        List<Captioned<List<RgbImage>>> rows = new ArrayList<>();
        if (ranked.isEmpty()) {
            return rows;
        }
        try (LipSynthesizer synthesizer = model.open().get()) {
            for (boolean best : ranked.size() > 1 ? new boolean[] {true, false} : new boolean[] {true}) {
                String clip = best ? ranked.getFirst() : ranked.getLast();
                ClipStrip strip = evaluation.strip(synthesizer, protocol, clip, frames);
                String value = String.format(Locale.ROOT, "%s %.3g", score.metric(), values.get(clip))
                        + (UNITS.containsKey(score.metric()) ? " " + UNITS.get(score.metric()) : "");
                rows.add(Captioned.caption((best ? "best" : "worst") + ", real", strip.real()));
                rows.add(Captioned.caption("drawn, " + value, strip.drawn()));
            }
        }
        return rows;
    }

    private static double[] values(EvaluationReport report, Group group, Score score) {
        return report.values(group, score).values().stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    /** The score of a metric's name, whoever scored; the first one of several. */
    public static Score score(EvaluationReport report, String metric) {
        List<Score> scores = EvaluationReport.clipScores(report.about());
        return scores.stream()
                .filter(score -> score.metric().equalsIgnoreCase(metric))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(metric + " is none of "
                        + scores.stream().map(Score::metric).toList()));
    }
}
