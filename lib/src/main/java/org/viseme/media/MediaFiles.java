package org.viseme.media;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.viseme.VisemeException;

/** What can be said about a file before, or after, a decoder has looked at it. */
final class MediaFiles {
    private static final Set<String> MP4_BOXES = Set.of("ftyp", "moov", "mdat", "free", "skip", "wide", "moof");

    private MediaFiles() {}

    /** Refuses what is missing, a folder, unreadable or empty. */
    static void requireReadable(Path file) {
        String name = file.toString();
        if (!Files.exists(file)) {
            throw new VisemeException(name, "no such file", "check the path");
        }
        if (Files.isDirectory(file)) {
            throw new VisemeException(name, "is a folder, not a file", "name a file in it");
        }
        if (!Files.isReadable(file)) {
            throw new VisemeException(name, "cannot be read", "check its permissions");
        }
        try {
            if (Files.size(file) == 0) {
                throw new VisemeException(name, "is empty (0 bytes)", "copy or record it again");
            }
        } catch (IOException e) {
            throw new VisemeException(name, "cannot be read (" + e.getMessage() + ")", "check the disk", e);
        }
    }

    /** The reason why FFmpeg could not open a file, as far as its first bytes tell. */
    static VisemeException refused(Path file, int error) {
        String name = file.toString();
        try {
            Boolean index = mp4HasIndex(file);
            if (Boolean.FALSE.equals(index)) {
                return new VisemeException(
                        name,
                        "is an MP4 whose index (moov) is missing: it was cut off or never finished",
                        "copy or record it again, or repair it with a recovery tool");
            }
            if (Boolean.TRUE.equals(index)) {
                return new VisemeException(
                        name, "is a damaged MP4 (" + Ffmpeg.describe(error) + ")", "copy or record it again");
            }
        } catch (IOException e) {
            return new VisemeException(name, "cannot be read (" + e.getMessage() + ")", "check the disk", e);
        }
        return new VisemeException(
                name,
                "is not a video, picture or sound file that can be read (" + Ffmpeg.describe(error) + ")",
                "check that it is the right file");
    }

    /** Whether an MP4 file has its index; null when the file is no MP4. */
    private static Boolean mp4HasIndex(Path file) throws IOException {
        try (RandomAccessFile data = new RandomAccessFile(file.toFile(), "r")) {
            byte[] type = new byte[4];
            long position = 0;
            boolean mp4 = false;
            while (position + 8 <= data.length()) {
                data.seek(position);
                long size = data.readInt() & 0xffffffffL;
                data.readFully(type);
                String box = new String(type, StandardCharsets.ISO_8859_1);
                if (position == 0 && !MP4_BOXES.contains(box)) {
                    return null;
                }
                mp4 = true;
                if (box.equals("moov")) {
                    return true;
                }
                if (size == 1 && position + 16 <= data.length()) {
                    size = data.readLong();
                }
                if (size < 8) {
                    break;
                }
                position += size;
            }
            return mp4 ? Boolean.FALSE : null;
        }
    }
}
