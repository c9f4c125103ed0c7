package org.viseme.dub;

import org.viseme.VisemeException;
import org.viseme.media.RgbImage;
import org.viseme.media.VideoFrame;
import org.viseme.media.VideoReader;

/**
 * The frames of a video by number, fastest in order. Going backwards, a stretch is decoded forwards into a temporary file
 * and read from its end, so memory does not depend on the length of the video.
 */
final class SourceFrames implements AutoCloseable {
    private final PreparedVideo video;
    private final VideoReader reader;
    private FrameSpill spill;
    private int next;
    private int lastIndex = -1;
    private RgbImage last;

    SourceFrames(PreparedVideo video) {
        this.video = video;
        this.reader = VideoReader.openAt(video.file(), video.fps());
    }

    /** The frame with this number; the picture belongs to the caller. */
    RgbImage get(int index) {
        if (index != lastIndex) {
            last = find(index);
            lastIndex = index;
        }
        return last.copy();
    }

    private RgbImage find(int index) {
        if (spill != null && spill.holds(index)) {
            return spill.get(index);
        }
        if (index == next) {
            return read(index);
        }
        if (index == lastIndex - 1) {
            fillSpill(index);
            return spill.get(index);
        }
        seek(index);
        return read(index);
    }

    private void fillSpill(int lastNeeded) {
        if (spill == null) {
            spill = new FrameSpill(video.info().width(), video.info().height());
        }
        int first = Math.max(0, lastNeeded - spill.capacity() + 1);
        seek(first);
        spill.restart(first);
        for (int i = first; i <= lastNeeded; i++) {
            spill.add(read(i));
        }
    }

    private void seek(int index) {
        if (index != next) {
            reader.seek(index / video.fps());
            next = index;
        }
    }

    private RgbImage read(int index) {
        VideoFrame frame = reader.read();
        if (frame == null || frame.index() != index) {
            throw new VisemeException(
                    video.file().toString(),
                    "picture " + index + " cannot be read again",
                    "check that the file is not being changed, and that it is not damaged");
        }
        next = index + 1;
        return frame.image();
    }

    @Override
    public void close() {
        try (reader) {
            if (spill != null) {
                spill.close();
            }
        }
    }
}
