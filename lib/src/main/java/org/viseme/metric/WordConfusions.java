package org.viseme.metric;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Which words were taken for which others. Sentences are laid beside each other by as few edits as possible ({@link
 * EditCounts}); single words can be counted as they are.
 *
 * @param counts how often the word of the outer key was taken for that of the inner one; {@link #NOTHING} stands for a
 *     word that was not recognised, or not said
 */
public record WordConfusions(Map<String, Map<String, Integer>> counts) {
    /** In place of a word where there is none. */
    public static final String NOTHING = "";

    /**
     * Two words that were taken for each other.
     *
     * @param first the earlier one in the alphabet
     * @param second the other one
     * @param said how often either was said
     * @param confused how often one of them was taken for the other
     */
    public record Pair(String first, String second, int said, int confused) {
        /** Share of what was said of both that was taken for the other, 0 to 1. */
        public double rate() {
            return confused / (double) said;
        }
    }

    /** Both words of a step of an alignment. */
    private record Step(String said, String recognised) {}

    public WordConfusions {
        Map<String, Map<String, Integer>> copy = new TreeMap<>();
        counts.forEach((said, taken) -> copy.put(said, Collections.unmodifiableMap(new TreeMap<>(taken))));
        counts = Collections.unmodifiableMap(copy);
    }

    /**
     * The confusions of one clip.
     *
     * @param reference what was said
     * @param recognised what was understood; both are brought to one form, see {@link WordErrors#normalised}
     */
    public static WordConfusions ofSentence(String reference, String recognised) {
        return of(aligned(words(reference), words(recognised)));
    }

    /**
     * The confusions of single words.
     *
     * @param said the true words
     * @param recognised what each was taken for, in the same order
     */
    public static WordConfusions ofWords(List<String> said, List<String> recognised) {
        if (said.size() != recognised.size()) {
            throw new IllegalArgumentException(said.size() + " words and " + recognised.size());
        }
        return of(IntStream.range(0, said.size())
                .mapToObj(i -> new Step(said.get(i), recognised.get(i)))
                .toList());
    }

    /** Those of all clips. */
    public static WordConfusions all(Collection<WordConfusions> clips) {
        Map<String, Map<String, Integer>> sums = new TreeMap<>();
        clips.forEach(clip -> clip.counts.forEach((said, taken) -> taken.forEach((as, times) ->
                sums.computeIfAbsent(said, word -> new TreeMap<>()).merge(as, times, Integer::sum))));
        return new WordConfusions(sums);
    }

    private static WordConfusions of(List<Step> steps) {
        Map<String, Map<String, Integer>> counts = new TreeMap<>();
        steps.forEach(step ->
                counts.computeIfAbsent(step.said(), word -> new TreeMap<>()).merge(step.recognised(), 1, Integer::sum));
        return new WordConfusions(counts);
    }

    private static List<String> words(String text) {
        String normalised = WordErrors.normalised(text);
        return normalised.isEmpty() ? List.of() : List.of(normalised.split(" "));
    }

    /** As few edits as possible and among these as few substitutions as possible, as {@link EditCounts} counts them. */
    private static List<Step> aligned(List<String> said, List<String> recognised) {
        int edit = 1 + said.size() + recognised.size();
        int[][] cost = new int[said.size() + 1][recognised.size() + 1];
        for (int i = 0; i <= said.size(); i++) {
            for (int j = 0; j <= recognised.size(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = (i + j) * edit;
                } else {
                    int kept = cost[i - 1][j - 1] + substitution(said.get(i - 1), recognised.get(j - 1), edit);
                    cost[i][j] = Math.min(kept, Math.min(cost[i - 1][j], cost[i][j - 1]) + edit);
                }
            }
        }
        List<Step> steps = new ArrayList<>();
        int i = said.size();
        int j = recognised.size();
        while (i > 0 || j > 0) {
            boolean both = i > 0
                    && j > 0
                    && cost[i][j] == cost[i - 1][j - 1] + substitution(said.get(i - 1), recognised.get(j - 1), edit);
            boolean deleted = !both && i > 0 && cost[i][j] == cost[i - 1][j] + edit;
            steps.add(new Step(both || deleted ? said.get(i - 1) : NOTHING, deleted ? NOTHING : recognised.get(j - 1)));
            i -= both || deleted ? 1 : 0;
            j -= deleted ? 0 : 1;
        }
        return steps.reversed();
    }

    private static int substitution(String said, String recognised, int edit) {
        return said.equals(recognised) ? 0 : edit + 1;
    }

    /** How often a word was taken for another. */
    public int count(String said, String recognised) {
        return counts.getOrDefault(said, Map.of()).getOrDefault(recognised, 0);
    }

    /** How often a word was said. */
    public int said(String word) {
        return counts.getOrDefault(word, Map.of()).values().stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    /**
     * Pairs of words that were taken for each other, the most confused first: by {@link Pair#rate}, then by how often,
     * then in alphabetical order.
     *
     * @param least how often each of both words has to be said; what was said less often proves nothing
     */
    public List<Pair> pairs(int least) {
        List<String> words = counts.keySet().stream()
                .filter(word -> !word.equals(NOTHING) && said(word) >= least)
                .toList();
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            for (int j = i + 1; j < words.size(); j++) {
                int confused = count(words.get(i), words.get(j)) + count(words.get(j), words.get(i));
                if (confused > 0) {
                    int said = said(words.get(i)) + said(words.get(j));
                    pairs.add(new Pair(words.get(i), words.get(j), said, confused));
                }
            }
        }
        pairs.sort(Comparator.comparingDouble(Pair::rate)
                .thenComparingInt(Pair::confused)
                .reversed()
                .thenComparing(Pair::first)
                .thenComparing(Pair::second));
        return pairs;
    }

    /**
     * The confusion matrix of some words: the share of what was said of the word of the row that was taken for that of
     * the column, 0 to 1; NaN in the row of a word that was never said.
     */
    public double[][] matrix(List<String> words) {
        return words.stream()
                .map(said -> words.stream()
                        .mapToDouble(taken -> said(said) == 0 ? Double.NaN : count(said, taken) / (double) said(said))
                        .toArray())
                .toArray(double[][]::new);
    }

    /** All words that were said, in alphabetical order. */
    public List<String> words() {
        return counts.keySet().stream().filter(word -> !word.equals(NOTHING)).toList();
    }
}
