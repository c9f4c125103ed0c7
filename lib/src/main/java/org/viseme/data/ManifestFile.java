package org.viseme.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.viseme.VisemeException;

/**
 * A file of one JSON object a line that only ever grows. A line counts once its line end is on disk, so a process that
 * is killed while writing loses that line and nothing else.
 */
final class ManifestFile<T> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Path file;
    private final Class<T> type;

    ManifestFile(Path file, Class<T> type) {
        this.file = file;
        this.type = type;
    }

    /**
     * The complete lines, in the order of writing; none when the file does not exist.
     *
     * @throws VisemeException when a complete line is damaged
     */
    List<T> read() {
        List<T> entries = new ArrayList<>();
        String[] lines = wholeLines().split("\n");
        for (int number = 0; number < lines.length; number++) {
            if (!lines[number].isBlank()) {
                try {
                    entries.add(JSON.readValue(lines[number], type));
                } catch (JsonProcessingException e) {
                    throw new VisemeException(
                            file.toString(),
                            "line " + (number + 1) + " is damaged",
                            "delete that line and prepare again",
                            e);
                }
            }
        }
        return entries;
    }

    /** Cuts off a line without its end, which a killed process left behind. */
    void dropTornLine() {
        if (Files.exists(file)) {
            int whole = wholeLines().getBytes(StandardCharsets.UTF_8).length;
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(whole);
            } catch (IOException e) {
                throw new VisemeException(file.toString(), "cannot be mended", "make it writable", e);
            }
        }
    }

    /** Adds a line and waits until it is on disk. */
    void append(T entry) {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            ByteBuffer line = ByteBuffer.wrap((JSON.writeValueAsString(entry) + "\n").getBytes(StandardCharsets.UTF_8));
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(false);
        } catch (IOException e) {
            throw new VisemeException(
                    file.toString(), "cannot be written", "check free space and permissions, then prepare again", e);
        }
    }

    private String wholeLines() {
        if (!Files.exists(file)) {
            return "";
        }
        try {
            byte[] bytes = Files.readAllBytes(file);
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            return new String(bytes, 0, end, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new VisemeException(file.toString(), "cannot be read", "check its permissions", e);
        }
    }
}
