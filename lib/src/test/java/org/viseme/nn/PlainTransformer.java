package org.viseme.nn;

import java.util.function.DoubleUnaryOperator;

/** The equations of a transformer in 64 bits, row by row: {@code double[time][width]} of one sequence. */
final class PlainTransformer {
    private PlainTransformer() {}

    static double[][] linear(double[][] x, float[] weight, float[] bias) {
        int out = bias.length;
        int in = weight.length / out;
        double[][] y = new double[x.length][out];
        for (int t = 0; t < x.length; t++) {
            for (int o = 0; o < out; o++) {
                y[t][o] = bias[o];
                for (int i = 0; i < in; i++) {
                    y[t][o] += (double) weight[o * in + i] * x[t][i];
                }
            }
        }
        return y;
    }

    static double[][] norm(double[][] x, float[] weight, float[] bias) {
        double[][] y = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            double mean = 0;
            double square = 0;
            for (double value : x[t]) {
                mean += value / x[t].length;
                square += value * value / x[t].length;
            }
            y[t] = new double[x[t].length];
            for (int i = 0; i < y[t].length; i++) {
                y[t][i] = (x[t][i] - mean) / Math.sqrt(square - mean * mean + 1e-5) * weight[i] + bias[i];
            }
        }
        return y;
    }

    /**
     * What queries take of values.
     *
     * @param keys how many of the keys a query sees, by its number
     */
    static double[][] attend(
            double[][] query, double[][] key, double[][] value, int heads, java.util.function.IntUnaryOperator keys) {
        int width = query[0].length / heads;
        double[][] y = new double[query.length][query[0].length];
        for (int head = 0; head < heads; head++) {
            for (int q = 0; q < query.length; q++) {
                double[] weight = new double[keys.applyAsInt(q)];
                double sum = 0;
                for (int k = 0; k < weight.length; k++) {
                    double product = 0;
                    for (int i = head * width; i < (head + 1) * width; i++) {
                        product += query[q][i] * key[k][i];
                    }
                    weight[k] = Math.exp(product / Math.sqrt(width));
                    sum += weight[k];
                }
                for (int k = 0; k < weight.length; k++) {
                    for (int i = head * width; i < (head + 1) * width; i++) {
                        y[q][i] += weight[k] / sum * value[k][i];
                    }
                }
            }
        }
        return y;
    }

    static double[][] add(double[][] x, double[][] y) {
        double[][] sum = new double[x.length][x[0].length];
        for (int t = 0; t < sum.length; t++) {
            for (int i = 0; i < sum[t].length; i++) {
                sum[t][i] = x[t][i] + y[t][i];
            }
        }
        return sum;
    }

    static double[][] map(double[][] x, DoubleUnaryOperator function) {
        double[][] y = new double[x.length][];
        for (int t = 0; t < y.length; t++) {
            y[t] = java.util.Arrays.stream(x[t]).map(function).toArray();
        }
        return y;
    }

    /** x times the normal distribution function of x, which is integrated by Simpson's rule. */
    static double gelu(double x) {
        int steps = 2000;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double at = x * i / steps;
            double factor = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
            sum += factor * Math.exp(-at * at / 2);
        }
        return x * (0.5 + sum * x / steps / 3 / Math.sqrt(2 * Math.PI));
    }
}
