package org.viseme.embedding;

import java.util.SplittableRandom;

/** The directions in which points vary most, by orthogonal iteration. */
final class PrincipalComponents {
    private static final int ITERATIONS = 50;

    private PrincipalComponents() {}

    /** Where points lie along their first two principal components, (points, 2), their mean at zero. */
    static double[][] plane(float[][] points, long seed) {
        int width = points[0].length;
        double[] mean = new double[width];
        for (float[] point : points) {
            for (int i = 0; i < width; i++) {
                mean[i] += point[i] / (double) points.length;
            }
        }
        SplittableRandom random = new SplittableRandom(seed);
        double[][] axes = new double[2][width];
        for (double[] axis : axes) {
            for (int i = 0; i < width; i++) {
                axis[i] = random.nextDouble() - 0.5;
            }
        }
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            orthonormalise(axes);
            double[][] next = new double[2][width];
            for (float[] point : points) {
                for (int k = 0; k < 2; k++) {
                    double along = along(point, mean, axes[k]);
                    for (int i = 0; i < width; i++) {
                        next[k][i] += along * (point[i] - mean[i]);
                    }
                }
            }
            axes = next;
        }
        orthonormalise(axes);
        double[][] places = new double[points.length][2];
        for (int p = 0; p < places.length; p++) {
            places[p][0] = along(points[p], mean, axes[0]);
            places[p][1] = along(points[p], mean, axes[1]);
        }
        return places;
    }

    private static double along(float[] point, double[] mean, double[] axis) {
        double sum = 0;
        for (int i = 0; i < axis.length; i++) {
            sum += (point[i] - mean[i]) * axis[i];
        }
        return sum;
    }

    /** Gram and Schmidt's; an axis along which nothing varies becomes zero. */
    private static void orthonormalise(double[][] axes) {
        normalise(axes[0]);
        double shared = 0;
        for (int i = 0; i < axes[0].length; i++) {
            shared += axes[0][i] * axes[1][i];
        }
        for (int i = 0; i < axes[0].length; i++) {
            axes[1][i] -= shared * axes[0][i];
        }
        normalise(axes[1]);
    }

    private static void normalise(double[] axis) {
        double squares = 0;
        for (double value : axis) {
            squares += value * value;
        }
        double length = Math.sqrt(squares);
        for (int i = 0; i < axis.length; i++) {
            axis[i] = length == 0 ? 0 : axis[i] / length;
        }
    }
}
