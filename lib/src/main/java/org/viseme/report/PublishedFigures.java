package org.viseme.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.viseme.data.lists.TextLine;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * The figures of the quantitative tables and user studies of four papers: AttnWav2Lip (arXiv 2203.03984), LPIPS-AttnWav2Lip
 * (Chen et al. 2023), TalkLip (CVPR 2023) and AV-CAT (SIGGRAPH Asia 2022). Names are the same in all: the distance that
 * one of them prints as LSR-D is LSE-D, Sync_conf is LSE-C, TalkLip's PSNR is what its published code computes ({@link
 * Measure#PSNR_TALKLIP}), and "ours" is the method's name. A cell that the paper leaves empty is not here. AttnWav2Lip's
 * second table, an ablation of its two attentions, is missing: it exists as a picture only.
 */
public final class PublishedFigures {
    private static final String FILE = "published.csv";
    private static final List<String> COLUMNS =
            List.of("paper", "table", "method", "dataset", "protocol", "metric", "value", "note");

    /** A table of a paper. */
    public record Key(String paper, String table) {
        @Override
        public String toString() {
            return paper + ", table " + table;
        }
    }

    private final List<PublishedFigure> figures;

    private PublishedFigures(List<PublishedFigure> figures) {
        this.figures = List.copyOf(figures);
    }

    /** The figures that come with the library. */
    public static PublishedFigures read() {
        return new PublishedFigures(CsvRow.rows(lines(), FILE, COLUMNS).stream()
                .map(PublishedFigures::figure)
                .toList());
    }

    /** In the papers' order. */
    public List<PublishedFigure> figures() {
        return figures;
    }

    /** The tables, in the papers' order. */
    public List<Key> tables() {
        return figures.stream()
                .map(figure -> new Key(figure.paper(), figure.table()))
                .distinct()
                .toList();
    }

    /** The figures of a table, in its order. */
    public List<PublishedFigure> of(Key table) {
        return figures.stream()
                .filter(figure ->
                        figure.paper().equals(table.paper()) && figure.table().equals(table.table()))
                .toList();
    }

    /** The figures of all tables of a paper. */
    public List<PublishedFigure> of(String paper) {
        return figures.stream().filter(figure -> figure.paper().equals(paper)).toList();
    }

    /** A row a figure, the columns as in the file. */
    public Table table() {
        Table table = Table.create("published figures");
        for (String name : COLUMNS) {
            table.addColumns(name.equals("value") ? DoubleColumn.create(name) : StringColumn.create(name));
        }
        for (PublishedFigure figure : figures) {
            table.stringColumn("paper").append(figure.paper());
            table.stringColumn("table").append(figure.table());
            table.stringColumn("method").append(figure.method());
            table.stringColumn("dataset").append(figure.dataset());
            table.stringColumn("protocol").append(figure.protocol());
            table.stringColumn("metric").append(figure.measure().label());
            table.doubleColumn("value").append(figure.value().doubleValue());
            table.stringColumn("note").append(figure.note());
        }
        return table;
    }

    private static PublishedFigure figure(CsvRow row) {
        return new PublishedFigure(
                row.get("paper"),
                row.get("table"),
                row.get("method"),
                row.get("dataset"),
                row.get("protocol"),
                Measure.of(row.get("metric")).orElseThrow(() -> row.problem("metric", "a measure")),
                new BigDecimal(row.get("value")),
                row.get("note"));
    }

    private static List<TextLine> lines() {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(PublishedFigures.class.getResourceAsStream(FILE), StandardCharsets.UTF_8))) {
            List<TextLine> lines = new ArrayList<>();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(new TextLine(Path.of(FILE), lines.size() + 1, line));
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
