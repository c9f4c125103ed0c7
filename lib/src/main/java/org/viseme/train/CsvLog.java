package org.viseme.train;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.viseme.AtomicFile;

/**
 * A table that grows by a line at a time; its first column is the step. When a training resumes, the lines after the
 * checkpoint are dropped, because those steps are done again.
 */
final class CsvLog {
    private final Path file;
    private final String header;

    private CsvLog(Path file, String header) {
        this.file = file;
        this.header = header;
    }

    /**
     * @param steps lines of later steps are dropped; 0 starts a new table
     */
    static CsvLog open(Path file, List<String> columns, long steps) {
        CsvLog log = new CsvLog(file, String.join(",", columns));
        try {
            List<String> kept = Files.exists(file)
                    ? Files.readAllLines(file).stream()
                            .skip(1)
                            .filter(line ->
                                    log.isWhole(line) && Long.parseLong(line.substring(0, line.indexOf(','))) <= steps)
                            .toList()
                    : List.of();
            String text = kept.stream().map(line -> line + "\n").collect(Collectors.joining());
            AtomicFile.write(file, out -> out.write((log.header + "\n" + text).getBytes(StandardCharsets.UTF_8)));
            return log;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A killed process can leave a torn last line. */
    private boolean isWhole(String line) {
        return line.matches("\\d+(,[^,]+)+") && line.split(",").length == header.split(",").length;
    }

    /** @throws org.viseme.VisemeException when the line cannot be written, as to a full disk */
    void add(long step, double... values) {
        StringBuilder line = new StringBuilder().append(step);
        for (double value : values) {
            line.append(String.format(Locale.ROOT, ",%.7g", value));
        }
        // not by Files: an interrupt, which asks the loop to stop, would close the file under this line
        try (OutputStream out = new FileOutputStream(file.toFile(), true)) {
            out.write(line.append('\n').toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw AtomicFile.failure(file, e);
        }
    }
}
