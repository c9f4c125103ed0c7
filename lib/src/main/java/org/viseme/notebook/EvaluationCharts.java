package org.viseme.notebook;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.viseme.metric.Correlation;
import org.viseme.notebook.chart.BoxChart;
import org.viseme.notebook.chart.ScatterChart;
import org.viseme.report.EvaluationReport;
import org.viseme.report.EvaluationReport.Group;
import org.viseme.report.MeasuredFigure;
import org.viseme.report.Score;

/** What an evaluation measured, as charts. */
public final class EvaluationCharts {
    private EvaluationCharts() {}

    /** How a score is spread over the clips of each model and protocol. */
    public static BoxChart distribution(EvaluationReport report, Score score) {
        Map<String, double[]> values = new LinkedHashMap<>();
        for (Group group : report.groups()) {
            double[] all = values(report, group, score);
            if (Arrays.stream(all).anyMatch(Double::isFinite)) {
                values.put(group.toString(), all);
            }
        }
        return new BoxChart(score.metric() + " on " + report.about().data(), score.heading(), values);
    }

    /** One score against another, a dot a clip; the names say how closely they go together. */
    public static ScatterChart against(EvaluationReport report, Score across, Score up) {
        ScatterChart chart = new ScatterChart(
                up.metric() + " against " + across.metric() + ", "
                        + report.about().data(),
                across.heading(),
                up.heading());
        for (Group group : report.groups()) {
            double[] x = values(report, group, across);
            double[] y = values(report, group, up);
            Correlation correlation = Correlation.of(x, y);
            if (correlation.pairs() > 1 && !group.model().equals(MeasuredFigure.REAL_VIDEO)) {
                chart = chart.with(
                        String.format(Locale.ROOT, "%s (Spearman %.2f)", group, correlation.spearman()), x, y);
            }
        }
        return chart;
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
