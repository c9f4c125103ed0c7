package org.viseme.dub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.viseme.VisemeException;
import org.viseme.media.RgbImage;

/** Consecutive frames as raw pixels in a temporary file that vanishes when closed. */
final class FrameSpill implements AutoCloseable {
    private static final long BYTES = 256L << 20;
    private static final int LEAST = 8;

    private final int width;
    private final int height;
    private final Path file;
    private final FileChannel channel;
    private int first;
    private int count;

    FrameSpill(int width, int height) {
        this.width = width;
        this.height = height;
        try {
            file = Files.createTempFile("viseme-", ".frames");
            channel = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            throw failure(Path.of(System.getProperty("java.io.tmpdir")), e);
        }
    }

    private static VisemeException failure(Path place, IOException e) {
        return new VisemeException(
                place.toString(),
                "temporary frames cannot be kept there (" + e.getMessage() + ")",
                "free some space, or choose another folder by -Djava.io.tmpdir=FOLDER",
                e);
    }

    /** Frames that fit. */
    int capacity() {
        return (int) Math.max(LEAST, BYTES / frameBytes());
    }

    private long frameBytes() {
        return 3L * width * height;
    }

    boolean holds(int index) {
        return index >= first && index < first + count;
    }

    /** Forgets everything; the next frame added has this index. */
    void restart(int index) {
        first = index;
        count = 0;
    }

    void add(RgbImage image) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(image.bytes());
            long position = count * frameBytes();
            while (bytes.hasRemaining()) {
                position += channel.write(bytes, position);
            }
            count++;
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    RgbImage get(int index) {
        ByteBuffer bytes = ByteBuffer.allocate((int) frameBytes());
        try {
            long position = (index - first) * frameBytes();
            while (bytes.hasRemaining()) {
                int read = channel.read(bytes, position);
                if (read < 0) {
                    throw new IOException("the file was cut");
                }
                position += read;
            }
        } catch (IOException e) {
            throw failure(file, e);
        }
        return new RgbImage(width, height, bytes.array());
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw failure(file, e);
        }
    }
}
