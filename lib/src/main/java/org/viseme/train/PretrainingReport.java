package org.viseme.train;

import java.util.Locale;
import org.viseme.cluster.Agreement;

/**
 * How well hidden frames of held-out clips are told.
 *
 * @param iteration from 1 on
 * @param maskedAccuracy share of the hidden frames whose cluster is the most probable one, 0 to 1
 * @param seenAccuracy the same of the other frames
 * @param loss mean cross-entropy of a hidden frame
 * @param chance share of the most frequent cluster among hidden frames: the accuracy of always guessing it
 * @param clusters how well the clusters match the words that are spoken; NaN where words have no times
 */
public record PretrainingReport(
        int iteration, double maskedAccuracy, double seenAccuracy, double loss, double chance, Agreement clusters) {
    double[] columns() {
        return new double[] {maskedAccuracy, seenAccuracy, loss, chance};
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "iteration %d: hidden frames %.1f %% (the most frequent cluster: %.1f %%), others %.1f %%, loss %.3f;"
                        + " clusters and words: %s",
                iteration,
                100 * maskedAccuracy,
                100 * chance,
                100 * seenAccuracy,
                loss,
                clusters);
    }
}
