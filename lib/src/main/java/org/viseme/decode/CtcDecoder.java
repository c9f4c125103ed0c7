package org.viseme.decode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Texts from a network with a CTC output (Graves et al., 2006): each frame shows a token or nothing ({@code blank}),
 * and a token that several frames show one after the other is one token.
 *
 * @param blank the token that stands for nothing
 */
public record CtcDecoder(int blank) {
    /**
     * What is known of a beginning: the probability of the paths that end in nothing, and of those that end in its
     * token.
     */
    private static final class Paths {
        double nothing = Double.NEGATIVE_INFINITY;
        double token = Double.NEGATIVE_INFINITY;

        double all() {
            return logSum(nothing, token);
        }
    }

    /**
     * The tokens of the most probable path.
     *
     * @param logProbabilities (frames, vocabulary)
     */
    public int[] greedy(float[][] logProbabilities) {
        List<Integer> tokens = new ArrayList<>();
        int before = blank;
        for (float[] frame : logProbabilities) {
            int best = 0;
            for (int token = 1; token < frame.length; token++) {
                best = frame[token] > frame[best] ? token : best;
            }
            if (best != before && best != blank) {
                tokens.add(best);
            }
            before = best;
        }
        return tokens.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * The most probable text: the sum over all its paths (prefix search; Hannun et al., 2014, without a language
     * model).
     *
     * @param logProbabilities (frames, vocabulary)
     * @param beams beginnings that are kept after each frame
     * @return up to {@code beams} texts, the best one first, with their log-probability as {@link Hypothesis#score};
     *     single tokens have none of their own
     */
    public List<Hypothesis> search(float[][] logProbabilities, int beams) {
        Map<List<Integer>, Paths> live = new HashMap<>();
        Paths start = new Paths();
        start.nothing = 0;
        live.put(List.of(), start);
        for (float[] frame : logProbabilities) {
            Map<List<Integer>, Paths> next = new HashMap<>();
            live.forEach((text, paths) -> extend(text, paths, frame, next));
            live = new HashMap<>();
            for (Map.Entry<List<Integer>, Paths> kept : best(next, beams)) {
                live.put(kept.getKey(), kept.getValue());
            }
        }
        return best(live, beams).stream()
                .map(text -> new Hypothesis(
                        text.getKey().stream().mapToInt(Integer::intValue).toArray(),
                        new double[0],
                        text.getValue().all()))
                .toList();
    }

    private void extend(List<Integer> text, Paths paths, float[] frame, Map<List<Integer>, Paths> next) {
        int last = text.isEmpty() ? blank : text.getLast();
        Paths same = next.computeIfAbsent(text, key -> new Paths());
        same.nothing = logSum(same.nothing, paths.all() + frame[blank]);
        if (last != blank) {
            same.token = logSum(same.token, paths.token + frame[last]);
        }
        for (int token = 0; token < frame.length; token++) {
            if (token != blank) {
                List<Integer> longer = new ArrayList<>(text);
                longer.add(token);
                Paths more = next.computeIfAbsent(longer, key -> new Paths());
                // the same token once more needs nothing in between
                more.token = logSum(more.token, (token == last ? paths.nothing : paths.all()) + frame[token]);
            }
        }
    }

    private static List<Map.Entry<List<Integer>, Paths>> best(Map<List<Integer>, Paths> texts, int count) {
        Comparator<Map.Entry<List<Integer>, Paths>> byProbability =
                Comparator.comparingDouble(entry -> -entry.getValue().all());
        return texts.entrySet().stream()
                .filter(entry -> entry.getValue().all() > Double.NEGATIVE_INFINITY)
                // equal ones by their tokens, so that the order never depends on the map
                .sorted(byProbability.thenComparing(entry -> entry.getKey().toString()))
                .limit(count)
                .toList();
    }

    private static double logSum(double... values) {
        double greatest = Arrays.stream(values).max().orElseThrow();
        if (greatest == Double.NEGATIVE_INFINITY) {
            return greatest;
        }
        return greatest
                + Math.log(Arrays.stream(values)
                        .map(value -> Math.exp(value - greatest))
                        .sum());
    }
}
