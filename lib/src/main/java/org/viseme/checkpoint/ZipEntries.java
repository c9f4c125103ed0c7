package org.viseme.checkpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * The entries of a ZIP archive as torch.save writes it: stored without compression, in one piece, every local header in
 * agreement with the central directory. What other ZIP readers tolerate or disagree on is refused. Nothing is extracted.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">ZIP specification</a>
 */
final class ZipEntries {
    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int END_64 = 0x06064b50;
    private static final int END_64_LOCATOR = 0x07064b50;
    private static final int DESCRIPTOR = 0x08074b50;
    private static final int END_BYTES = 22;
    private static final int LOCATOR_BYTES = 20;
    private static final int END_64_BYTES = 56;
    private static final int CENTRAL_BYTES = 46;
    private static final int LOCAL_BYTES = 30;
    private static final int HAS_DESCRIPTOR = 1 << 3;
    private static final int UTF8_NAMES = 1 << 11;
    private static final int ENCRYPTED = 1 | 1 << 6 | 1 << 13;
    private static final long SENTINEL = 0xffffffffL;
    private static final int MOST_ENTRIES = 200_000;
    private static final long LARGEST_DIRECTORY = 64L << 20;

    private final FileBytes file;
    private final Map<String, ByteBuffer> contents = new LinkedHashMap<>();

    private ZipEntries(FileBytes file) {
        this.file = file;
    }

    private record Entry(String name, int flags, int method, int crc, long size, long localOffset) {}

    private record Range(long begin, long end) {}

    static boolean recognises(FileBytes file) {
        return file.size() >= 4 && file.slice(0, 4).getInt(0) == LOCAL;
    }

    /** The content of each entry by its name, in the order of the directory; folders are left out. */
    static Map<String, ByteBuffer> read(FileBytes file) {
        ZipEntries zip = new ZipEntries(file);
        zip.readDirectory();
        return zip.contents;
    }

    private void readDirectory() {
        long endOffset = file.size() - END_BYTES;
        if (endOffset < 0 || file.slice(endOffset, END_BYTES).getInt(0) != END) {
            throw refused("has no directory at its end (it may be cut short)");
        }
        ByteBuffer end = file.slice(endOffset, END_BYTES);
        long entries = end.getShort(10) & 0xffff;
        long size = end.getInt(12) & SENTINEL;
        long offset = end.getInt(16) & SENTINEL;
        if (end.getShort(4) != 0
                || end.getShort(6) != 0
                || end.getShort(8) != end.getShort(10)
                || end.getShort(20) != 0) {
            throw refused("is split or has a comment");
        }
        long directoryEnd = endOffset;
        long locatorOffset = endOffset - LOCATOR_BYTES;
        if (locatorOffset >= 0 && file.slice(locatorOffset, 4).getInt(0) == END_64_LOCATOR) {
            directoryEnd = file.slice(locatorOffset, LOCATOR_BYTES).getLong(8);
            if (directoryEnd != locatorOffset - END_64_BYTES) {
                throw refused("has a misplaced directory end");
            }
            ByteBuffer end64 = file.slice(directoryEnd, END_64_BYTES);
            if (end64.getInt(0) != END_64 || end64.getLong(24) != end64.getLong(32)) {
                throw refused("has a broken directory end");
            }
            entries = agreed(end64.getLong(32), entries, 0xffff);
            size = agreed(end64.getLong(40), size, SENTINEL);
            offset = agreed(end64.getLong(48), offset, SENTINEL);
        }
        if (entries > MOST_ENTRIES || size > LARGEST_DIRECTORY || offset != directoryEnd - size) {
            throw refused("has a directory of impossible size");
        }
        readEntries(file.slice(offset, size), entries, offset);
    }

    private static long agreed(long large, long small, long sentinel) {
        if (large < 0 || (small != sentinel && small != large)) {
            throw refused("has two ends of its directory that disagree");
        }
        return large;
    }

    private void readEntries(ByteBuffer directory, long count, long directoryOffset) {
        List<Range> ranges = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            Entry entry = centralEntry(directory);
            Range content = check(entry);
            ByteBuffer bytes = file.slice(content.begin, entry.size);
            CRC32 crc = new CRC32();
            crc.update(bytes.duplicate());
            if ((int) crc.getValue() != entry.crc) {
                throw refused("has a wrong checksum for " + RefusedException.quote(entry.name));
            }
            ranges.add(new Range(entry.localOffset, content.end));
            boolean folder = entry.name.endsWith("/") && entry.size == 0;
            if (!folder && contents.put(entry.name, bytes) != null) {
                throw refused("has two entries named " + RefusedException.quote(entry.name));
            }
        }
        if (directory.hasRemaining()) {
            throw refused("has more in its directory than it declares");
        }
        checkOverlaps(ranges, directoryOffset);
    }

    private static Entry centralEntry(ByteBuffer directory) {
        int at = directory.position();
        if (directory.remaining() < CENTRAL_BYTES || directory.getInt(at) != CENTRAL) {
            throw refused("has a broken directory");
        }
        int nameLength = directory.getShort(at + 28) & 0xffff;
        int extraLength = directory.getShort(at + 30) & 0xffff;
        int commentLength = directory.getShort(at + 32) & 0xffff;
        int length = CENTRAL_BYTES + nameLength + extraLength + commentLength;
        if (directory.remaining() < length || directory.getShort(at + 34) != 0) {
            throw refused("has a broken directory");
        }
        String name = name(directory, at + CENTRAL_BYTES, nameLength);
        long[] sizes = {
            directory.getInt(at + 24) & SENTINEL,
            directory.getInt(at + 20) & SENTINEL,
            directory.getInt(at + 42) & SENTINEL
        };
        widen(sizes, directory, at + CENTRAL_BYTES + nameLength, extraLength);
        int flags = directory.getShort(at + 8) & 0xffff;
        int method = directory.getShort(at + 10) & 0xffff;
        if ((flags & ENCRYPTED) != 0) {
            throw refused("is encrypted");
        }
        if ((flags & ~(HAS_DESCRIPTOR | UTF8_NAMES)) != 0) {
            throw refused("has flags that torch.save does not set");
        }
        if (method != 0 || sizes[0] != sizes[1]) {
            throw refused("is compressed, which torch.save never does");
        }
        directory.position(at + length);
        return new Entry(name, flags, method, directory.getInt(at + 16), sizes[0], sizes[2]);
    }

    /** Where the content lies and where the entry ends; the local header must tell what the directory tells. */
    private Range check(Entry entry) {
        ByteBuffer local = file.slice(entry.localOffset, LOCAL_BYTES);
        int nameLength = local.getShort(26) & 0xffff;
        int extraLength = local.getShort(28) & 0xffff;
        ByteBuffer tail = file.slice(entry.localOffset + LOCAL_BYTES, nameLength + extraLength);
        long[] sizes = {local.getInt(22) & SENTINEL, local.getInt(18) & SENTINEL};
        widen(sizes, tail, nameLength, extraLength);
        boolean later = (entry.flags & HAS_DESCRIPTOR) != 0;
        boolean blank = later && local.getInt(14) == 0 && sizes[0] == 0 && sizes[1] == 0;
        boolean agrees = local.getInt(14) == entry.crc && sizes[0] == entry.size && sizes[1] == entry.size;
        if (local.getInt(0) != LOCAL
                || (local.getShort(6) & 0xffff) != entry.flags
                || local.getShort(8) != entry.method
                || !name(tail, 0, nameLength).equals(entry.name)
                || !(blank || agrees)) {
            throw refused(
                    "has a local header that disagrees with its directory for " + RefusedException.quote(entry.name));
        }
        long begin = entry.localOffset + LOCAL_BYTES + nameLength + extraLength;
        long end = begin + entry.size;
        return new Range(begin, later ? descriptorEnd(entry, end) : end);
    }

    private long descriptorEnd(Entry entry, long at) {
        ByteBuffer head = file.slice(at, 16);
        boolean marked = head.getInt(0) == DESCRIPTOR && head.getInt(4) == entry.crc;
        if (marked && (head.getInt(8) & SENTINEL) == entry.size && (head.getInt(12) & SENTINEL) == entry.size) {
            return at + 16;
        }
        if (marked
                && file.slice(at, 24).getLong(8) == entry.size
                && file.slice(at, 24).getLong(16) == entry.size) {
            return at + 24;
        }
        throw refused(
                "has a data descriptor that disagrees with its directory for " + RefusedException.quote(entry.name));
    }

    /** Replaces sizes that do not fit 32 bits by those of the ZIP64 extra field, which lists only these, in order. */
    private static void widen(long[] sizes, ByteBuffer bytes, int start, int length) {
        int end = start + length;
        int at = start;
        while (at + 4 <= end) {
            int id = bytes.getShort(at) & 0xffff;
            int size = bytes.getShort(at + 2) & 0xffff;
            int next = at + 4 + size;
            if (next > end) {
                throw refused("has a broken extra field");
            }
            if (id == 1) {
                int value = at + 4;
                for (int i = 0; i < sizes.length; i++) {
                    if (sizes[i] == SENTINEL && value + 8 <= next) {
                        sizes[i] = bytes.getLong(value);
                        value += 8;
                    }
                }
            }
            at = next;
        }
    }

    private static String name(ByteBuffer bytes, int at, int length) {
        byte[] raw = new byte[length];
        bytes.get(at, raw);
        String name = new String(raw, StandardCharsets.UTF_8);
        boolean unsafe = name.isEmpty()
                || name.startsWith("/")
                || name.contains("\\")
                || name.contains(":")
                || List.of(name.split("/", -1)).contains("..")
                || name.chars().anyMatch(Character::isISOControl);
        if (unsafe) {
            throw refused("has the unsafe entry name " + RefusedException.quote(name));
        }
        return name;
    }

    private static void checkOverlaps(List<Range> ranges, long directoryOffset) {
        ranges.sort(Comparator.comparingLong(Range::begin));
        long free = 0;
        for (Range range : ranges) {
            if (range.begin < free) {
                throw refused("has entries that overlap");
            }
            free = range.end;
        }
        if (free > directoryOffset) {
            throw refused("has entries that overlap its directory");
        }
    }

    private static RefusedException refused(String problem) {
        return new RefusedException("its ZIP archive " + problem);
    }
}
