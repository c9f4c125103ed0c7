package org.viseme.train;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The best value of a held-out measure so far, lower being better, and whether it is worth going on. A value; {@link
 * #after} makes the next one.
 *
 * @param patience evaluations in a row without improvement after which a training ends; 0 for never
 * @param leastImprovement by how much a value must lie below {@code reference} to count as an improvement
 * @param best the lowest value; infinite before the first one
 * @param bestStep the step that it was measured at; 0 before the first one
 * @param reference the value of the last improvement, from which the next one is measured
 * @param evaluationsWithout evaluations since the last improvement
 */
public record EarlyStop(
        int patience, double leastImprovement, double best, long bestStep, double reference, int evaluationsWithout) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Before the first evaluation. */
    public static EarlyStop of(int patience, double leastImprovement) {
        return new EarlyStop(patience, leastImprovement, Double.POSITIVE_INFINITY, 0, Double.POSITIVE_INFINITY, 0);
    }

    /** With one more evaluation; a value that is not a number is no improvement. */
    public EarlyStop after(long step, double value) {
        boolean lowest = value < best;
        boolean improved = value < reference - leastImprovement;
        return new EarlyStop(
                patience,
                leastImprovement,
                lowest ? value : best,
                lowest ? step : bestStep,
                improved ? value : reference,
                improved ? 0 : evaluationsWithout + 1);
    }

    /** Whether the evaluation at a step gave the best value so far. */
    public boolean isBest(long step) {
        return step == bestStep && best < Double.POSITIVE_INFINITY;
    }

    /** Whether patience is at an end. */
    @JsonIgnore
    public boolean isOver() {
        return patience > 0 && evaluationsWithout >= patience;
    }

    /** What a checkpoint's metadata keeps. */
    public String toJson() {
        return RunFolder.json(this);
    }

    /** The course of a saved one with the patience and least improvement of this one, which a user may have changed. */
    public EarlyStop resumed(String json) {
        try {
            EarlyStop saved = JSON.readValue(json, EarlyStop.class);
            return new EarlyStop(
                    patience, leastImprovement, saved.best, saved.bestStep, saved.reference, saved.evaluationsWithout);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }
}
