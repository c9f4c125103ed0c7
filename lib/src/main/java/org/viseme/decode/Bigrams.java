package org.viseme.decode;

import java.util.Arrays;
import java.util.List;

/**
 * How often a token follows another in some texts: what a reader could know without looking. Its most probable sentence is
 * the figure that a reader has to beat.
 */
public final class Bigrams implements NextTokens {
    private final double[][] counts;

    /**
     * @param first the token before a text
     * @param end the token after it
     */
    public Bigrams(List<int[]> texts, int vocabulary, int first, int end) {
        counts = new double[vocabulary][vocabulary];
        for (int[] text : texts) {
            int before = first;
            for (int token : text) {
                counts[before][token]++;
                before = token;
            }
            counts[before][end]++;
        }
    }

    @Override
    public float[][] next(int[] tokens, int[] parents) {
        return Arrays.stream(tokens).mapToObj(this::after).toArray(float[][]::new);
    }

    private float[] after(int token) {
        double all = Arrays.stream(counts[token]).sum();
        float[] logProbabilities = new float[counts.length];
        for (int i = 0; i < logProbabilities.length; i++) {
            logProbabilities[i] = (float) Math.log(counts[token][i] / all);
        }
        return logProbabilities;
    }
}
