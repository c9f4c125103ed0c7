package org.viseme.checkpoint;

import java.util.ArrayList;
import java.util.List;
import org.viseme.VisemeException;

/**
 * How a state differs from the one that is needed. {@link #toString()} is an aligned table.
 *
 * @param missing names that are needed and not there
 * @param unexpected names that are there and not needed
 * @param wrongShape tensors of the right name and another shape
 */
public record Differences(List<String> missing, List<String> unexpected, List<WrongShape> wrongShape) {
    private static final int NAMES_IN_SUMMARY = 3;

    public Differences {
        missing = List.copyOf(missing);
        unexpected = List.copyOf(unexpected);
        wrongShape = List.copyOf(wrongShape);
    }

    /** A tensor of another shape than the needed one. */
    public record WrongShape(String name, String needed, String found) {}

    /** A state that does not fit; {@link #differences()} has the full table. */
    public static final class MismatchException extends VisemeException {
        private static final long serialVersionUID = 1L;
        private final transient Differences differences;

        MismatchException(String thing, Differences differences) {
            super(
                    thing,
                    "does not fit the model: " + differences.summary(),
                    "use a checkpoint of this model, or the configuration that the checkpoint was made with");
            this.differences = differences;
        }

        /** All that differs. */
        public Differences differences() {
            return differences;
        }
    }

    /** Whether the state fits. */
    public boolean isEmpty() {
        return missing.isEmpty() && unexpected.isEmpty() && wrongShape.isEmpty();
    }

    /**
     * Does nothing when the state fits.
     *
     * @param thing where the state came from, a file name most of the time
     * @throws MismatchException when it does not
     */
    public void orThrow(String thing) {
        if (!isEmpty()) {
            throw new MismatchException(thing, this);
        }
    }

    /** One line with the counts and the first names. */
    public String summary() {
        List<String> parts = new ArrayList<>();
        add(parts, "missing", missing);
        add(parts, "unexpected", unexpected);
        add(
                parts,
                "of another shape",
                wrongShape.stream()
                        .map(w -> w.name() + " is " + w.found() + " instead of " + w.needed())
                        .toList());
        return parts.isEmpty() ? "no difference" : String.join(", ", parts);
    }

    /** A line for each difference: what is wrong, the name, the needed and the found shape. */
    @Override
    public String toString() {
        List<String[]> rows = new ArrayList<>();
        missing.forEach(name -> rows.add(new String[] {"missing", name, ""}));
        unexpected.forEach(name -> rows.add(new String[] {"unexpected", name, ""}));
        wrongShape.forEach(
                w -> rows.add(new String[] {"wrong shape", w.name(), "needed " + w.needed() + ", found " + w.found()}));
        int width = rows.stream().mapToInt(row -> row[1].length()).max().orElse(1);
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            text.append(String.format("%-11s  %-" + width + "s  %s", row[0], row[1], row[2])
                            .stripTrailing())
                    .append(System.lineSeparator());
        }
        return text.append(summary()).toString();
    }

    private static void add(List<String> parts, String what, List<String> items) {
        if (!items.isEmpty()) {
            String names = String.join(", ", items.subList(0, Math.min(NAMES_IN_SUMMARY, items.size())));
            parts.add(
                    items.size() + " " + what + " (" + names + (items.size() > NAMES_IN_SUMMARY ? ", ..." : "") + ")");
        }
    }
}
