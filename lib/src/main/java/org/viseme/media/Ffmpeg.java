package org.viseme.media;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/** What every use of FFmpeg's libraries here shares: silence on standard error, file names, error texts. */
final class Ffmpeg {
    static {
        avutil.av_log_set_level(avutil.AV_LOG_QUIET);
    }

    private Ffmpeg() {}

    /** Stops the libraries from writing to standard error: users get one line, from a {@code VisemeException}. */
    static void quiet() {
        // The work is done when the class is initialised.
    }

    /** A file's name as FFmpeg takes it: UTF-8 and marked as a file, so that no name is mistaken for an address. */
    static BytePointer url(Path file) {
        return text("file:" + file.toAbsolutePath());
    }

    static BytePointer text(String text) {
        return new BytePointer(text, StandardCharsets.UTF_8);
    }

    /** FFmpeg's own words for an error number. */
    static String describe(int error) {
        try (BytePointer text = new BytePointer(256)) {
            avutil.av_strerror(error, text, 256);
            return text.limit(BytePointer.strlen(text)).getString();
        }
    }

    /** Passes a result on; a negative one means that a library refused something this project asked of it. */
    static int require(int result, String action) {
        if (result < 0) {
            throw new IllegalStateException(action + ": " + describe(result));
        }
        return result;
    }
}
