package org.viseme.embedding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import smile.classification.LogisticRegression;

/**
 * How much of a label a linear classifier finds in points (Alain and Bengio 2017): logistic regression by Smile, trained
 * on all parts but one and asked about that one. Values are brought to one scale by what the training parts say.
 *
 * @param folds parts of equal shares of every label
 * @param decay weight of the squared weights in the loss of all training points together
 * @param seed of who belongs to which part
 */
public record LinearProbe(int folds, double decay, long seed) {
    private static final double TOLERANCE = 1e-4;
    private static final int ITERATIONS = 200;

    /** Five parts, a weight decay of 1. */
    public static LinearProbe of(long seed) {
        return new LinearProbe(5, 1, seed);
    }

    /**
     * The share of points whose label was found, 0 to 1. A point whose label is in no other part cannot be found.
     *
     * @param points (points, width)
     * @param labels of each, two different ones at least
     */
    public double accuracy(float[][] points, List<String> labels) {
        int[] fold = folds(labels);
        int right = 0;
        for (int part = 0; part < folds; part++) {
            int own = part;
            int[] train = rows(fold, i -> i != own);
            int[] test = rows(fold, i -> i == own);
            List<String> classes = IntStream.of(train)
                    .mapToObj(labels::get)
                    .distinct()
                    .sorted()
                    .toList();
            if (test.length == 0 || classes.isEmpty()) {
                continue;
            }
            Standardisation scale = Standardisation.of(chosen(points, train));
            double[][] known = wide(scale.apply(chosen(points, train)));
            double[][] asked = wide(scale.apply(chosen(points, test)));
            int[] targets =
                    IntStream.of(train).map(i -> classes.indexOf(labels.get(i))).toArray();
            LogisticRegression model = classes.size() == 1
                    ? null
                    : LogisticRegression.fit(
                            known, targets, new LogisticRegression.Options(decay, TOLERANCE, ITERATIONS));
            for (int i = 0; i < test.length; i++) {
                String found = classes.get(model == null ? 0 : model.predict(asked[i]));
                right += found.equals(labels.get(test[i])) ? 1 : 0;
            }
        }
        return right / (double) points.length;
    }

    /** The part of each point: those of a label are shuffled and dealt out, label after label. */
    int[] folds(List<String> labels) {
        int[] fold = new int[labels.size()];
        Random random = new Random(seed);
        int next = 0;
        for (String label : labels.stream().distinct().sorted().toList()) {
            List<Integer> own = new ArrayList<>();
            for (int i = 0; i < fold.length; i++) {
                if (labels.get(i).equals(label)) {
                    own.add(i);
                }
            }
            Collections.shuffle(own, random);
            for (int i : own) {
                fold[i] = next++ % folds;
            }
        }
        return fold;
    }

    private static int[] rows(int[] fold, IntPredicate wanted) {
        return IntStream.range(0, fold.length).filter(i -> wanted.test(fold[i])).toArray();
    }

    private static float[][] chosen(float[][] points, int[] rows) {
        return IntStream.of(rows).mapToObj(i -> points[i]).toArray(float[][]::new);
    }

    private static double[][] wide(float[][] rows) {
        return Arrays.stream(rows)
                .map(row ->
                        IntStream.range(0, row.length).mapToDouble(i -> row[i]).toArray())
                .toArray(double[][]::new);
    }
}
