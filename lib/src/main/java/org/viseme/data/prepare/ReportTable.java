package org.viseme.data.prepare;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.viseme.AtomicFile;
import org.viseme.data.ClipFlag;
import org.viseme.data.ClipMeasures;
import org.viseme.data.Decision;
import org.viseme.data.SyncMeasure;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Every decision of a preparation as a table, a row a clip or source. */
public final class ReportTable {
    /** Name of the CSV file in a store's folder. */
    public static final String FILE = "report.csv";

    private ReportTable() {}

    /** The table; what was not measured is empty. */
    public static Table of(List<Decision> decisions) {
        return Table.create("preparation")
                .addColumns(
                        text("clip", decisions, Decision::id),
                        text("split", decisions, decision -> decision.split().label()),
                        text(
                                "outcome",
                                decisions,
                                decision -> decision.kept()
                                        ? "kept"
                                        : decision.reason().words()),
                        text(
                                "flags",
                                decisions,
                                decision -> decision.flags().stream()
                                        .map(ClipFlag::label)
                                        .collect(Collectors.joining(" "))),
                        text("detail", decisions, Decision::detail),
                        number("from, s", decisions, ClipMeasures::fromSeconds),
                        number("length, s", decisions, ClipMeasures::seconds),
                        number("face found", decisions, ClipMeasures::found),
                        number("face width, px", decisions, ClipMeasures::faceWidth),
                        number("face height, px", decisions, ClipMeasures::faceHeight),
                        number("sharpness", decisions, ClipMeasures::sharpness),
                        whole("faces", decisions, ClipMeasures::faces),
                        text(
                                "landmarks",
                                decisions,
                                decision -> decision.measures() == null
                                        ? ""
                                        : decision.measures().landmarks()),
                        whole("words", decisions, ClipMeasures::words),
                        sync("offset, frames", decisions, SyncMeasure::offset),
                        sync("confidence", decisions, SyncMeasure::confidence),
                        sync("corrected, frames", decisions, SyncMeasure::corrected),
                        sync("offset left, frames", decisions, SyncMeasure::residual));
    }

    /** Writes the table as CSV. */
    public static void write(List<Decision> decisions, Path file) {
        ByteArrayOutputStream csv = new ByteArrayOutputStream();
        of(decisions).write().csv(csv);
        AtomicFile.write(file, out -> csv.writeTo(out));
    }

    private interface Text {
        String of(Decision decision);
    }

    private static StringColumn text(String name, List<Decision> decisions, Text text) {
        return StringColumn.create(name, decisions.stream().map(text::of));
    }

    private static DoubleColumn number(String name, List<Decision> decisions, ToDoubleFunction<ClipMeasures> value) {
        return DoubleColumn.create(
                name,
                decisions.stream()
                        .mapToDouble(decision -> decision.measures() == null
                                ? Double.NaN
                                : thousandths(value.applyAsDouble(decision.measures())))
                        .toArray());
    }

    private static IntColumn whole(String name, List<Decision> decisions, ToDoubleFunction<ClipMeasures> value) {
        IntColumn column = IntColumn.create(name);
        for (Decision decision : decisions) {
            if (decision.measures() == null) {
                column.appendMissing();
            } else {
                column.append((int) value.applyAsDouble(decision.measures()));
            }
        }
        return column;
    }

    private static DoubleColumn sync(String name, List<Decision> decisions, ToDoubleFunction<SyncMeasure> value) {
        return number(
                name,
                decisions,
                measures -> measures.sync() == null ? Double.NaN : value.applyAsDouble(measures.sync()));
    }

    private static double thousandths(double value) {
        return Math.rint(value * 1000) / 1000;
    }
}
