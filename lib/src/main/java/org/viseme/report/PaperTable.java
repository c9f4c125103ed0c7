package org.viseme.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.viseme.VisemeException;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * A published table with measured figures beside it: a row is a method on some data, a column what was measured and who
 * scored. A figure of another scorer than the paper's gets a column of its own. The score of the real video on the same
 * data stands in each cell, and a score that is better than that is marked: it tells of over-articulation, not of
 * quality.
 *
 * @param columns in the paper's order, columns of other scorers after them
 * @param rows the published ones first, in the paper's order; of each data set the real video first
 * @param notes what a reader has to know, without the explanation of the mark
 */
public record PaperTable(PublishedFigures.Key key, List<Column> columns, List<Row> rows, List<String> notes) {
    /** Follows a score that is better than the real video's. */
    public static final String MARK = "†";

    /** What the mark means. */
    public static final String MARK_NOTE =
            MARK + " better than the score of the real video: the lips are over-articulated"
                    + " or made for this scorer; no sign of quality";

    /** @param scorer whose weights scored; empty where the measure has none */
    public record Column(Measure measure, String scorer) {
        /** The measure's label for the papers' scorer only. */
        public String heading() {
            String arrow = measure.higherIsBetter() ? " ↑" : " ↓";
            if (measure.isPublished(scorer)) {
                return measure.label() + arrow;
            }
            return measure.plainName() + " (" + (scorer.isEmpty() ? "scorer not named" : scorer) + ")" + arrow;
        }
    }

    /**
     * @param published whether the paper says so; measured here otherwise
     * @param clips number of clips; 0 where the paper does not say
     */
    public record Row(
            String method, boolean published, String data, String protocol, int clips, Map<Column, Cell> cells) {}

    /**
     * @param text the value as it is printed
     * @param low of the 95 % confidence interval; NaN where there is none
     * @param high of the 95 % confidence interval; NaN where there is none
     * @param realText the real video's score on the same data as it is printed; empty where there is none
     * @param real the real video's score on the same data; NaN where it has none, for the real video itself, and where
     *     it was not measured
     * @param betterThanReal whether the score is better than a real video's
     */
    public record Cell(
            String text,
            double value,
            double low,
            double high,
            String realText,
            double real,
            boolean betterThanReal,
            String note) {}

    /** A figure of either kind. */
    private record Figure(
            String method,
            boolean published,
            String data,
            String protocol,
            Column column,
            String text,
            double value,
            double low,
            double high,
            int clips,
            String note) {
        static Figure of(PublishedFigure figure) {
            return new Figure(
                    figure.method(),
                    true,
                    figure.dataset(),
                    figure.protocol(),
                    new Column(figure.measure(), figure.measure().publishedScorer()),
                    figure.value().toPlainString(),
                    figure.value().doubleValue(),
                    Double.NaN,
                    Double.NaN,
                    0,
                    figure.note());
        }

        static Figure of(MeasuredFigure figure) {
            Measure measure = Measure.of(figure.metric()).orElseThrow();
            String scorer = measure.isPublished(figure.scorer()) ? measure.publishedScorer() : figure.scorer();
            return new Figure(
                    figure.model(),
                    false,
                    figure.data(),
                    figure.protocol(),
                    new Column(measure, scorer),
                    measure.text(figure.value()),
                    figure.value(),
                    figure.low(),
                    figure.high(),
                    figure.clips(),
                    "");
        }

        boolean isReal() {
            return method.equals(MeasuredFigure.REAL_VIDEO);
        }

        /** The real video under the same protocol, under any other where that was not measured. */
        Figure real(List<Figure> all) {
            return all.stream()
                    .filter(other -> other.isReal()
                            && other.published == published
                            && other.data.equals(data)
                            && other.column.equals(column))
                    .min(Comparator.comparing(other -> !other.protocol.equals(protocol)))
                    .orElse(null);
        }

        Cell cell(List<Figure> all) {
            Figure real = isReal() || !column.measure().scoresRealVideos() ? null : real(all);
            return new Cell(
                    text,
                    value,
                    low,
                    high,
                    real == null ? "" : real.text,
                    real == null ? Double.NaN : real.value,
                    real != null && column.measure().overArticulated(value, real.value),
                    note);
        }
    }

    /** What belongs into one row. */
    private record Place(boolean published, String data, boolean generated, String method, String protocol, int clips) {
        static Place of(Figure figure) {
            return new Place(
                    figure.published, figure.data, !figure.isReal(), figure.method, figure.protocol, figure.clips);
        }
    }

    public PaperTable {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        notes = List.copyOf(notes);
    }

    /** All tables of all papers, each with the measured figures that belong to it. */
    public static List<PaperTable> all(PublishedFigures published, List<MeasuredFigure> measured) {
        return published.tables().stream()
                .map(key -> of(published, key, measured))
                .toList();
    }

    /**
     * One table. Measured figures belong to it if it has a column of their measure, whoever scored; others are left out.
     *
     * @throws VisemeException when the same was measured twice
     */
    public static PaperTable of(PublishedFigures published, PublishedFigures.Key key, List<MeasuredFigure> measured) {
        List<PublishedFigure> printed = published.of(key);
        Set<Measure> measures =
                printed.stream().map(PublishedFigure::measure).collect(Collectors.toCollection(LinkedHashSet::new));
        List<Figure> beside = measured.stream()
                .filter(figure ->
                        Measure.of(figure.metric()).filter(measures::contains).isPresent())
                .map(Figure::of)
                .toList();
        requireOnce(beside);
        List<Figure> figures =
                Stream.concat(printed.stream().map(Figure::of), beside.stream()).toList();
        // an ablation without the real video's scores still has them in another table of the paper
        List<Figure> background = Stream.concat(
                        figures.stream(), published.of(key.paper()).stream().map(Figure::of))
                .toList();
        // the real video has no score in some columns, so it cannot tell their order
        List<Column> columns = figures.stream()
                .sorted(Comparator.comparing(Figure::isReal))
                .map(Figure::column)
                .distinct()
                .sorted(Comparator.comparing(column -> !column.measure().isPublished(column.scorer())))
                .toList();
        List<Row> rows = rows(figures, background);
        return new PaperTable(key, columns, rows, notes(columns, rows, figures));
    }

    /** Figures that no table of the papers has a column for. */
    public static List<MeasuredFigure> withoutTable(PublishedFigures published, List<MeasuredFigure> measured) {
        Set<Measure> measures =
                published.figures().stream().map(PublishedFigure::measure).collect(Collectors.toSet());
        return measured.stream()
                .filter(figure ->
                        Measure.of(figure.metric()).filter(measures::contains).isEmpty())
                .toList();
    }

    private static void requireOnce(List<Figure> measured) {
        Set<List<Object>> seen = new HashSet<>();
        for (Figure figure : measured) {
            if (!seen.add(List.of(figure.method, figure.data, figure.protocol, figure.column))) {
                throw new VisemeException(
                        figure.method + " on " + figure.data + " (" + figure.protocol + "), "
                                + figure.column.heading().replaceAll(" [↑↓]$", ""),
                        "stands twice among the measured figures",
                        "keep one of them");
            }
        }
    }

    private static List<Row> rows(List<Figure> figures, List<Figure> background) {
        List<String> data = figures.stream().map(Figure::data).distinct().toList();
        Map<Place, Map<Column, Cell>> rows = figures.stream()
                .collect(Collectors.groupingBy(
                        Place::of,
                        LinkedHashMap::new,
                        Collectors.toMap(
                                Figure::column,
                                figure -> figure.cell(background),
                                (first, second) -> first,
                                LinkedHashMap::new)));
        return rows.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Comparator.comparing((Place place) -> !place.published)
                        .thenComparing(place -> data.indexOf(place.data))
                        .thenComparing(Place::generated)))
                .map(row -> new Row(
                        row.getKey().method,
                        row.getKey().published,
                        row.getKey().data,
                        row.getKey().protocol,
                        row.getKey().clips,
                        row.getValue()))
                .toList();
    }

    private static List<String> notes(List<Column> columns, List<Row> rows, List<Figure> figures) {
        List<String> notes = new ArrayList<>(printedNotes(figures));
        for (Column column : columns) {
            if (!column.measure().isPublished(column.scorer())) {
                String scorer = column.measure().publishedScorer();
                notes.add(column.heading().replaceAll(" [↑↓]$", "") + " is not the papers' "
                        + column.measure().label()
                        + (scorer.isEmpty() ? ", which needs no scorer" : ", whose scorer is " + scorer));
            }
        }
        String unknown = rows.stream()
                .filter(row -> !row.method.equals(MeasuredFigure.REAL_VIDEO)
                        && row.cells.entrySet().stream()
                                .anyMatch(cell -> cell.getKey().measure().scoresRealVideos()
                                        && Double.isNaN(cell.getValue().real)))
                .map(row -> row.data + (row.published ? " (published)" : " (measured)"))
                .distinct()
                .collect(Collectors.joining(", "));
        if (!unknown.isEmpty()) {
            notes.add("without the score of the real video: " + unknown);
        }
        if (figures.stream().anyMatch(figure -> !Double.isNaN(figure.low))) {
            notes.add("[low, high] is a 95 % confidence interval");
        }
        Set<String> printed = data(figures, figure -> figure.published);
        Set<String> elsewhere = data(figures, figure -> !figure.published);
        elsewhere.removeAll(printed);
        if (!elsewhere.isEmpty()) {
            notes.add("measured on " + String.join(", ", elsewhere)
                    + ", not on the paper's data: values of different data" + " cannot be compared");
        }
        return notes;
    }

    private static Set<String> data(List<Figure> figures, Predicate<Figure> kind) {
        return figures.stream().filter(kind).map(Figure::data).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The paper's notes, each with what it is about: whole columns, whole rows or single cells. */
    private static List<String> printedNotes(List<Figure> figures) {
        List<Figure> printed =
                figures.stream().filter(figure -> !figure.note.isEmpty()).toList();
        return printed.stream()
                .flatMap(figure -> Stream.of(figure.note.split("; ")))
                .distinct()
                .map(note -> about(
                                printed.stream()
                                        .filter(figure ->
                                                List.of(figure.note.split("; ")).contains(note))
                                        .toList(),
                                figures.stream().filter(Figure::published).toList())
                        + ": " + note)
                .toList();
    }

    private static String about(List<Figure> some, List<Figure> all) {
        Function<Figure, String> measure = figure -> figure.column.measure().label();
        for (Function<Figure, String> whole : List.of(measure, Figure::method)) {
            Set<String> names = some.stream().map(whole).collect(Collectors.toCollection(LinkedHashSet::new));
            if (all.stream()
                            .filter(figure -> names.contains(whole.apply(figure)))
                            .count()
                    == some.size()) {
                return String.join(", ", names);
            }
        }
        return some.stream()
                .map(figure -> figure.method + " (" + figure.data + ", " + measure.apply(figure) + ")")
                .collect(Collectors.joining(", "));
    }

    /** Whether a cell bears the {@link #MARK}. */
    public boolean hasMarks() {
        return rows.stream().flatMap(row -> row.cells.values().stream()).anyMatch(Cell::betterThanReal);
    }

    /** Headings of the table as it is shown. */
    List<String> headings() {
        return Stream.concat(
                        Stream.of("method", "source", "data", "protocol", "clips"),
                        columns.stream().map(Column::heading))
                .toList();
    }

    /** The fields of a row as they are shown. */
    List<String> texts(Row row) {
        return Stream.concat(
                        Stream.of(
                                row.method,
                                row.published ? "published" : "measured",
                                row.data,
                                row.protocol,
                                row.clips == 0 ? "" : Integer.toString(row.clips)),
                        columns.stream().map(column -> text(column, row.cells.get(column))))
                .toList();
    }

    private static String text(Column column, Cell cell) {
        if (cell == null) {
            return "";
        }
        Measure measure = column.measure();
        return Stream.of(
                        cell.text,
                        Double.isNaN(cell.low)
                                ? null
                                : "[%s, %s]".formatted(measure.text(cell.low), measure.text(cell.high)),
                        cell.realText.isEmpty() ? null : "(real " + cell.realText + ")",
                        cell.betterThanReal ? MARK : null)
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" "));
    }

    /** As it is shown: columns of texts, the marks and the real video's scores in the cells. */
    public Table shown() {
        List<String> headings = headings();
        Table table = Table.create(key.toString());
        for (int i = 0; i < headings.size(); i++) {
            int column = i;
            table.addColumns(StringColumn.create(
                    headings.get(i), rows.stream().map(row -> texts(row).get(column))));
        }
        return table;
    }

    /** All that a reader has to know, the explanation of the mark first where a cell bears it. */
    public List<String> footnotes() {
        return Stream.concat(hasMarks() ? Stream.of(MARK_NOTE) : Stream.empty(), notes.stream())
                .toList();
    }

    /** A row a figure, for computing; {@code real video} and the interval are empty where there are none. */
    public Table table() {
        Table table = Table.create(
                key.toString(),
                StringColumn.create("paper"),
                StringColumn.create("table"),
                StringColumn.create("source"),
                StringColumn.create("method"),
                StringColumn.create("data"),
                StringColumn.create("protocol"),
                StringColumn.create("metric"),
                StringColumn.create("scorer"),
                DoubleColumn.create("value"),
                DoubleColumn.create("low"),
                DoubleColumn.create("high"),
                IntColumn.create("clips"),
                DoubleColumn.create("real video"),
                BooleanColumn.create("better than real"),
                StringColumn.create("note"));
        for (Row row : rows) {
            row.cells.forEach((column, cell) -> append(table, row, column, cell));
        }
        return table;
    }

    private void append(Table table, Row row, Column column, Cell cell) {
        table.stringColumn("paper").append(key.paper());
        table.stringColumn("table").append(key.table());
        table.stringColumn("source").append(row.published ? "published" : "measured");
        table.stringColumn("method").append(row.method);
        table.stringColumn("data").append(row.data);
        table.stringColumn("protocol").append(row.protocol);
        table.stringColumn("metric")
                .append(
                        column.measure().isPublished(column.scorer())
                                ? column.measure().label()
                                : column.measure().plainName());
        table.stringColumn("scorer").append(column.scorer());
        table.doubleColumn("value").append(cell.value);
        table.doubleColumn("low").append(cell.low);
        table.doubleColumn("high").append(cell.high);
        if (row.clips == 0) {
            table.intColumn("clips").appendMissing();
        } else {
            table.intColumn("clips").append(row.clips);
        }
        table.doubleColumn("real video").append(cell.real);
        table.booleanColumn("better than real").append(cell.betterThanReal);
        table.stringColumn("note").append(cell.note);
    }
}
