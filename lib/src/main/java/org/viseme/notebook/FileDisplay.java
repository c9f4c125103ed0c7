package org.viseme.notebook;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Writes each block into a page of its own and prints one line about it: the display of plain code. */
final class FileDisplay implements Display {
    private final Path folder;
    private final PrintStream out;
    private final Set<String> shown = new HashSet<>();
    private int count;

    FileDisplay(Path folder, PrintStream out) {
        this.folder = folder;
        this.out = out;
    }

    @Override
    public synchronized String show(String html, String text) {
        String id = "%03d.html".formatted(++count);
        Path page = write(id, html);
        shown.add(id);
        out.println(text + " [" + page + "]");
        return id;
    }

    @Override
    public synchronized void update(String id, String html) {
        if (!shown.contains(id)) {
            throw new IllegalArgumentException("no block " + id);
        }
        write(id, html);
    }

    private Path write(String name, String html) {
        try {
            Files.createDirectories(folder);
            return Files.writeString(
                    folder.resolve(name), "<!doctype html><meta charset=\"utf-8\"><body>\n" + html + "\n</body>\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
