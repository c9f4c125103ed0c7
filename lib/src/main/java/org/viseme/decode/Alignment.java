package org.viseme.decode;

import java.util.Arrays;

/**
 * When each of some classes in a known order is shown: the most probable path through the frames (Viterbi) in which
 * every class takes at least one frame and frames of a rest may lie before, between and after them.
 */
public final class Alignment {
    private Alignment() {}

    /**
     * The frames of each class.
     *
     * @param logProbabilities (frames, classes)
     * @param order the classes, in the order in which they come
     * @param rest the class of frames between them
     * @return (order, 2): the first frame of each, and the first one behind it
     * @throws IllegalArgumentException when there are fewer frames than classes
     */
    public static int[][] of(float[][] logProbabilities, int[] order, int rest) {
        int frames = logProbabilities.length;
        if (frames < order.length) {
            throw new IllegalArgumentException(order.length + " classes in " + frames + " frames");
        }
        // state 2i is the rest before class i, state 2i + 1 the class itself
        int states = 2 * order.length + 1;
        double[] score = new double[states];
        Arrays.fill(score, Double.NEGATIVE_INFINITY);
        score[0] = 0;
        int[][] from = new int[frames][states];
        for (int frame = 0; frame < frames; frame++) {
            double[] next = new double[states];
            for (int state = 0; state < states; state++) {
                int best = state;
                for (int before = state - 1; before >= Math.max(0, state - 2); before--) {
                    // from a rest only into the class behind it
                    boolean possible = before == state - 1 || state % 2 == 1;
                    best = possible && score[before] > score[best] ? before : best;
                }
                from[frame][state] = best;
                int shown = state % 2 == 0 ? rest : order[state / 2];
                next[state] = score[best] + logProbabilities[frame][shown];
            }
            score = next;
        }
        int state = order.length > 0 && score[states - 2] > score[states - 1] ? states - 2 : states - 1;
        int[][] spans = new int[order.length][];
        for (int frame = frames - 1; frame >= 0; frame--) {
            if (state % 2 == 1) {
                int[] span = spans[state / 2];
                spans[state / 2] = new int[] {frame, span == null ? frame + 1 : span[1]};
            }
            state = from[frame][state];
        }
        return spans;
    }
}
