package org.viseme.media;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.viseme.AtomicFile;

/**
 * Writes an MP4 file: H.264 pictures at a constant rate and, if asked, AAC sound. The file is written aside and takes its
 * name with {@link #commit()}; closed without that, nothing is left. Pictures keep their size: where width or height is
 * odd the colour is stored at full resolution (4:4:4), since 4:2:0 does not allow odd sizes.
 *
 * <pre>{@code
 * try (VideoWriter writer = VideoWriter.create(out, 360, 288, 25).withAudio(speech, 3.0)) {
 *     writer.write(image); // 75 times
 *     writer.commit();
 * }
 * }</pre>
 *
 * <p>Not for several threads at once.
 */
public final class VideoWriter implements AutoCloseable {
    /** How exactly pictures are kept. */
    public enum Quality {
        /** No visible loss: H.264 4:2:0 with a constant rate factor of 17. Plays everywhere. */
        HIGH(17),
        /** Every pixel as it was: H.264 in RGB with a quantiser of 0. Large, and few players know it. */
        LOSSLESS(0);

        private final int constantRate;

        Quality(int constantRate) {
            this.constantRate = constantRate;
        }

        int constantRate() {
            return constantRate;
        }
    }

    private final AtomicFile file;
    private final Path target;
    private final int width;
    private final int height;
    private final FrameRate rate;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private Quality quality = Quality.HIGH;
    private SoundTrack track;

    private MediaSink sink;
    private PictureEncoder pictures;
    private SoundEncoder sound;
    private long written;

    private VideoWriter(Path target, int width, int height, double fps) {
        if (width <= 0 || height <= 0 || !(fps > 0 && fps <= 1000)) {
            throw new IllegalArgumentException(width + "x" + height + " at " + fps + " frames a second");
        }
        this.target = target;
        this.width = width;
        this.height = height;
        this.rate = FrameRate.of(fps);
        this.file = AtomicFile.temporaryFor(target);
    }

    /**
     * A new video.
     *
     * @param fps frames a second; 29.97, 23.976 and their kin mean the fractions over 1001
     * @throws org.viseme.VisemeException when the folder cannot be written
     */
    public static VideoWriter create(Path out, int width, int height, double fps) {
        return new VideoWriter(out, width, height, fps);
    }

    /** Before the first picture: how exactly pictures are kept, {@link Quality#HIGH} otherwise. */
    public VideoWriter withQuality(Quality wanted) {
        requireNotBegun();
        quality = wanted;
        return this;
    }

    /**
     * Before the first picture: adds the sound of a video or sound file at its own rate and channels (the nearest that AAC
     * has), read as it is written.
     *
     * @param seconds length of the sound; a longer one is cut, a shorter one followed by silence
     * @throws org.viseme.VisemeException when the file has no sound
     */
    public VideoWriter withAudio(Path source, double seconds) {
        requireNotBegun();
        replaceTrack(SoundTrack.of(source, seconds));
        return this;
    }

    /** Before the first picture: adds a sound of 8, 11.025, 12, 16, 22.05, 24, 32, 44.1, 48, 64, 88.2 or 96 kHz. */
    public VideoWriter withAudio(Waveform wave) {
        requireNotBegun();
        replaceTrack(SoundTrack.of(wave));
        return this;
    }

    /** Before the first picture: adds an entry about the file, such as {@code comment} or {@code title}. */
    public VideoWriter withMetadata(String key, String value) {
        requireNotBegun();
        metadata.put(key, value);
        return this;
    }

    private void replaceTrack(SoundTrack newTrack) {
        if (track != null) {
            track.close();
        }
        track = newTrack;
    }

    private void requireNotBegun() {
        if (sink != null) {
            throw new IllegalStateException("the first picture has been written");
        }
    }

    /** Adds the next picture, which must have the size given at the start. */
    public void write(RgbImage image) {
        if (image.width() != width || image.height() != height) {
            throw new IllegalArgumentException(image + " in a video of " + width + "x" + height);
        }
        if (sink == null) {
            begin();
        }
        pictures.write(image);
        written++;
        if (sound != null) {
            sound.writeUntil(written / rate.fps());
        }
    }

    private void begin() {
        sink = new MediaSink(file.path(), target);
        pictures = new PictureEncoder(sink, width, height, rate, quality);
        if (track != null) {
            sound = new SoundEncoder(sink, track);
        }
        sink.begin(metadata);
    }

    /**
     * Completes the file and gives it its name.
     *
     * @throws org.viseme.VisemeException when it cannot be written, on a full disk for example
     */
    public void commit() {
        if (written == 0) {
            throw new IllegalStateException("a video without pictures");
        }
        pictures.finish();
        if (sound != null) {
            sound.finish();
        }
        sink.finish();
        file.commit();
    }

    @Override
    public void close() {
        if (pictures != null) {
            pictures.close();
            pictures = null;
        }
        if (sound != null) {
            sound.close();
            sound = null;
        } else if (track != null) {
            track.close();
        }
        track = null;
        if (sink != null) {
            sink.close();
            sink = null;
        }
        file.close();
    }
}
