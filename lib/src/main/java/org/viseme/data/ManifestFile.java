package org.viseme.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
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
        if (!Files.exists(file)) {
            return entries;
        }
        ObjectReader reader = JSON.readerFor(type);
        // This decoder forgives half a character, which a torn line may end with.
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            for (int number = 1; line != null; number++) {
                String next = lines.readLine();
                // Asked at the end, since a preparation may be writing at this moment.
                if (!line.isBlank() && !(next == null && isTorn())) {
                    entries.add(parse(reader, line, number));
                }
                line = next;
            }
            return entries;
        } catch (IOException e) {
            throw new VisemeException(file.toString(), "cannot be read", "check its permissions", e);
        }
    }

    private T parse(ObjectReader reader, String line, int number) {
        try {
            return reader.readValue(line);
        } catch (JsonProcessingException e) {
            throw new VisemeException(
                    file.toString(), "line " + number + " is damaged", "delete that line and prepare again", e);
        }
    }

    /** Whether the last line lacks its end: a killed process left it behind. */
    private boolean isTorn() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return channel.size() > 0 && channel.read(last, channel.size() - 1) == 1 && last.get(0) != '\n';
        }
    }

    /** Leaves nothing but these entries, the first ones of {@link #read}; a torn line behind them goes as well. */
    void keepFirst(int entries) {
        if (!Files.exists(file)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer block = ByteBuffer.allocate(1 << 16);
            long end = 0;
            int lines = 0;
            for (long at = 0; lines < entries && channel.read(block.clear(), at) > 0; at += block.limit()) {
                block.flip();
                for (int i = 0; i < block.limit() && lines < entries; i++) {
                    if (block.get(i) == '\n') {
                        lines++;
                        end = at + i + 1;
                    }
                }
            }
            channel.truncate(end);
        } catch (IOException e) {
            throw new VisemeException(file.toString(), "cannot be mended", "make it writable", e);
        }
    }

    /** Adds lines and waits until they are on disk. */
    void append(List<T> entries) {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            StringBuilder text = new StringBuilder();
            for (T entry : entries) {
                text.append(JSON.writeValueAsString(entry)).append('\n');
            }
            ByteBuffer lines = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
            while (lines.hasRemaining()) {
                channel.write(lines);
            }
            channel.force(false);
        } catch (IOException e) {
            throw new VisemeException(
                    file.toString(), "cannot be written", "check free space and permissions, then prepare again", e);
        }
    }
}
