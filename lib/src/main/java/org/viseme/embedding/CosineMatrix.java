package org.viseme.embedding;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How alike sound and picture are, every moment of the one against every moment of the other. Where both belong together
 * the diagonal stands out.
 *
 * @param cosines (moments of the picture, moments of the sound), -1 to 1; NaN where one of them has no embedding
 */
public record CosineMatrix(double[][] cosines) {
    /**
     * Compares.
     *
     * @param picture (moments, width), null where there is none
     * @param sound (moments, width), null where there is none
     */
    public static CosineMatrix of(float[][] picture, float[][] sound) {
        return new CosineMatrix(Arrays.stream(picture)
                .map(seen -> Arrays.stream(sound)
                        .mapToDouble(heard -> cosine(seen, heard))
                        .toArray())
                .toArray(double[][]::new));
    }

    private static double cosine(float[] a, float[] b) {
        if (a == null || b == null) {
            return Double.NaN;
        }
        double product = 0;
        double first = 0;
        double second = 0;
        for (int i = 0; i < a.length; i++) {
            product += a[i] * b[i];
            first += a[i] * a[i];
            second += b[i] * b[i];
        }
        return product / Math.sqrt(first * second);
    }

    /**
     * The mean of a diagonal.
     *
     * @param offset the sound of so many moments later, negative for earlier; NaN where the matrix has none
     */
    public double diagonal(int offset) {
        return IntStream.range(0, cosines.length)
                .filter(i -> i + offset >= 0 && i + offset < cosines[i].length)
                .mapToDouble(i -> cosines[i][i + offset])
                .filter(value -> !Double.isNaN(value))
                .average()
                .orElse(Double.NaN);
    }

    /** The mean of everything. */
    public double mean() {
        return Arrays.stream(cosines)
                .flatMapToDouble(Arrays::stream)
                .filter(value -> !Double.isNaN(value))
                .average()
                .orElse(Double.NaN);
    }

    /** The offset, up to a reach to both sides, whose {@link #diagonal} is the highest; the first of several. */
    public int offset(int reach) {
        int best = 0;
        double highest = Double.NEGATIVE_INFINITY;
        for (int offset = -reach; offset <= reach; offset++) {
            double value = diagonal(offset);
            if (value > highest) {
                highest = value;
                best = offset;
            }
        }
        return best;
    }
}
