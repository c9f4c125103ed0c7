package org.viseme.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The bytes of a file, mapped into memory read-only and little-endian; parts are given out without copying. */
final class FileBytes {
    /** Windows of a gigabyte overlap by the same, so that every part up to that size lies in one of them. */
    private static final long WINDOW = 1L << 30;

    private final long size;
    private final List<ByteBuffer> windows;

    private FileBytes(long size, List<ByteBuffer> windows) {
        this.size = size;
        this.windows = windows;
    }

    static FileBytes open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            List<ByteBuffer> windows = new ArrayList<>();
            for (long start = 0; start == 0 || start < size; start += WINDOW) {
                long length = Math.min(Math.min(2 * WINDOW, Integer.MAX_VALUE), size - start);
                windows.add(channel.map(MapMode.READ_ONLY, start, length));
            }
            return new FileBytes(size, windows);
        }
    }

    static FileBytes of(byte[] bytes) {
        return new FileBytes(bytes.length, List.of(ByteBuffer.wrap(bytes)));
    }

    long size() {
        return size;
    }

    /** A part of the file, position 0, little-endian. */
    ByteBuffer slice(long offset, long length) {
        if (offset < 0 || length < 0 || offset > size || length > size - offset) {
            throw new RefusedException("a part lies outside the file");
        }
        int window = (int) Math.min(offset / WINDOW, windows.size() - 1L);
        long within = offset - window * WINDOW;
        if (within + length > windows.get(window).capacity()) {
            throw new RefusedException(
                    "a single tensor of over a gigabyte is not supported", "split the tensor or use a smaller model");
        }
        return windows.get(window)
                .slice((int) within, (int) length)
                .asReadOnlyBuffer()
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    byte[] copy(long offset, long length) {
        byte[] bytes = new byte[Math.toIntExact(length)];
        slice(offset, length).get(bytes);
        return bytes;
    }
}
