package org.viseme.embedding;

/**
 * Brings every value of a row to mean 0 and variance 1 over some rows, so that values of different size weigh alike in
 * a distance.
 *
 * @param means of each value
 * @param deviations standard deviation of each value; 1 where it never changes
 */
public record Standardisation(double[] means, double[] deviations) {
    /** @param rows (rows, width), at least one */
    public static Standardisation of(float[][] rows) {
        int width = rows[0].length;
        double[] means = new double[width];
        double[] deviations = new double[width];
        for (int i = 0; i < width; i++) {
            for (float[] row : rows) {
                means[i] += row[i];
            }
            means[i] /= rows.length;
            for (float[] row : rows) {
                deviations[i] += (row[i] - means[i]) * (row[i] - means[i]);
            }
            deviations[i] = Math.sqrt(deviations[i] / rows.length);
            deviations[i] = deviations[i] == 0 ? 1 : deviations[i];
        }
        return new Standardisation(means, deviations);
    }

    /** Rows, the same ones or others, in the new scale. */
    public float[][] apply(float[][] rows) {
        float[][] scaled = new float[rows.length][means.length];
        for (int row = 0; row < rows.length; row++) {
            for (int i = 0; i < means.length; i++) {
                scaled[row][i] = (float) ((rows[row][i] - means[i]) / deviations[i]);
            }
        }
        return scaled;
    }
}
