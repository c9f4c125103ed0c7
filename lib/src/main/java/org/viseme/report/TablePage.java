package org.viseme.report;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.viseme.AtomicFile;
import tech.tablesaw.api.Table;

/**
 * Paper tables as texts: Markdown, a page of HTML that needs nothing but itself, and CSV with a line a figure.
 *
 * @param tables in the order in which they are shown
 */
public record TablePage(List<PaperTable> tables) {
    private static final String STYLE = """
            :root { color-scheme: light dark }
            body { font: 15px/1.45 system-ui, sans-serif; max-width: 100em; margin: 2em auto; padding: 0 1em }
            .table { overflow-x: auto }
            table { border-collapse: collapse }
            th, td { padding: 3px 10px; border-bottom: 1px solid rgba(128, 128, 128, .35); text-align: left;
              white-space: nowrap }
            th:nth-child(n + 5), td:nth-child(n + 5) { font-variant-numeric: tabular-nums }
            tr.measured { background: rgba(60, 130, 220, .12) }
            tr.real { font-style: italic }
            ul { font-size: 90%; opacity: .85 }
            """;

    public TablePage {
        tables = List.copyOf(tables);
    }

    /** Writes {@code tables.md}, {@code tables.html} and {@code tables.csv} into a folder. */
    public void write(Path folder) {
        write(folder.resolve("tables.md"), markdown());
        write(folder.resolve("tables.html"), html());
        write(folder.resolve("tables.csv"), csv());
    }

    private static void write(Path file, String text) {
        AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Each table under a heading, its notes as a list. */
    public String markdown() {
        return tables.stream().map(TablePage::markdown).collect(Collectors.joining("\n"));
    }

    private static String markdown(PaperTable table) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(table.headings());
        lines.add(table.headings().stream().map(heading -> "---").toList());
        table.rows().forEach(row -> lines.add(table.texts(row)));
        StringBuilder text = new StringBuilder("## " + table.key() + "\n\n");
        for (List<String> line : lines) {
            text.append(line.stream()
                    .map(field -> field.replace("|", "\\|"))
                    .collect(Collectors.joining(" | ", "| ", " |\n")));
        }
        text.append('\n');
        table.footnotes().forEach(note -> text.append("- ").append(note).append('\n'));
        return text.toString();
    }

    /** A whole page, light or dark as the reader's system is. */
    public String html() {
        return """
                <!doctype html>
                <html lang="en">
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width">
                <title>Published and measured figures</title>
                <style>
                %s</style>
                %s</html>
                """.formatted(STYLE, tables.stream().map(TablePage::html).collect(Collectors.joining()));
    }

    private static String html(PaperTable table) {
        StringBuilder html = new StringBuilder(
                        "<h2>" + Markup.escape(table.key().toString()) + "</h2>\n")
                .append("<div class=\"table\"><table>\n")
                .append(line("tr", "th", table.headings()));
        for (PaperTable.Row row : table.rows()) {
            String kind = (row.published() ? "published" : "measured")
                    + (row.method().equals(MeasuredFigure.REAL_VIDEO) ? " real" : "");
            html.append(line("tr class=\"" + kind + "\"", "td", table.texts(row)));
        }
        html.append("</table></div>\n<ul>\n");
        table.footnotes()
                .forEach(note -> html.append("<li>").append(Markup.escape(note)).append("</li>\n"));
        return html.append("</ul>\n").toString();
    }

    private static String line(String row, String cell, List<String> texts) {
        return texts.stream()
                .map(text -> "<" + cell + ">" + Markup.escape(text) + "</" + cell + ">")
                .collect(Collectors.joining("", "<" + row + ">", "</tr>\n"));
    }

    /** The columns of {@link PaperTable#table()}, a line a figure. */
    public String csv() {
        Table all = tables.getFirst().table();
        tables.stream().skip(1).forEach(table -> all.append(table.table()));
        ByteArrayOutputStream csv = new ByteArrayOutputStream();
        all.write().csv(csv);
        return csv.toString(StandardCharsets.UTF_8);
    }
}
