package org.viseme.media;

import java.nio.file.Path;
import org.viseme.VisemeException;

/**
 * The pictures of a video, one at a time, in order of their presentation times. Times count from the container's start,
 * as those of {@link AudioReader} do, so sound and picture can be laid side by side. Pictures are turned upright; pixels
 * are taken as square. A still picture is a video of one frame. A truncated file gives the pictures that are left.
 *
 * <p>Not for several threads at once.
 */
public final class VideoReader implements AutoCloseable {
    /** Threads that decode, unless another number is asked for. */
    public static final int DEFAULT_THREADS = 2;

    private final Path file;
    private final int threads;
    private final double fps;
    private MediaSource source;
    private PictureQueue queue;
    private RgbImage still;
    private FrameTimes times;
    private MediaInfo info;
    private int nextIndex;

    private VideoReader(Path file, double fps, int threads) {
        this.file = file;
        this.fps = fps;
        this.threads = threads;
        MediaFiles.requireReadable(file);
        if (Images.isImage(file)) {
            still = Images.read(file);
        } else {
            openQueue();
        }
    }

    private void openQueue() {
        source = MediaSource.open(file);
        if (!source.hasVideo()) {
            source.close();
            throw new VisemeException(file.toString(), "holds sound but no pictures", "give a video or a picture file");
        }
        try {
            queue = new PictureQueue(source, threads);
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    /**
     * The frames as stored, each with its own presentation time.
     *
     * @throws VisemeException when the file is missing, no video, or cannot be decoded
     */
    public static VideoReader open(Path file) {
        return new VideoReader(file, 0, DEFAULT_THREADS);
    }

    /**
     * The video at a constant rate: frame n is the picture shown at n/fps seconds, and there are round(duration * fps) of
     * them, at least one. Before the first picture begins, that picture is given. A still picture gives one frame.
     *
     * @param fps frames a second
     */
    public static VideoReader openAt(Path file, double fps) {
        return openAt(file, fps, DEFAULT_THREADS);
    }

    /** As {@link #openAt(Path, double)}, decoding with a number of threads. */
    public static VideoReader openAt(Path file, double fps, int threads) {
        if (!(fps > 0 && fps <= 1000)) {
            throw new VisemeException(file.toString(), fps + " frames a second cannot be had", "ask for 1 to 1000");
        }
        return new VideoReader(file, fps, threads);
    }

    /** What the file holds; the first call reads its packets once more. */
    public MediaInfo info() {
        if (info == null) {
            if (still != null) {
                info = MediaInfo.probe(file);
            } else {
                try (MediaSource scanned = MediaSource.open(file)) {
                    times = FrameTimes.scan(scanned);
                    info = MediaInfo.of(scanned, times);
                }
            }
        }
        return info;
    }

    /** The next frame; null at the end. The picture belongs to the caller. */
    public VideoFrame read() {
        if (still != null) {
            return nextIndex++ == 0 ? new VideoFrame(0, 0, still.copy()) : null;
        }
        return fps > 0 ? readAtRate() : readStored();
    }

    private VideoFrame readStored() {
        TimedPicture picture = queue.first();
        if (picture == null) {
            return null;
        }
        VideoFrame frame = new VideoFrame(picture.index, picture.start, queue.image(picture));
        queue.dropFirst();
        return frame;
    }

    private VideoFrame readAtRate() {
        double time = nextIndex / fps;
        // The frame exists when the video, rounded to whole frames, reaches past it.
        boolean exists = queue.lastsUntil((nextIndex + 0.5) / fps - 1e-9) || nextIndex == 0;
        queue.advanceTo(time);
        TimedPicture picture = queue.first();
        if (!exists || picture == null) {
            return null;
        }
        return new VideoFrame(nextIndex++, time, queue.image(picture));
    }

    /**
     * Goes on with the frame shown at a time, forwards or backwards.
     *
     * @param seconds from the container's start; before 0 counts as 0
     */
    public void seek(double seconds) {
        double target = Math.max(0, seconds);
        if (still != null) {
            nextIndex = 0;
            return;
        }
        if (fps > 0) {
            nextIndex = (int) Math.floor(target * fps + 1e-6);
            target = nextIndex / fps;
        }
        info();
        if (queue.seek(target)) {
            queue.renumber(times.indexAt(queue.first().start));
        } else {
            queue.close();
            source.close();
            openQueue();
        }
        queue.advanceTo(target);
    }

    @Override
    public void close() {
        if (queue != null) {
            queue.close();
            source.close();
            queue = null;
        }
    }
}
