package org.viseme.decode;

/**
 * How texts may go on, by a network that keeps what it knows about the beginnings. A search calls it once a token, with
 * all its hypotheses at once.
 */
@FunctionalInterface
public interface NextTokens {
    /**
     * The logarithms of the probabilities of every token after each hypothesis.
     *
     * @param tokens the last token of each hypothesis
     * @param parents which hypothesis of the call before each of them goes on with, by number; in the first call there
     *     is one hypothesis, and its parent has no meaning. A number may occur several times or not at all.
     * @return (hypotheses, vocabulary)
     */
    float[][] next(int[] tokens, int[] parents);
}
