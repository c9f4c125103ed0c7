package org.viseme.data.prepare;

import java.util.Arrays;

/**
 * How well sound and picture fit for each offset between them.
 *
 * @param similarity for the offsets {@code -reach} to {@code reach}, in frames of 1/25 s, positive where the sound comes
 *     late; higher is better, on the scorer's own scale
 */
public record SyncCurve(double[] similarity) {
    public SyncCurve {
        if (similarity.length % 2 == 0) {
            throw new IllegalArgumentException(similarity.length + " offsets are not the same to both sides");
        }
    }

    /** The largest offset that was tried, in frames. */
    public int reach() {
        return similarity.length / 2;
    }

    /** The offset that fits best, in frames; of several the one nearest to none. */
    public int offset() {
        int best = 0;
        for (int distance = 1; distance <= reach(); distance++) {
            for (int offset : new int[] {distance, -distance}) {
                best = at(offset) > at(best) ? offset : best;
            }
        }
        return best;
    }

    private double at(int offset) {
        return similarity[offset + reach()];
    }

    /** How much the best offset stands out: its similarity less the median of all, as LSE-C is defined. */
    public double confidence() {
        double[] sorted = similarity.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length - 1] - sorted[sorted.length / 2];
    }

    /** The best similarity with at most so many frames between sound and picture: whether this face speaks. */
    public double near(int frames) {
        int within = Math.min(frames, reach());
        return Arrays.stream(similarity, reach() - within, reach() + within + 1)
                .max()
                .orElseThrow();
    }
}
