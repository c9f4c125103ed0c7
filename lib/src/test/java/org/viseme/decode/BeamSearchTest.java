package org.viseme.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BeamSearchTest {
    private static final int FIRST = 0;
    private static final int END = 1;

    /**
     * A network whose probabilities are any function of the text so far; it keeps the texts by the search's own
     * account.
     */
    private static NextTokens network(Function<List<Integer>, double[]> probabilities) {
        List<List<Integer>> texts = new ArrayList<>();
        return (tokens, parents) -> {
            List<List<Integer>> before = texts.isEmpty() ? List.of(List.of()) : List.copyOf(texts);
            boolean begins = texts.isEmpty();
            texts.clear();
            float[][] next = new float[tokens.length][];
            for (int i = 0; i < tokens.length; i++) {
                List<Integer> text = new ArrayList<>(before.get(parents[i]));
                if (!begins) {
                    text.add(tokens[i]);
                }
                texts.add(text);
                double[] p = probabilities.apply(text);
                next[i] = new float[p.length];
                for (int token = 0; token < p.length; token++) {
                    next[i][token] = (float) Math.log(p[token]);
                }
            }
            return next;
        };
    }

    private static double[] random(List<Integer> text, long seed, int vocabulary) {
        SplittableRandom random = new SplittableRandom(seed * 31 + text.hashCode());
        double[] p = random.doubles(vocabulary, 0.01, 1).toArray();
        double sum = Arrays.stream(p).sum();
        return Arrays.stream(p).map(value -> value / sum).toArray();
    }

    /** All texts up to a length, with their scores. */
    private static void all(
            List<Integer> text,
            double sum,
            int longest,
            double penalty,
            long seed,
            int size,
            Map<List<Integer>, Double> to) {
        double[] p = random(text, seed, size);
        to.put(text, (sum + Math.log(p[END])) / Math.pow(text.size() + 1, penalty));
        for (int token = 2; token < size && text.size() < longest; token++) {
            List<Integer> longer = new ArrayList<>(text);
            longer.add(token);
            all(longer, sum + Math.log(p[token]), longest, penalty, seed, size, to);
        }
    }

    @Property(tries = 60)
    void withEnoughBeamsItFindsTheBestTextsOfAll(
            @ForAll @IntRange(max = 100_000) int seed,
            @ForAll @IntRange(min = 3, max = 5) int vocabulary,
            @ForAll @DoubleRange(max = 2) double penalty) {
        Map<List<Integer>, Double> scores = new HashMap<>();
        all(List.of(), 0, 3, penalty, seed, vocabulary, scores);
        List<List<Integer>> expected = scores.keySet().stream()
                .sorted(Comparator.comparingDouble((List<Integer> text) -> -scores.get(text)))
                .limit(3)
                .toList();
        List<Hypothesis> found = new BeamSearch(200, 3, penalty)
                .search(network(text -> random(text, seed, vocabulary)), FIRST, END, FIRST);
        assertEquals(scores.size(), found.size());
        for (int i = 0; i < 3; i++) {
            assertEquals(scores.get(expected.get(i)), found.get(i).score(), 1e-5);
        }
        assertEquals(expected.getFirst(), list(found.getFirst()));
        assertEquals(
                found.getFirst().score() * Math.pow(expected.getFirst().size() + 1, penalty),
                found.getFirst().logProbability(),
                1e-9);
    }

    private static List<Integer> list(Hypothesis found) {
        return Arrays.stream(found.tokens()).boxed().toList();
    }

    /** Worked out by hand: after 2 comes a sure end, after the more probable 3 nothing is sure. */
    private static double[] trap(List<Integer> text) {
        if (text.isEmpty()) {
            return new double[] {0, 0.1, 0.4, 0.5};
        }
        return text.getFirst() == 2 ? new double[] {0, 0.9, 0.05, 0.05} : new double[] {0, 0.4, 0.3, 0.3};
    }

    @Test
    void twoBeamsFindWhatGreedyMisses() {
        Hypothesis greedy = BeamSearch.greedy(5)
                .search(network(BeamSearchTest::trap), FIRST, END)
                .getFirst();
        assertEquals(List.of(3), list(greedy));
        assertEquals(0.5 * 0.4, Math.exp(greedy.logProbability()), 1e-6);
        Hypothesis best = new BeamSearch(2, 5, 0)
                .search(network(BeamSearchTest::trap), FIRST, END)
                .getFirst();
        assertEquals(List.of(2), list(best));
        assertEquals(0.4 * 0.9, Math.exp(best.logProbability()), 1e-6);
        assertArrayEquals(new double[] {0.4}, best.probabilities(), 1e-6);
        assertEquals(2, best.logProbabilities().length);
    }

    @Test
    void theLengthPenaltyComparesMeans() {
        // ending at once: 0.3; "2" and then the end: 0.7 * 0.3 = 0.21, whose root is 0.458
        Function<List<Integer>, double[]> p =
                text -> text.isEmpty() ? new double[] {0, 0.3, 0.7} : new double[] {0, 0.3, 0.7};
        assertEquals(
                List.of(),
                list(new BeamSearch(4, 1, 0).search(network(p), FIRST, END).getFirst()));
        Hypothesis longer =
                new BeamSearch(4, 1, 1).search(network(p), FIRST, END).getFirst();
        assertEquals(List.of(2), list(longer));
        assertEquals(Math.log(0.21) / 2, longer.score(), 1e-6);
    }

    @Test
    void textsEndAtTheGreatestLengthAndNeverHoldWhatIsForbidden() {
        List<Hypothesis> found = new BeamSearch(5, 4, 1)
                .search(network(text -> new double[] {0.5, 1e-6, 0.3, 0.2}), FIRST, END, FIRST, 3);
        assertTrue(found.stream().allMatch(text -> Arrays.stream(text.tokens()).allMatch(token -> token == 2)));
        assertEquals(List.of(2, 2, 2, 2), list(found.getFirst()));
    }

    @Test
    void greedyCtcUnitesNeighboursAndDropsBlanks() {
        // frames show: a a - a b b -
        float[][] shown = {{0, 1, 0}, {0, 1, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0, 0, 1}, {1, 0, 0}};
        assertArrayEquals(new int[] {1, 1, 2}, new CtcDecoder(0).greedy(shown));
    }

    /** Graves' own example: two frames of P(blank) = 0.6, P(a) = 0.4: the best path is empty, the best text is a. */
    @Test
    void prefixSearchSumsOverPaths() {
        float blank = (float) Math.log(0.6);
        float a = (float) Math.log(0.4);
        float[][] frames = {{blank, a}, {blank, a}};
        assertEquals(0, new CtcDecoder(0).greedy(frames).length);
        List<Hypothesis> found = new CtcDecoder(0).search(frames, 4);
        assertArrayEquals(new int[] {1}, found.getFirst().tokens());
        assertEquals(1 - 0.36, Math.exp(found.getFirst().score()), 1e-6);
        assertEquals(0.36, Math.exp(found.get(1).score()), 1e-6);
    }

    @Property(tries = 40)
    void prefixSearchAgreesWithAllPaths(@ForAll @IntRange(max = 100_000) int seed) {
        int frames = 4;
        float[][] shown = new float[frames][];
        for (int i = 0; i < frames; i++) {
            double[] p = random(List.of(i), seed, 3);
            shown[i] = new float[] {(float) Math.log(p[0]), (float) Math.log(p[1]), (float) Math.log(p[2])};
        }
        Map<String, Double> texts = new HashMap<>();
        CtcDecoder decoder = new CtcDecoder(0);
        for (int path = 0; path < 81; path++) {
            float[][] oneHot = new float[frames][3];
            double log = 0;
            for (int i = 0, rest = path; i < frames; i++, rest /= 3) {
                oneHot[i][rest % 3] = 1;
                log += shown[i][rest % 3];
            }
            texts.merge(Arrays.toString(decoder.greedy(oneHot)), Math.exp(log), Double::sum);
        }
        List<Hypothesis> found = decoder.search(shown, 1000);
        assertEquals(texts.size(), found.size());
        for (Hypothesis text : found) {
            assertEquals(texts.get(Arrays.toString(text.tokens())), Math.exp(text.score()), 1e-6);
        }
    }

    @Test
    void alignmentFindsTheFramesOfEachClass() {
        // rest, 1, 1, 2, rest, 1
        int[] shown = {0, 1, 1, 2, 0, 1};
        float[][] frames = new float[shown.length][3];
        for (int i = 0; i < shown.length; i++) {
            Arrays.fill(frames[i], (float) Math.log(0.1));
            frames[i][shown[i]] = (float) Math.log(0.8);
        }
        assertArrayEquals(new int[][] {{1, 3}, {3, 4}, {5, 6}}, Alignment.of(frames, new int[] {1, 2, 1}, 0));
        // 1 follows 1 without a rest: each takes its share
        assertArrayEquals(new int[][] {{1, 3}, {5, 6}}, Alignment.of(frames, new int[] {1, 1}, 0));
        assertEquals(0, Alignment.of(frames, new int[0], 0).length);
        // as many classes as frames: one each, whatever they show
        assertArrayEquals(
                new int[][] {{0, 1}, {1, 2}},
                Alignment.of(new float[][] {{0, -5, -5}, {0, -5, -5}}, new int[] {1, 2}, 0));
    }
}
