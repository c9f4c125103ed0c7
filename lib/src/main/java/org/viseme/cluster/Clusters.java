package org.viseme.cluster;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.StateDict;
import org.viseme.checkpoint.TensorData;
import smile.clustering.CentroidClustering;
import smile.clustering.Clustering;
import smile.clustering.KMeans;
import smile.math.MathEx;

/**
 * k-means (Lloyd's algorithm from k-means++ seeds, by Smile): each row belongs to the nearest centre.
 *
 * @param centres (clusters, width)
 */
public record Clusters(float[][] centres) {
    private static final String CENTRES = "centres";
    private static final double TOLERANCE = 1e-4;

    /**
     * Finds clusters. The same rows and seed give the same ones.
     *
     * @param rows all of one width
     * @param most rows that are looked at; of more, so many are drawn, since all of a large corpus would not fit into
     *     memory
     * @throws VisemeException when there are fewer rows than clusters
     */
    public static Clusters of(List<float[]> rows, int clusters, int iterations, int most, long seed) {
        if (rows.size() < clusters) {
            throw new VisemeException(
                    rows.size() + " frames",
                    "are too few for " + clusters + " clusters",
                    "use fewer clusters or more clips");
        }
        double[][] sample =
                drawn(rows, most, seed).stream().map(Clusters::widened).toArray(double[][]::new);
        // Smile draws from one generator a thread
        MathEx.setSeed(seed);
        CentroidClustering<double[], double[]> found =
                KMeans.lloyd(sample, new Clustering.Options(clusters, iterations, TOLERANCE, null));
        float[][] centres = new float[found.k()][];
        for (int i = 0; i < centres.length; i++) {
            centres[i] = narrowed(found.center(i));
        }
        return new Clusters(centres);
    }

    /** The first rows of a shuffled list, in the order in which they were given. */
    private static List<float[]> drawn(List<float[]> rows, int most, long seed) {
        if (rows.size() <= most) {
            return rows;
        }
        SplittableRandom random = new SplittableRandom(seed);
        int[] wanted = {most};
        int[] left = {rows.size()};
        return rows.stream()
                .filter(row -> {
                    boolean taken = random.nextInt(left[0]--) < wanted[0];
                    wanted[0] -= taken ? 1 : 0;
                    return taken;
                })
                .toList();
    }

    private static double[] widened(float[] row) {
        double[] wide = new double[row.length];
        for (int i = 0; i < row.length; i++) {
            wide[i] = row[i];
        }
        return wide;
    }

    private static float[] narrowed(double[] row) {
        float[] narrow = new float[row.length];
        for (int i = 0; i < row.length; i++) {
            narrow[i] = (float) row[i];
        }
        return narrow;
    }

    /** Number of clusters. */
    public int size() {
        return centres.length;
    }

    /** The cluster of a row: the nearest centre, the first of several. */
    public int of(float[] row) {
        int best = 0;
        double nearest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < centres.length; i++) {
            double distance = 0;
            for (int j = 0; j < row.length; j++) {
                double difference = row[j] - centres[i][j];
                distance += difference * difference;
            }
            if (distance < nearest) {
                nearest = distance;
                best = i;
            }
        }
        return best;
    }

    /** The cluster of each row. */
    public int[] of(float[][] rows) {
        return Arrays.stream(rows).mapToInt(this::of).toArray();
    }

    /** Writes them to a small file. */
    public void save(Path file) {
        int width = centres[0].length;
        float[] all = new float[centres.length * width];
        for (int i = 0; i < centres.length; i++) {
            System.arraycopy(centres[i], 0, all, i * width, width);
        }
        new Checkpoint(new StateDict().put(CENTRES, TensorData.of(all, centres.length, width))).save(file);
    }

    /** @throws VisemeException when the file is missing or holds something else */
    public static Clusters read(Path file) {
        StateDict state = Checkpoint.read(file).state();
        if (!state.contains(CENTRES)) {
            throw new VisemeException(file.toString(), "holds no clusters", "remove it; the training finds them again");
        }
        TensorData tensor = state.get(CENTRES);
        int width = Math.toIntExact(tensor.shape()[1]);
        float[] all = tensor.toFloats();
        float[][] centres = new float[Math.toIntExact(tensor.shape()[0])][];
        for (int i = 0; i < centres.length; i++) {
            centres[i] = Arrays.copyOfRange(all, i * width, (i + 1) * width);
        }
        return new Clusters(centres);
    }
}
