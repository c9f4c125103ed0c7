package org.viseme.cluster;

import java.util.Arrays;
import java.util.Locale;

/**
 * How well clusters match labels that they were found without, such as the words of an alignment.
 *
 * @param purity share of the frames whose label is the most frequent one of their cluster, 0 to 1; higher with more
 *     clusters
 * @param normalisedInformation mutual information divided by the mean of both entropies, 0 (chance) to 1 (the same
 *     groups)
 */
public record Agreement(double purity, double normalisedInformation) {
    /**
     * Compares.
     *
     * @param clusters of each frame, from 0 on
     * @param labels of each frame, from 0 on; frames with a negative label are left out
     */
    public static Agreement of(int[] clusters, int[] labels) {
        int rows = 1 + Arrays.stream(clusters).max().orElse(0);
        int columns = 1 + Math.max(0, Arrays.stream(labels).max().orElse(0));
        double[][] counts = new double[rows][columns];
        double all = 0;
        for (int i = 0; i < clusters.length; i++) {
            if (labels[i] >= 0) {
                counts[clusters[i]][labels[i]]++;
                all++;
            }
        }
        double most = 0;
        double joint = 0;
        double[] byRow = new double[rows];
        double[] byColumn = new double[columns];
        for (int i = 0; i < rows; i++) {
            most += Arrays.stream(counts[i]).max().orElseThrow();
            for (int j = 0; j < columns; j++) {
                byRow[i] += counts[i][j];
                byColumn[j] += counts[i][j];
                joint += plogp(counts[i][j] / all);
            }
        }
        double ofRows = entropy(byRow, all);
        double ofColumns = entropy(byColumn, all);
        double shared = ofRows + ofColumns - joint;
        return new Agreement(most / all, ofRows + ofColumns == 0 ? 0 : 2 * shared / (ofRows + ofColumns));
    }

    private static double entropy(double[] counts, double all) {
        return Arrays.stream(counts).map(count -> plogp(count / all)).sum();
    }

    private static double plogp(double p) {
        return p == 0 ? 0 : -p * Math.log(p);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "purity %.3f, NMI %.3f", purity, normalisedInformation);
    }
}
