package org.viseme.notebook;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.viseme.media.RgbImage;
import org.viseme.media.VideoFrame;
import org.viseme.media.VideoReader;

/** A few frames of a video, to look at. */
public final class Frames {
    private Frames() {}

    /**
     * The frames shown at some times, each under its time; a time past the end gives the last frame.
     *
     * @param seconds ascending
     */
    public static List<Captioned<RgbImage>> at(Path video, double... seconds) {
        List<Captioned<RgbImage>> frames = new ArrayList<>();
        try (VideoReader reader = VideoReader.open(video)) {
            VideoFrame shown = reader.read();
            VideoFrame next = reader.read();
            for (double time : seconds) {
                while (next != null && next.seconds() <= time) {
                    shown = next;
                    next = reader.read();
                }
                frames.add(Captioned.caption(String.format(Locale.ROOT, "%.2f s", time), shown.image()));
            }
        }
        return frames;
    }
}
