package org.viseme.decode;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How often a token follows another in some texts: what a reader could know without looking. Its most probable sentence
 * is the figure that a reader has to beat.
 */
public final class Bigrams implements NextTokens {
    private final int vocabulary;
    private final Map<Integer, Map<Integer, Integer>> counts = new HashMap<>();

    /**
     * @param first the token before a text
     * @param end the token after it
     */
    public Bigrams(List<int[]> texts, int vocabulary, int first, int end) {
        this.vocabulary = vocabulary;
        for (int[] text : texts) {
            int before = first;
            for (int token : text) {
                count(before, token);
                before = token;
            }
            count(before, end);
        }
    }

    private void count(int before, int token) {
        counts.computeIfAbsent(before, key -> new HashMap<>()).merge(token, 1, Integer::sum);
    }

    @Override
    public float[][] next(int[] tokens, int[] parents) {
        return Arrays.stream(tokens).mapToObj(this::after).toArray(float[][]::new);
    }

    private float[] after(int token) {
        Map<Integer, Integer> following = counts.getOrDefault(token, Map.of());
        double all = following.values().stream().mapToInt(Integer::intValue).sum();
        float[] logProbabilities = new float[vocabulary];
        Arrays.fill(logProbabilities, Float.NEGATIVE_INFINITY);
        following.forEach((next, count) -> logProbabilities[next] = (float) Math.log(count / all));
        return logProbabilities;
    }
}
