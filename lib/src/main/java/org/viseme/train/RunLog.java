package org.viseme.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.viseme.VisemeException;

/**
 * A table that a training has written so far, {@code metrics.csv} or {@code held-out.csv} of its {@link RunFolder}.
 *
 * @param columns their names
 * @param rows a line each
 */
public record RunLog(List<String> columns, List<double[]> rows) {
    /** The table in a file; empty where there is none yet. */
    public static RunLog read(Path file) {
        if (!Files.exists(file)) {
            return new RunLog(List.of(), List.of());
        }
        try {
            List<String> lines = Files.readAllLines(file);
            return new RunLog(
                    List.of(lines.getFirst().split(",")),
                    lines.stream().skip(1).map(RunLog::values).toList());
        } catch (IOException e) {
            throw new VisemeException(file.toString(), "cannot be read", "check the folder", e);
        }
    }

    private static double[] values(String line) {
        String[] values = line.split(",");
        double[] row = new double[values.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = Double.parseDouble(values[i]);
        }
        return row;
    }

    /** The values of a column from the first line to the last; none where the table is empty. */
    public double[] column(String name) {
        int index = columns.indexOf(name);
        if (index < 0 && !columns.isEmpty()) {
            throw new IllegalArgumentException(name + " is none of " + columns);
        }
        return rows.stream().mapToDouble(row -> row[index]).toArray();
    }
}
