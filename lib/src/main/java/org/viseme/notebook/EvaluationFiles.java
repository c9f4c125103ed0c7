package org.viseme.notebook;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.viseme.AtomicFile;
import org.viseme.evaluate.Evaluation;
import org.viseme.evaluate.Protocol;
import org.viseme.media.Images;
import org.viseme.media.RgbImage;
import org.viseme.notebook.chart.Chart;
import org.viseme.report.EvaluationReport;
import org.viseme.report.MeasuredFigure;
import org.viseme.report.Score;
import tech.tablesaw.api.Table;

/**
 * An evaluation as files beside its {@code clips.csv}:
 *
 * <pre>
 * summary.csv          means with their intervals
 * comparisons.csv      every two models on the same clips, where there are several
 * measured.csv         the same means as ./viseme tables reads them
 * charts/*.png         each score over the clips; SSIM and PSNR against the sync distance
 * strips/*.png         best and worst clip of each model, real above drawn: by PSNR, or by sync distance where the sound is
 *                      another clip's
 * </pre>
 */
public final class EvaluationFiles {
    private static final int WIDTH = 760;
    private static final int FRAMES = 10;

    private EvaluationFiles() {}

    /** Writes all of them; those that are there are replaced. */
    public static void write(
            EvaluationReport report,
            Evaluation evaluation,
            List<Evaluation.Model> models,
            List<Protocol> protocols,
            Path folder) {
        table(report.tables().summary(), folder.resolve("summary.csv"));
        if (models.size() > 1) {
            table(report.tables().comparisons(), folder.resolve("comparisons.csv"));
        }
        MeasuredFigure.write(report.figures(), folder.resolve("measured.csv"));
        List<Score> scores = EvaluationReport.clipScores(report.about());
        for (Score score : scores) {
            chart(EvaluationCharts.distribution(report, score), folder.resolve("charts"), score.heading());
        }
        scores.stream()
                .filter(score -> score.metric().equals("sync distance"))
                .findFirst()
                .ifPresent(distance -> scores.stream()
                        .filter(score -> List.of("PSNR", "SSIM").contains(score.metric()))
                        .forEach(score -> chart(
                                EvaluationCharts.against(report, distance, score),
                                folder.resolve("charts"),
                                score.metric() + " against sync distance")));
        for (Evaluation.Model model : models) {
            protocols.forEach(protocol -> strips(report, evaluation, model, protocol, folder.resolve("strips")));
        }
    }

    private static void strips(
            EvaluationReport report, Evaluation evaluation, Evaluation.Model model, Protocol protocol, Path folder) {
        String metric = protocol.ownSound() ? "PSNR" : "sync distance";
        EvaluationReport.clipScores(report.about()).stream()
                .filter(score -> score.metric().equals(metric))
                .findFirst()
                .map(score -> EvaluationCharts.bestAndWorst(report, evaluation, model, protocol, score, FRAMES))
                .filter(rows -> !rows.isEmpty())
                .ifPresent(rows -> Images.write(
                        Images.grid(rows.stream().map(Captioned::content).toList()),
                        folder.resolve(fileName(model.name() + " " + protocol + " best and worst"))));
    }

    private static void chart(Chart chart, Path folder, String name) {
        Images.write(RgbImage.of(chart.draw(WIDTH, chart.height(), 2)), folder.resolve(fileName(name)));
    }

    private static String fileName(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "") + ".png";
    }

    private static void table(Table table, Path file) {
        AtomicFile.write(file, out -> out.write(table.write().toString("csv").getBytes(StandardCharsets.UTF_8)));
    }
}
