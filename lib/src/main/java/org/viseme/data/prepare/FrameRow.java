package org.viseme.data.prepare;

import java.util.List;
import org.viseme.data.ClipMedia;
import org.viseme.data.ClipSource;
import org.viseme.media.RgbImage;

/** The frames of a source a second time, in ascending order: from memory where they were kept, else decoded again. */
final class FrameRow implements AutoCloseable {
    private final List<RgbImage> kept;
    private final ClipMedia media;
    private int next;

    /** @param kept all frames of the source; empty when there were too many to keep */
    FrameRow(ClipSource source, List<RgbImage> kept) {
        this.kept = kept;
        this.media = kept.isEmpty() ? source.open() : null;
    }

    /** A frame, not before the last one asked for. */
    RgbImage frame(int number) {
        if (media == null) {
            return kept.get(number);
        }
        RgbImage frame = null;
        for (; next <= number; next++) {
            frame = media.nextFrame();
        }
        if (frame == null) {
            throw new IllegalStateException("frame " + number + " was there a moment ago");
        }
        return frame;
    }

    @Override
    public void close() {
        if (media != null) {
            media.close();
        }
    }
}
