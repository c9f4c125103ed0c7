package org.viseme.decode;

import java.util.Arrays;

/**
 * A text that was found.
 *
 * @param tokens without the one that ends it
 * @param logProbabilities of each token, and of the end last
 * @param score what texts were compared by, higher is better
 */
public record Hypothesis(int[] tokens, double[] logProbabilities, double score) {
    /** Logarithm of the probability of the whole text with its end. */
    public double logProbability() {
        return Arrays.stream(logProbabilities).sum();
    }

    /** The probability of each token, given those before it; without the end. */
    public double[] probabilities() {
        return Arrays.stream(logProbabilities)
                .limit(tokens.length)
                .map(Math::exp)
                .toArray();
    }
}
