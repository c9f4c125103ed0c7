package org.viseme.data.prepare;

import java.util.List;
import org.viseme.VisemeException;
import org.viseme.data.ClipMedia;
import org.viseme.data.ClipSource;
import org.viseme.media.RgbImage;

/** The frames of a source a second time, in ascending order: from memory where they were kept, else decoded again. */
final class FrameRow implements AutoCloseable {
    private final String name;
    private final List<RgbImage> kept;
    private final ClipMedia media;
    private int next;

    /** @param kept all frames of the source; empty when there were too many to keep */
    FrameRow(ClipSource source, List<RgbImage> kept) {
        this.name = source.id();
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
            throw new VisemeException(
                    name, "frame " + number + " was there when it was decoded first", "check the disk it lies on");
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
