package org.viseme.embedding;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The nearest other rows of each row by Euclidean distance, found by comparing all with all. Of rows that are equally
 * far the first one counts as nearer.
 *
 * @param rows (rows, count), nearest first
 * @param distances (rows, count)
 */
record Neighbours(int[][] rows, double[][] distances) {
    /**
     * @param count for each row, less than there are rows
     */
    static Neighbours of(float[][] points, int count) {
        int[][] rows = new int[points.length][];
        double[][] distances = new double[points.length][];
        IntStream.range(0, points.length).parallel().forEach(i -> {
            int[] nearest = new int[count];
            double[] squares = new double[count];
            Arrays.fill(squares, Double.POSITIVE_INFINITY);
            for (int j = 0; j < points.length; j++) {
                double square = j == i ? Double.POSITIVE_INFINITY : squared(points[i], points[j]);
                if (square < squares[count - 1]) {
                    int place = count - 1;
                    for (; place > 0 && square < squares[place - 1]; place--) {
                        squares[place] = squares[place - 1];
                        nearest[place] = nearest[place - 1];
                    }
                    squares[place] = square;
                    nearest[place] = j;
                }
            }
            rows[i] = nearest;
            distances[i] = Arrays.stream(squares).map(Math::sqrt).toArray();
        });
        return new Neighbours(rows, distances);
    }

    /** The square of the distance of two rows. */
    static float squared(float[] a, float[] b) {
        // four sums side by side: an addition need not wait for the one before
        float first = 0;
        float second = 0;
        float third = 0;
        float fourth = 0;
        int i = 0;
        for (; i + 3 < a.length; i += 4) {
            float p = a[i] - b[i];
            float q = a[i + 1] - b[i + 1];
            float r = a[i + 2] - b[i + 2];
            float s = a[i + 3] - b[i + 3];
            first += p * p;
            second += q * q;
            third += r * r;
            fourth += s * s;
        }
        for (; i < a.length; i++) {
            first += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return first + second + (third + fourth);
    }
}
