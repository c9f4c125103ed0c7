package org.viseme.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.viseme.AtomicFile;
import org.viseme.VisemeException;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.numbers.NumberColumnFormatter;

/**
 * What the variants of an {@link Ablation} reached: a row for each variant and seed.
 *
 * @param about what produced the figures, by name
 * @param rows in the order in which they were measured, all with the same figures
 */
public record AblationTable(Map<String, String> about, List<Row> rows) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ABOUT = "# ";

    /**
     * One training.
     *
     * @param figures on the held-out clips, by name; NaN for what was not measured
     */
    public record Row(String variant, long seed, Map<String, Double> figures) {}

    /**
     * A figure over the seeds.
     *
     * @param deviation sample standard deviation; NaN with one seed
     */
    public record Spread(double mean, double deviation, int seeds) {
        static Spread of(Collection<Double> values) {
            double mean =
                    values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
            double squares = values.stream()
                    .mapToDouble(value -> Math.pow(value - mean, 2))
                    .sum();
            double deviation = values.size() < 2 ? Double.NaN : Math.sqrt(squares / (values.size() - 1));
            return new Spread(mean, deviation, values.size());
        }

        @Override
        public String toString() {
            String text = digits(mean);
            return seeds < 2 ? text : text + " ± " + digits(deviation);
        }

        private static String digits(double value) {
            return Double.isNaN(value) ? "" : String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.4f" : "%.2f", value);
        }
    }

    public AblationTable {
        rows = List.copyOf(rows);
    }

    /** With another row. */
    AblationTable with(Row row) {
        List<Row> more = new ArrayList<>(rows);
        more.add(row);
        return new AblationTable(about, more);
    }

    boolean has(String variant, long seed) {
        return rows.stream().anyMatch(row -> row.variant().equals(variant) && row.seed() == seed);
    }

    /** The names of the variants. */
    public List<String> variants() {
        return rows.stream().map(Row::variant).distinct().toList();
    }

    /** The names of the figures. */
    public List<String> figures() {
        return rows.isEmpty()
                ? List.of()
                : List.copyOf(rows.getFirst().figures().keySet());
    }

    /** A figure of a variant over its seeds. */
    public Spread of(String variant, String figure) {
        return Spread.of(values(variant, figure).values());
    }

    /** The values of a figure by seed. */
    private Map<Long, Double> values(String variant, String figure) {
        Map<Long, Double> values = new LinkedHashMap<>();
        rows.stream()
                .filter(row -> row.variant().equals(variant))
                .forEach(row -> values.put(row.seed(), row.figures().getOrDefault(figure, Double.NaN)));
        return values;
    }

    /** A line a variant: mean and standard deviation of each figure over the seeds. */
    public Table table() {
        Table table = Table.create("ablation", StringColumn.create("variant"), IntColumn.create("seeds"));
        List<String> figures = figures();
        figures.forEach(figure -> table.addColumns(StringColumn.create(figure)));
        for (String variant : variants()) {
            table.stringColumn("variant").append(variant);
            table.intColumn("seeds").append(of(variant, figures.getFirst()).seeds());
            figures.forEach(figure ->
                    table.stringColumn(figure).append(of(variant, figure).toString()));
        }
        return table;
    }

    /**
     * Whether an order shows that a paper found: a line for each variant and the one that is said to be worse, with their
     * difference at the same seed, at which both saw the same batches.
     *
     * @param orders as {@link Ablation#orders}; pairs that were not both trained are left out
     * @param lowerIsBetter whether the figure is an error or a distance
     */
    public Table orders(List<List<String>> orders, String figure, boolean lowerIsBetter) {
        StringColumn claim = StringColumn.create("said to be better");
        DoubleColumn gain = DoubleColumn.create("better by, " + figure);
        DoubleColumn spread = DoubleColumn.create("spread of the difference");
        StringColumn shows = StringColumn.create("does it show?");
        for (List<String> order : orders) {
            for (int i = 0; i + 1 < order.size(); i++) {
                Map<Long, Double> better = values(order.get(i), figure);
                Map<Long, Double> worse = values(order.get(i + 1), figure);
                better.keySet().retainAll(worse.keySet());
                if (better.isEmpty()) {
                    continue;
                }
                int sign = lowerIsBetter ? -1 : 1;
                Spread difference = Spread.of(better.keySet().stream()
                        .map(seed -> sign * (better.get(seed) - worse.get(seed)))
                        .toList());
                claim.append(order.get(i) + " > " + order.get(i + 1));
                gain.append(difference.mean());
                spread.append(difference.deviation());
                shows.append(verdict(difference.mean(), difference.deviation()));
            }
        }
        NumberColumnFormatter digits = NumberColumnFormatter.fixedWithGrouping(4);
        gain.setPrintFormatter(digits);
        spread.setPrintFormatter(digits);
        return Table.create("orders", claim, gain, spread, shows);
    }

    private static String verdict(double difference, double deviation) {
        if (Double.isNaN(deviation)) {
            return "cannot be told from one seed";
        }
        if (Math.abs(difference) <= deviation) {
            return "no: within the spread";
        }
        return difference > 0 ? "yes" : "no: the other way round";
    }

    /** What produced the figures, in one line. */
    public String caption() {
        return about.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining("; "));
    }

    /** Writes the rows as CSV after a line with {@link #about}; the file is replaced at once. */
    void write(Path file) {
        StringBuilder text = new StringBuilder(ABOUT + RunFolder.json(about) + "\n");
        text.append("variant;seed");
        figures().forEach(figure -> text.append(';').append(figure));
        for (Row row : rows) {
            text.append('\n').append(row.variant()).append(';').append(row.seed());
            row.figures().values().forEach(value -> text.append(String.format(Locale.ROOT, ";%.7g", value)));
        }
        AtomicFile.write(file, out -> out.write((text + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * @throws VisemeException when the file cannot be read or is no such table
     */
    public static AblationTable read(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            Map<String, String> about =
                    JSON.readValue(lines.getFirst().substring(ABOUT.length()), new TypeReference<>() {});
            List<String> names = List.of(lines.get(1).split(";"));
            return new AblationTable(
                    about,
                    lines.stream()
                            .skip(2)
                            .map(line -> row(names, line.split(";")))
                            .toList());
        } catch (JsonProcessingException | RuntimeException e) {
            throw new VisemeException(file.toString(), "is no table of an ablation", "name the grid.csv of a grid", e);
        } catch (IOException e) {
            throw new VisemeException(file.toString(), "cannot be read", "check that it is there", e);
        }
    }

    private static Row row(List<String> names, String[] values) {
        Map<String, Double> figures = new LinkedHashMap<>();
        for (int i = 2; i < names.size(); i++) {
            figures.put(names.get(i), Double.valueOf(values[i]));
        }
        return new Row(values[0], Long.parseLong(values[1]), figures);
    }
}
