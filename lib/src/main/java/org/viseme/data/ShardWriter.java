package org.viseme.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.viseme.VisemeException;

/**
 * Appends files to a row of tar archives of at most {@link #MOST_BYTES} each (a file larger than that gets one of its
 * own). After every append the archive is whole, with its end mark, and on disk; the next append writes over that mark.
 */
final class ShardWriter implements AutoCloseable {
    static final String FOLDER = "shards";
    static final long MOST_BYTES = 64_000_000;
    /** Two empty records end a tar archive. */
    private static final int END_MARK = 2 * 512;

    private final Path store;
    private int shard;
    private long end;
    private FileChannel channel;

    /**
     * Where a file lies.
     *
     * @param shard the archive, relative to the store
     * @param offset of its first byte in the archive
     */
    record Location(String shard, long offset) {}

    private ShardWriter(Path store, int shard, long end) {
        this.store = store;
        this.shard = shard;
        this.end = end;
    }

    /**
     * Goes on after the last file that counts; whatever a killed process has written behind it is removed.
     *
     * @param clips the files that count, in the order of writing
     */
    static ShardWriter after(Path store, List<ClipEntry> clips) throws IOException {
        Files.createDirectories(store.resolve(FOLDER));
        if (clips.isEmpty()) {
            return removeBehind(new ShardWriter(store, 0, 0));
        }
        ClipEntry last = clips.getLast();
        String name = Path.of(last.shard()).getFileName().toString();
        int number = Integer.parseInt(name.substring(0, name.indexOf('.')));
        return removeBehind(new ShardWriter(store, number, padded(last.offset() + last.bytes())));
    }

    private static ShardWriter removeBehind(ShardWriter writer) throws IOException {
        List<Path> shards;
        try (Stream<Path> files = Files.list(writer.store.resolve(FOLDER))) {
            shards = files.filter(file -> file.toString().endsWith(".tar")).toList();
        }
        for (Path file : shards) {
            if (file.getFileName().toString().compareTo(name(writer.shard)) > 0 || writer.end == 0) {
                Files.delete(file);
            }
        }
        return writer;
    }

    private static String name(int shard) {
        return String.format(Locale.ROOT, "%06d.tar", shard);
    }

    private static long padded(long bytes) {
        return (bytes + 511) / 512 * 512;
    }

    /** Adds a file; when this returns it is on disk. */
    Location append(String name, byte[] content) {
        try {
            byte[] head = header(name, content.length);
            long length = head.length + padded(content.length);
            if (end > 0 && end + length + END_MARK > MOST_BYTES) {
                close();
                shard++;
                end = 0;
            }
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(length + END_MARK));
            bytes.put(head).put(content).rewind();
            FileChannel file = open();
            file.truncate(end);
            long at = end;
            while (bytes.hasRemaining()) {
                at += file.write(bytes, at);
            }
            file.force(false);
            Location location = new Location(FOLDER + "/" + name(shard), end + head.length);
            end += length;
            return location;
        } catch (IOException e) {
            throw new VisemeException(
                    store.resolve(FOLDER).resolve(name(shard)).toString(),
                    "cannot be written (" + e.getMessage() + ")",
                    "check free space and permissions, then prepare again",
                    e);
        }
    }

    /** Nothing in it depends on when and by whom the archive is written. */
    private static byte[] header(String name, int size) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(size);
        entry.setModTime(0);
        entry.setIds(0, 0);
        entry.setNames("", "");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // Left open: closing it would ask for the content.
        TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.putArchiveEntry(entry);
        tar.flush();
        return bytes.toByteArray();
    }

    private FileChannel open() throws IOException {
        if (channel == null) {
            channel = FileChannel.open(
                    store.resolve(FOLDER).resolve(name(shard)), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        }
        return channel;
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }
}
