package org.viseme.decode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.viseme.VisemeException;

/**
 * Searches for the most probable text, token by token, keeping the best beginnings. Texts are compared by their
 * log-probability divided by their length with the end, to the power of the penalty, as fairseq does. It stops when as
 * many texts as there are beams have ended, or at the greatest length; where there are as many beams as beginnings, it
 * finds the best text there is.
 *
 * @param beams beginnings that are kept; 1 takes the most probable token each time
 * @param longestTokens tokens that a text may have, without the end
 * @param lengthPenalty 0 compares probabilities, 1 their mean a token; more favours longer texts
 */
public record BeamSearch(int beams, int longestTokens, double lengthPenalty) {
    public BeamSearch {
        if (beams < 1 || longestTokens < 1) {
            throw new VisemeException(
                    beams + " beams, at most " + longestTokens + " tokens", "finds no text", "use 1 or more of both");
        }
    }

    /** The most probable token each time. */
    public static BeamSearch greedy(int longestTokens) {
        return new BeamSearch(1, longestTokens, 0);
    }

    /** A beginning of a text. */
    private record Beginning(int[] tokens, double[] logProbabilities, double sum) {
        Beginning with(int token, double logProbability) {
            int[] more = Arrays.copyOf(tokens, tokens.length + 1);
            more[tokens.length] = token;
            return new Beginning(more, scores(logProbability), sum + logProbability);
        }

        double[] scores(double logProbability) {
            double[] scores = Arrays.copyOf(logProbabilities, logProbabilities.length + 1);
            scores[logProbabilities.length] = logProbability;
            return scores;
        }
    }

    /** A beginning and what it may go on with. */
    private record Step(int parent, int token, double logProbability, double sum) {}

    /**
     * Searches.
     *
     * @param first the token that the network is given in the beginning
     * @param end the token that ends a text
     * @param never tokens that no text contains, such as padding
     * @return up to {@link #beams} texts that have ended, the best one first
     */
    public List<Hypothesis> search(NextTokens network, int first, int end, int... never) {
        List<Hypothesis> ended = new ArrayList<>();
        List<Beginning> live = List.of(new Beginning(new int[0], new double[0], 0));
        int[] last = {first};
        int[] parents = {0};
        for (int length = 0; length <= longestTokens && !live.isEmpty() && ended.size() < beams; length++) {
            float[][] next = network.next(last, parents);
            List<Step> steps = steps(live, next, length == longestTokens ? end : -1, never);
            List<Step> kept = new ArrayList<>();
            for (int rank = 0; rank < steps.size() && kept.size() < beams; rank++) {
                Step step = steps.get(rank);
                if (step.token != end) {
                    kept.add(step);
                } else if (rank < beams) {
                    Beginning text = live.get(step.parent);
                    double score = step.sum / Math.pow(length + 1, lengthPenalty);
                    ended.add(new Hypothesis(text.tokens, text.scores(step.logProbability), score));
                }
            }
            List<Beginning> before = live;
            live = kept.stream()
                    .map(step -> before.get(step.parent).with(step.token, step.logProbability))
                    .toList();
            last = kept.stream().mapToInt(Step::token).toArray();
            parents = kept.stream().mapToInt(Step::parent).toArray();
        }
        ended.sort(Comparator.comparingDouble(Hypothesis::score).reversed());
        return List.copyOf(ended.subList(0, Math.min(beams, ended.size())));
    }

    /** All that may come next, the most probable first: twice as many as beams, so that ends leave enough others. */
    private List<Step> steps(List<Beginning> live, float[][] next, int only, int[] never) {
        List<Step> steps = new ArrayList<>();
        for (int parent = 0; parent < live.size(); parent++) {
            double sum = live.get(parent).sum;
            for (int token = 0; token < next[parent].length; token++) {
                int candidate = token;
                boolean allowed = only < 0 ? Arrays.stream(never).noneMatch(t -> t == candidate) : token == only;
                float logProbability = next[parent][token];
                if (allowed && logProbability > Float.NEGATIVE_INFINITY) {
                    steps.add(new Step(parent, token, logProbability, sum + logProbability));
                }
            }
        }
        steps.sort(Comparator.comparingDouble(Step::sum).reversed());
        return steps.subList(0, Math.min(2 * beams, steps.size()));
    }
}
