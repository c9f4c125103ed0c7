package org.viseme.notebook;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.viseme.Project;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * A table as markup. Kernels show Tablesaw's tables as one flattened line of text, so they are drawn here: numbers to
 * the right with four significant digits, text escaped, long tables cut with a note.
 */
record TableHtml(List<String> headings, List<List<Object>> rows) {
    static final int MAX_ROWS = 60;
    private static final Pattern WORD_START = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");
    private static final String CELL = "padding:3px 10px;border-bottom:1px solid rgba(128,128,128,.3);text-align:";

    static TableHtml of(Table table) {
        List<List<Object>> rows = new ArrayList<>();
        for (int row = 0; row < table.rowCount(); row++) {
            List<Object> cells = new ArrayList<>();
            for (Column<?> column : table.columns()) {
                cells.add(column.isMissing(row) ? null : column.get(row));
            }
            rows.add(cells);
        }
        return new TableHtml(table.columnNames(), rows);
    }

    /** One row a record, one column a component; {@code startSeconds} is headed "start seconds". */
    static TableHtml of(List<? extends Record> records) {
        if (records.isEmpty()) {
            return new TableHtml(List.of(), List.of());
        }
        RecordComponent[] components = records.getFirst().getClass().getRecordComponents();
        List<String> headings = Arrays.stream(components)
                .map(component ->
                        WORD_START.matcher(component.getName()).replaceAll(" ").toLowerCase(Locale.ROOT))
                .toList();
        List<List<Object>> rows = new ArrayList<>();
        for (Record each : records) {
            List<Object> cells = new ArrayList<>();
            for (RecordComponent component : components) {
                cells.add(value(each, component));
            }
            rows.add(cells);
        }
        return new TableHtml(headings, rows);
    }

    /** Two columns without headings. */
    static TableHtml of(Map<String, ?> entries) {
        List<List<Object>> rows = new ArrayList<>();
        entries.forEach((key, value) -> rows.add(Arrays.asList(key, value)));
        return new TableHtml(List.of(), rows);
    }

    private static Object value(Record each, RecordComponent component) {
        try {
            // Records declared in a cell are not public to this package.
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(each);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    String html() {
        StringBuilder html = new StringBuilder(
                "<div style=\"overflow-x:auto\"><table style=\"border-collapse:collapse;margin:4px 0\">");
        if (!headings.isEmpty()) {
            html.append("<thead><tr>");
            for (int column = 0; column < headings.size(); column++) {
                html.append("<th style=\"").append(CELL).append(align(column)).append("\">");
                html.append(Html.escape(headings.get(column))).append("</th>");
            }
            html.append("</tr></thead>");
        }
        html.append("<tbody>");
        for (List<Object> row : rows.subList(0, Math.min(rows.size(), MAX_ROWS))) {
            html.append("<tr>");
            for (int column = 0; column < row.size(); column++) {
                html.append("<td style=\"").append(CELL).append(align(column)).append("\">");
                html.append(Html.escape(text(row.get(column)))).append("</td>");
            }
            html.append("</tr>");
        }
        html.append("</tbody></table></div>");
        if (rows.size() > MAX_ROWS) {
            html.append(Html.note((rows.size() - MAX_ROWS) + " more rows"));
        }
        return html.toString();
    }

    private String align(int column) {
        return rows.stream().map(row -> row.get(column)).anyMatch(Number.class::isInstance) ? "right" : "left";
    }

    /** A value as a reader wants it. */
    static String text(Object value) {
        return switch (value) {
            case null -> "";
            case Double number -> number(number);
            case Float number -> number(number);
            case Path file -> Project.relative(file);
            default -> value.toString();
        };
    }

    private static String number(double value) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "–" : value > 0 ? "∞" : "−∞";
        }
        double size = Math.abs(value);
        if (value == Math.rint(value) && size < 1e9) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        if (size < 1e-3 || size >= 1e9) {
            return String.format(Locale.ROOT, "%.2e", value);
        }
        int decimals = Math.clamp(3 - (long) Math.floor(Math.log10(size)), 0, 6);
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
