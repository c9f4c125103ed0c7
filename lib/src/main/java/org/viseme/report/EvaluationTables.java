package org.viseme.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.viseme.metric.Interval;
import org.viseme.metric.PairedComparison;
import org.viseme.report.EvaluationReport.Group;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** The figures of an evaluation as tables. */
public record EvaluationTables(EvaluationReport report) {
    /** A row a model, protocol and score that was measured, with its 95 % interval over clips. */
    public Table summary() {
        StringColumn model = StringColumn.create("model");
        StringColumn protocol = StringColumn.create("protocol");
        StringColumn metric = StringColumn.create("metric");
        StringColumn scorer = StringColumn.create("scorer");
        DoubleColumn mean = DoubleColumn.create("mean");
        DoubleColumn low = DoubleColumn.create("low");
        DoubleColumn high = DoubleColumn.create("high");
        IntColumn count = IntColumn.create("clips");
        StringColumn note = StringColumn.create("note");
        for (Score score : report.about().scores()) {
            for (Group group : report.groups()) {
                Interval interval = report.interval(group, score);
                if (interval.clips() + interval.infinite() == 0
                        || Double.isNaN(interval.value()) && interval.infinite() == 0) {
                    continue;
                }
                model.append(group.model());
                protocol.append(group.protocol());
                metric.append(score.metric());
                scorer.append(score.scorer());
                mean.append(interval.clips() == 0 ? Double.POSITIVE_INFINITY : interval.value());
                low.append(interval.low());
                high.append(interval.high());
                count.append(interval.clips() + interval.infinite());
                note.append(note(group, score, interval));
            }
        }
        return Table.create(
                "evaluation on " + report.about().data(),
                metric,
                scorer,
                model,
                protocol,
                mean,
                low,
                high,
                count,
                note);
    }

    private String note(Group group, Score score, Interval interval) {
        List<String> notes = new ArrayList<>();
        if (interval.infinite() > 0) {
            notes.add("infinite on " + interval.infinite() + " clips");
        }
        if (interval.unmeasured() > 0) {
            notes.add("not measured on " + interval.unmeasured() + " clips");
        }
        if (report.isOverArticulated(group, score, interval.value())) {
            notes.add("beyond the real video: over-articulated, not better");
        }
        return String.join("; ", notes);
    }

    /**
     * What was measured by a protocol: a row a score, a column a model, the real video first; the mean and in brackets its
     * 95 % interval over clips. {@link PaperTable#MARK} follows what is better than the real video's.
     */
    public Table overview(String protocol) {
        StringColumn metric = StringColumn.create("score");
        StringColumn better = StringColumn.create("better");
        Table table = Table.create(report.about().data() + ", " + protocol, metric, better);
        List<Group> columns = report.groups().stream()
                .filter(group -> group.model().equals(MeasuredFigure.REAL_VIDEO)
                        || group.protocol().equals(protocol))
                .toList();
        List<Score> rows = report.about().scores().stream()
                .filter(score -> columns.stream()
                        .anyMatch(group -> group.protocol().equals(protocol)
                                && !IntervalText.of(report.interval(group, score))
                                        .isEmpty()))
                .toList();
        rows.forEach(score -> {
            metric.append(score.heading());
            better.append(score.better().toString());
        });
        for (Group group : columns) {
            table.addColumns(StringColumn.create(
                    group.model(), rows.stream().map(score -> cell(group, score, digits(columns, score)))));
        }
        return table;
    }

    /** Enough for the narrowest interval of a row. */
    private int digits(List<Group> groups, Score score) {
        return groups.stream()
                .mapToInt(group -> IntervalText.digits(report.interval(group, score)))
                .max()
                .orElse(0);
    }

    private String cell(Group group, Score score, int digits) {
        Interval interval = report.interval(group, score);
        String mark = report.isOverArticulated(group, score, interval.value()) ? " " + PaperTable.MARK : "";
        return IntervalText.breakingBeforeInterval(IntervalText.of(
                        interval, IntervalText.isPoint(interval) ? IntervalText.digits(interval) : digits))
                + mark;
    }

    /** Every two models on the same clips and by the same protocol, a row a score. */
    public Table comparisons() {
        StringColumn metric = StringColumn.create("metric");
        StringColumn scorer = StringColumn.create("scorer");
        StringColumn protocol = StringColumn.create("protocol");
        StringColumn first = StringColumn.create("model");
        StringColumn second = StringColumn.create("compared with");
        DoubleColumn difference = DoubleColumn.create("difference");
        DoubleColumn low = DoubleColumn.create("low");
        DoubleColumn high = DoubleColumn.create("high");
        IntColumn higher = IntColumn.create("clips higher");
        IntColumn lower = IntColumn.create("clips lower");
        DoubleColumn sign = DoubleColumn.create("p, sign test");
        DoubleColumn wilcoxon = DoubleColumn.create("p, Wilcoxon");
        for (Score score : EvaluationReport.clipScores(report.about())) {
            for (Group a : report.groups()) {
                for (Group b : report.groups()) {
                    if (!a.protocol().equals(b.protocol())
                            || report.about().models().indexOf(a.model())
                                    >= report.about().models().indexOf(b.model())) {
                        continue;
                    }
                    PairedComparison comparison = report.comparison(b, a, score);
                    if (comparison.difference().clips() == 0) {
                        continue;
                    }
                    metric.append(score.metric());
                    scorer.append(score.scorer());
                    protocol.append(a.protocol());
                    first.append(b.model());
                    second.append(a.model());
                    difference.append(comparison.difference().value());
                    low.append(comparison.difference().low());
                    high.append(comparison.difference().high());
                    higher.append(comparison.higher());
                    lower.append(comparison.lower());
                    sign.append(comparison.signTest());
                    wilcoxon.append(comparison.wilcoxon());
                }
            }
        }
        return Table.create(
                "models compared on " + report.about().data(),
                metric,
                scorer,
                protocol,
                first,
                second,
                difference,
                low,
                high,
                higher,
                lower,
                sign,
                wilcoxon);
    }

    /** One model beside another on the same clips, a row a score: how much higher it is, and whether that may be chance. */
    public Table comparisons(Group first, Group second) {
        StringColumn metric = StringColumn.create("score");
        StringColumn better = StringColumn.create("better");
        StringColumn difference = StringColumn.create("difference, 95 % interval");
        IntColumn higher = IntColumn.create("clips higher");
        IntColumn lower = IntColumn.create("clips lower");
        DoubleColumn sign = DoubleColumn.create("p, sign test");
        DoubleColumn wilcoxon = DoubleColumn.create("p, Wilcoxon");
        for (Score score : EvaluationReport.clipScores(report.about())) {
            PairedComparison comparison = report.comparison(first, second, score);
            if (comparison.difference().clips() > 0) {
                metric.append(score.heading());
                better.append(score.better().toString());
                difference.append(IntervalText.breakingBeforeInterval(IntervalText.of(comparison.difference())));
                higher.append(comparison.higher());
                lower.append(comparison.lower());
                sign.append(comparison.signTest());
                wilcoxon.append(comparison.wilcoxon());
            }
        }
        return Table.create(first + " less " + second, metric, better, difference, higher, lower, sign, wilcoxon);
    }

    /** All lines as a table. */
    public Table clipTable() {
        StringColumn model = StringColumn.create("model");
        StringColumn protocol = StringColumn.create("protocol");
        StringColumn clip = StringColumn.create("clip");
        Table table = Table.create("clips", model, protocol, clip);
        List<Score> scores = EvaluationReport.clipScores(report.about());
        scores.forEach(score -> table.addColumns(DoubleColumn.create(score.heading())));
        for (ClipScores row : report.clips()) {
            model.append(row.model());
            protocol.append(row.protocol());
            clip.append(row.clip());
            IntStream.range(0, scores.size())
                    .forEach(i -> table.doubleColumn(3 + i).append(row.values()[i]));
        }
        return table;
    }
}
