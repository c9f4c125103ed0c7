package org.viseme.report;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.viseme.AtomicFile;
import org.viseme.VisemeException;
import org.viseme.data.lists.TextLine;

/**
 * A figure that was measured here.
 *
 * @param model whose videos were measured; {@link #REAL_VIDEO} for the real ones ("real" and "ground truth" become it)
 * @param data what was measured on
 * @param protocol {@code self-driven} or {@code cross-driven}
 * @param metric what was measured, a {@linkplain Measure#label() label} of {@link Measure} in most cases
 * @param scorer whose weights scored; empty where the metric has no weights
 * @param low lower end of the 95 % confidence interval; NaN where there is none
 * @param high upper end; NaN where there is none
 * @param clips number of clips that were measured
 */
public record MeasuredFigure(
        String model,
        String data,
        String protocol,
        String metric,
        String scorer,
        double value,
        double low,
        double high,
        int clips) {
    /** The model's name that means the real videos. */
    public static final String REAL_VIDEO = "real video";

    private static final List<String> COLUMNS =
            List.of("model", "data", "protocol", "metric", "scorer", "value", "low", "high", "clips");

    public MeasuredFigure {
        model = model.strip();
        if (model.matches("(?i)real|real video|ground truth")) {
            model = REAL_VIDEO;
        }
        if (!Double.isFinite(value) || value < low || value > high || Double.isNaN(low) != Double.isNaN(high)) {
            throw new IllegalArgumentException(
                    "%s %s of %s: %s in [%s, %s]".formatted(data, metric, model, value, low, high));
        }
    }

    public boolean isReal() {
        return model.equals(REAL_VIDEO);
    }

    public boolean hasInterval() {
        return !Double.isNaN(low);
    }

    /**
     * Reads a CSV file whose columns have the names of this record's components; {@code low} and {@code high} may be
     * empty.
     *
     * @throws VisemeException when the file cannot be read, or a line of it
     */
    public static List<MeasuredFigure> read(Path file) {
        return CsvRow.rows(TextLine.read(file), file.toString(), COLUMNS).stream()
                .map(MeasuredFigure::of)
                .toList();
    }

    private static MeasuredFigure of(CsvRow row) {
        double value = row.number("value");
        double low = row.number("low");
        double high = row.number("high");
        if (Double.isNaN(value)) {
            throw row.problem("value", "a number");
        }
        if (value < low || value > high || Double.isNaN(low) != Double.isNaN(high)) {
            throw row.line().problem("the value is not between low and high", "give both or neither");
        }
        if (row.get("model").isEmpty() || row.get("metric").isEmpty()) {
            throw row.line().problem("has no model or no metric", "name both");
        }
        return new MeasuredFigure(
                row.get("model"),
                row.get("data"),
                row.get("protocol"),
                row.get("metric"),
                row.get("scorer"),
                value,
                low,
                high,
                row.count("clips"));
    }

    /** Writes what {@link #read} reads. */
    public static void write(List<MeasuredFigure> figures, Path file) {
        StringBuilder csv = new StringBuilder(String.join(",", COLUMNS)).append('\n');
        for (MeasuredFigure figure : figures) {
            csv.append(CsvRow.line(
                            figure.model,
                            figure.data,
                            figure.protocol,
                            figure.metric,
                            figure.scorer,
                            figure.value,
                            figure.low,
                            figure.high,
                            figure.clips))
                    .append('\n');
        }
        AtomicFile.write(file, out -> out.write(csv.toString().getBytes(StandardCharsets.UTF_8)));
    }
}
