package org.viseme.evaluate;

import java.util.List;
import java.util.stream.IntStream;
import org.viseme.media.Images;
import org.viseme.media.RgbImage;

/**
 * Some frames of a clip, spread over it.
 *
 * @param real the real faces
 * @param drawn what a model drew in their place
 */
public record ClipStrip(List<RgbImage> real, List<RgbImage> drawn) {
    static ClipStrip of(DrawnClip clip, int count) {
        int[] frames = IntStream.range(0, Math.min(count, clip.frames()))
                .map(i -> (int) ((i + 0.5) * clip.frames() / Math.min(count, clip.frames())))
                .toArray();
        return new ClipStrip(
                IntStream.of(frames).mapToObj(clip.truth()::get).toList(),
                IntStream.of(frames).mapToObj(clip.drawn()::get).toList());
    }

    /** The real faces in a row, the drawn ones below. */
    public RgbImage picture() {
        return Images.grid(List.of(real, drawn));
    }
}
