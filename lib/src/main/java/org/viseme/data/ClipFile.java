package org.viseme.data;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.viseme.media.RgbImage;
import org.viseme.media.VideoFrame;
import org.viseme.media.VideoReader;
import org.viseme.media.Waveform;

/**
 * A clip that lies in files.
 *
 * @param video what shows the face, at any frame rate
 * @param audio what holds the voice; the same file most of the time
 * @param fromSeconds where the clip begins in these files
 * @param toSeconds where it ends; positive infinity for the end of the file
 * @param details reads what is known about the clip when it is asked for
 */
public record ClipFile(
        String id,
        Split split,
        Path video,
        Path audio,
        double fromSeconds,
        double toSeconds,
        Supplier<ClipInfo> details)
        implements ClipSource {

    /** A clip whose voice is in the video, from start to end. */
    public static ClipFile of(String id, Split split, Path video, Supplier<ClipInfo> details) {
        return new ClipFile(id, split, video, video, 0, Double.POSITIVE_INFINITY, details);
    }

    /** A clip of which everything is known already. */
    public static ClipFile of(ClipInfo info, Path video) {
        return of(info.id(), info.split(), video, () -> info);
    }

    public ClipFile withAudio(Path voice) {
        return new ClipFile(id, split, video, voice, fromSeconds, toSeconds, details);
    }

    /** Only the part between two times of the files. */
    public ClipFile between(double from, double to) {
        return new ClipFile(id, split, video, audio, from, to, details);
    }

    @Override
    public ClipInfo info() {
        return details.get();
    }

    @Override
    public ClipMedia open() {
        return new Media(this);
    }

    private static final class Media implements ClipMedia {
        private final ClipFile clip;
        private final VideoReader reader;
        private final SoundPieces sound;

        Media(ClipFile clip) {
            this.clip = clip;
            // Several clips are prepared at once, so each is decoded by one thread.
            this.reader = VideoReader.openAt(clip.video, FPS, 1);
            this.sound = new SoundPieces(clip.audio);
            if (clip.fromSeconds > 0) {
                seek(clip.fromSeconds);
            }
        }

        private void seek(double seconds) {
            try {
                reader.seek(seconds);
            } catch (RuntimeException e) {
                reader.close();
                throw e;
            }
        }

        @Override
        public RgbImage nextFrame() {
            VideoFrame frame = reader.read();
            boolean inside = frame != null && frame.seconds() < clip.toSeconds - 0.5 / FPS;
            return inside ? frame.image() : null;
        }

        @Override
        public Waveform sound(double fromSeconds, double toSeconds) {
            // The first frame is on the grid of 1/25 s that the reader keeps, not at the exact start of the clip.
            double first = Math.floor(clip.fromSeconds * FPS + 1e-6) / FPS;
            return sound.between(first + fromSeconds, Math.min(first + toSeconds, clip.toSeconds));
        }

        @Override
        public void close() {
            reader.close();
            sound.close();
        }
    }
}
