package org.viseme.data;

import java.util.ArrayList;
import java.util.List;
import org.viseme.VisemeException;

/**
 * How something long is cut, so that what works on it needs no more memory than for a piece: equal pieces, of at most so
 * many frames, each of which begins with the last frames of the one before it.
 *
 * @param longest frames of a piece at most
 * @param overlap frames that a piece shares with the next one; 0 where they only meet
 */
public record Pieces(int longest, int overlap) {
    public Pieces {
        // cut equally, three pieces or more own at least two thirds of what the longest one would
        if (overlap < 0 || longest < 1 || 2L * longest < 5L * overlap) {
            throw new VisemeException(
                    "pieces of " + longest + " frames that share " + overlap,
                    "would share frames with more than their neighbours",
                    "let pieces be at least two and a half times as long as what they share");
        }
    }

    /**
     * Consecutive frames.
     *
     * @param first counted from 0
     */
    public record Part(int first, int count) {}

    /** The pieces of so many frames; as few as possible. */
    public List<Part> of(int frames) {
        int own = Math.max(1, frames - overlap);
        int count = Math.ceilDiv(own, longest - overlap);
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int from = (int) ((long) own * i / count);
            int to = (int) ((long) own * (i + 1) / count) + overlap;
            parts.add(new Part(from, Math.min(to, frames) - from));
        }
        return parts;
    }
}
