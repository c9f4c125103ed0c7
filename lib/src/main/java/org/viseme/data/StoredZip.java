package org.viseme.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipException;

/**
 * Reads files out of a ZIP archive that is a part of a larger file and was written by {@link ClipPacker}: nothing
 * compressed, no comment, below 4 GB. A training batch takes single crops out of many archives, so the table of contents
 * is read with one access and searched as it is, instead of being turned into an object for each of some hundred entries.
 */
final class StoredZip implements AutoCloseable {
    private static final int END = 22;
    private static final int END_MARK = 0x06054b50;
    private static final int ENTRY = 46;
    private static final int ENTRY_MARK = 0x02014b50;
    private static final int LOCAL = 30;
    private static final int LOCAL_MARK = 0x04034b50;
    /** What is read at first; holds the table of contents of a clip of 20 seconds. */
    private static final int TAIL = 1 << 16;

    /** Unlike a channel it stays open when a thread that reads is interrupted, as loaders do when they are closed. */
    private final RandomAccessFile file;

    private final long offset;
    private final long size;
    private final ByteBuffer contents;

    StoredZip(Path path, long offset, long size) throws IOException {
        this.offset = offset;
        this.size = size;
        this.file = new RandomAccessFile(path.toFile(), "r");
        try {
            this.contents = contents();
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private ByteBuffer contents() throws IOException {
        int known = (int) Math.min(size, TAIL);
        ByteBuffer tail = read(size - known, known);
        int end = known - END;
        if (end < 0 || tail.getInt(end) != END_MARK) {
            throw new ZipException("no table of contents at its end");
        }
        long length = Integer.toUnsignedLong(tail.getInt(end + 12));
        long start = Integer.toUnsignedLong(tail.getInt(end + 16));
        if (start + length != size - END) {
            throw new ZipException("its table of contents is not where it should be");
        }
        int inTail = (int) Math.max(-1, start - (size - known));
        return inTail >= 0
                ? tail.slice(inTail, (int) length).order(ByteOrder.LITTLE_ENDIAN)
                : read(start, (int) length);
    }

    private ByteBuffer read(long from, int length) throws IOException {
        if (from < 0 || length < 0 || from + length > size) {
            throw new ZipException("an entry lies outside");
        }
        byte[] bytes = new byte[length];
        file.seek(offset + from);
        try {
            file.readFully(bytes);
        } catch (EOFException e) {
            throw new ZipException("the file ends before its part does");
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Where the entry of a name begins in the table of contents; -1 when there is none. */
    private int find(String name) throws IOException {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < contents.limit(); ) {
            if (at + ENTRY > contents.limit() || contents.getInt(at) != ENTRY_MARK) {
                throw new ZipException("its table of contents is damaged");
            }
            int nameLength = Short.toUnsignedInt(contents.getShort(at + 28));
            if (nameLength == wanted.length && matches(at + ENTRY, wanted)) {
                return at;
            }
            at += ENTRY
                    + nameLength
                    + Short.toUnsignedInt(contents.getShort(at + 30))
                    + Short.toUnsignedInt(contents.getShort(at + 32));
        }
        return -1;
    }

    private boolean matches(int at, byte[] name) {
        return at + name.length <= contents.limit()
                && contents.slice(at, name.length).equals(ByteBuffer.wrap(name));
    }

    boolean has(String name) throws IOException {
        return find(name) >= 0;
    }

    /**
     * The content of a file.
     *
     * @throws IOException when it is missing, damaged or cannot be read
     */
    byte[] read(String name) throws IOException {
        int entry = find(name);
        if (entry < 0) {
            throw new ZipException(name + " is missing");
        }
        int length = contents.getInt(entry + 24);
        long start = Integer.toUnsignedLong(contents.getInt(entry + 42));
        int nameLength = Short.toUnsignedInt(contents.getShort(entry + 28));
        if (contents.getShort(entry + 10) != 0 || length < 0) {
            throw new ZipException(name + " is compressed");
        }
        // No extra fields are written, so the head and the content of a file can be read at once.
        ByteBuffer bytes = read(start, Math.addExact(LOCAL + nameLength, length));
        if (bytes.getInt(0) != LOCAL_MARK || bytes.getShort(26) != nameLength || bytes.getShort(28) != 0) {
            throw new ZipException(name + " has another head than its entry says");
        }
        byte[] content = new byte[length];
        bytes.get(LOCAL + nameLength, content);
        CRC32 crc = new CRC32();
        crc.update(content);
        if ((int) crc.getValue() != contents.getInt(entry + 16)) {
            throw new ZipException(name + " does not have its checksum");
        }
        return content;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
