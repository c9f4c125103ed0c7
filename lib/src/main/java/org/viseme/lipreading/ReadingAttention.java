package org.viseme.lipreading;

import java.util.List;

/**
 * What a network looked at while it wrote a text, the mean of all heads; a row of a map sums to 1.
 *
 * @param tokens what was written, in the order of the rows of {@code written}; the end is the last one
 * @param frames a map a layer of the encoder, (frames, frames): where each frame looked for what is around it
 * @param written a map a layer of the decoder, (tokens, frames): where each token looked before it was written
 */
public record ReadingAttention(List<String> tokens, List<float[][]> frames, List<float[][]> written) {
    public ReadingAttention {
        tokens = List.copyOf(tokens);
        frames = List.copyOf(frames);
        written = List.copyOf(written);
    }
}
