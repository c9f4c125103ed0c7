package org.viseme.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.viseme.VisemeException;
import org.viseme.data.lists.TextLine;

/**
 * A line of a file with commas between its fields, which are found by the names in the first line. A field with a comma
 * or a quotation mark stands in quotation marks; a field does not run over several lines.
 */
record CsvRow(TextLine line, List<String> names, List<String> fields) {
    /**
     * The lines after the first one.
     *
     * @param names columns that must be there, in any order and beside others
     * @throws VisemeException when the first line lacks one of them
     */
    static List<CsvRow> rows(List<TextLine> lines, String file, List<String> names) {
        if (lines.isEmpty()) {
            throw new VisemeException(file, "is empty", "it begins with the line " + String.join(",", names));
        }
        List<String> found = split(lines.getFirst().text());
        Set<String> missing = new LinkedHashSet<>(names);
        found.forEach(missing::remove);
        if (!missing.isEmpty()) {
            throw lines.getFirst()
                    .problem(
                            "lacks the column " + String.join(", ", missing),
                            "the first line names the columns, with commas between them: " + String.join(",", names));
        }
        if (new HashSet<>(found).size() < found.size()) {
            throw lines.getFirst().problem("names a column twice", "name each once");
        }
        return lines.stream()
                .skip(1)
                .map(line -> new CsvRow(line, found, split(line.text())))
                .toList();
    }

    /** Whether the line has as many fields as the first line. */
    boolean isWhole() {
        return fields.size() == names.size();
    }

    /** @throws VisemeException when the line has another number of fields than the first line */
    String get(String name) {
        if (!isWhole()) {
            throw line.problem(
                    "has " + fields.size() + " fields where the first line names " + names.size(),
                    "a field with a comma in it stands in quotation marks");
        }
        return fields.get(names.indexOf(name)).strip();
    }

    /** @return NaN for an empty field */
    double number(String name) {
        String text = get(name);
        try {
            double value = text.isEmpty() ? Double.NaN : Double.parseDouble(text);
            if (Double.isInfinite(value)) {
                throw problem(name, "a finite number");
            }
            return value;
        } catch (NumberFormatException e) {
            throw problem(name, "a number");
        }
    }

    int count(String name) {
        double value = number(name);
        if (!(value >= 0 && value <= Integer.MAX_VALUE && value == Math.rint(value))) {
            throw problem(name, "a whole number from 0");
        }
        return (int) value;
    }

    /** An error about one field, to be thrown. */
    VisemeException problem(String name, String wanted) {
        return line.problem(name + " is '" + get(name) + "'", "it is " + wanted);
    }

    /** A line of a file, without its end. */
    static String line(Object... fields) {
        return Arrays.stream(fields).map(CsvRow::quoted).collect(Collectors.joining(","));
    }

    private static String quoted(Object field) {
        String text = field instanceof Double number && number.isNaN()
                ? ""
                : field.toString().replaceAll("\\s*\\R\\s*", " ");
        return text.matches("[^,\"]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    private static List<String> split(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean inside = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && inside && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                field.append(c);
                i++;
            } else if (c == '"') {
                inside = !inside;
            } else if (c == ',' && !inside) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
