package org.viseme.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.viseme.VisemeException;

/**
 * Trains every variant of an ablation with every seed, in the same way, and measures them on the same clips. What is done
 * stays done: a grid that was stopped goes on within the training in which it was.
 *
 * @param ablation the variants
 * @param recipe what they are variants of
 * @param seeds of weights and batches
 * @param about what else the figures depend on, by name, such as data and scorer
 * @param folder gets {@code grid.csv} ({@link AblationTable}) and a {@link RunFolder} a training
 */
public record AblationTraining<R>(
        Ablation ablation, R recipe, List<Long> seeds, Map<String, String> about, Path folder) {
    /** A training with a measurement at its end. */
    @FunctionalInterface
    public interface Training<R> {
        /**
         * Trains, or goes on with what is in the folder, and measures.
         *
         * @param run its folder
         * @return the figures by name; empty when it was asked to stop before its end
         */
        Optional<Map<String, Double>> run(R recipe, Path run, ProgressLine.Listener listener);
    }

    private record Cell(String variant, long seed) {}

    /** The file with the figures. */
    public Path file() {
        return folder.resolve("grid.csv");
    }

    /**
     * @param resume whether to go on with what is in the folder
     * @return what is measured so far: all of it, unless the process or the thread was asked to stop
     * @throws VisemeException when the folder holds a grid and {@code resume} is false, or one with other settings
     */
    public AblationTable run(Training<R> training, boolean resume, ProgressLine.Listener listener) {
        AblationTable table = new AblationTable(about, List.of());
        if (Files.exists(file())) {
            table = AblationTable.read(file());
            requireSame(table.about(), resume);
        }
        table.write(file());
        trainMissing(table, training, listener);
        return AblationTable.read(file());
    }

    private void trainMissing(AblationTable done, Training<R> training, ProgressLine.Listener listener) {
        AblationTable table = done;
        List<Cell> cells = cells();
        for (int i = 0; i < cells.size(); i++) {
            Cell cell = cells.get(i);
            if (table.has(cell.variant(), cell.seed())) {
                continue;
            }
            int before = i;
            Optional<Map<String, Double>> figures = training.run(
                    ablation.recipe(recipe, cell.variant(), cell.seed()),
                    run(cell),
                    (share, line) -> listener.progress(
                            (before + share) / cells.size(), cell.variant() + ", seed " + cell.seed() + ": " + line));
            if (figures.isEmpty()) {
                break;
            }
            table = table.with(new AblationTable.Row(cell.variant(), cell.seed(), figures.get()));
            table.write(file());
        }
    }

    private void requireSame(Map<String, String> settings, boolean resume) {
        if (!resume) {
            throw new VisemeException(
                    folder.toString(), "holds a grid already", "add --resume to go on with it, or name another folder");
        }
        if (!settings.equals(about)) {
            throw new VisemeException(
                    folder.toString(),
                    "holds a grid with other settings",
                    "name another folder, or the settings that begin " + file());
        }
    }

    /** Seed by seed, so that one row of each variant is there early. */
    private List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (long seed : seeds) {
            ablation.names().forEach(variant -> cells.add(new Cell(variant, seed)));
        }
        return cells;
    }

    /** The folder of one training. */
    public Path run(String variant, long seed) {
        return folder.resolve(Ablation.folder(variant) + "-seed-" + seed);
    }

    private Path run(Cell cell) {
        return run(cell.variant(), cell.seed());
    }
}
