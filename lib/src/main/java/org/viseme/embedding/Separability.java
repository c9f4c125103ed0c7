package org.viseme.embedding;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.viseme.VisemeException;

/**
 * How well labels part points, in numbers that do not depend on a picture.
 *
 * @param points how many
 * @param labels how many different ones
 * @param chance share of the most frequent label: what guessing it always would reach
 * @param silhouette mean over the points of (b - a) / max(a, b), a being the mean distance to the others of the own label
 *     and b the least mean distance to those of another (Rousseeuw 1987); -1 to 1, below 0 where others are nearer
 * @param nearestNeighbour share of points whose nearest other point has their label (1-NN, leave one out), 0 to 1
 * @param linearProbe share of points whose label a {@link LinearProbe} finds, 0 to 1
 */
public record Separability(
        int points, int labels, double chance, double silhouette, double nearestNeighbour, double linearProbe) {
    /**
     * Measures.
     *
     * @param points (points, width)
     * @param labels of each
     * @param seed of the probe's parts
     * @throws VisemeException when there is only one label
     */
    public static Separability of(float[][] points, List<String> labels, long seed) {
        Map<String, Long> counts = labels.stream()
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        if (counts.size() < 2) {
            throw new VisemeException(
                    points.length + " points", "have one label or none", "choose words or speakers that differ");
        }
        long most = counts.values().stream().max(Long::compare).orElseThrow();
        return new Separability(
                points.length,
                counts.size(),
                most / (double) points.length,
                silhouette(points, labels),
                nearestNeighbour(points, labels),
                LinearProbe.of(seed).accuracy(points, labels));
    }

    /** See {@link #silhouette}; a point that is alone with its label counts 0. */
    static double silhouette(float[][] points, List<String> labels) {
        List<String> names = labels.stream().distinct().sorted().toList();
        int[] classes = labels.stream().mapToInt(names::indexOf).toArray();
        int[] sizes = new int[names.size()];
        IntStream.of(classes).forEach(own -> sizes[own]++);
        double[] each = new double[points.length];
        IntStream.range(0, points.length).parallel().forEach(i -> {
            double[] sums = new double[sizes.length];
            for (int j = 0; j < points.length; j++) {
                sums[classes[j]] += Math.sqrt(Neighbours.squared(points[i], points[j]));
            }
            if (sizes[classes[i]] > 1) {
                double within = sums[classes[i]] / (sizes[classes[i]] - 1);
                double without = IntStream.range(0, sizes.length)
                        .filter(other -> other != classes[i])
                        .mapToDouble(other -> sums[other] / sizes[other])
                        .min()
                        .orElseThrow();
                double larger = Math.max(within, without);
                each[i] = larger == 0 ? 0 : (without - within) / larger;
            }
        });
        double sum = 0;
        for (double value : each) {
            sum += value;
        }
        return sum / points.length;
    }

    /** See {@link #nearestNeighbour}. */
    static double nearestNeighbour(float[][] points, List<String> labels) {
        List<String> nearest = nearest(points, labels);
        return IntStream.range(0, points.length)
                        .filter(i -> nearest.get(i).equals(labels.get(i)))
                        .count()
                / (double) points.length;
    }

    /** The label of each point's nearest other point: what it would be taken for. */
    public static List<String> nearest(float[][] points, List<String> labels) {
        Neighbours neighbours = Neighbours.of(points, 1);
        return IntStream.range(0, points.length)
                .mapToObj(i -> labels.get(neighbours.rows()[i][0]))
                .toList();
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "silhouette %.2f, 1-NN %.0f %%, linear probe %.0f %% (chance %.0f %%) of %,d points, %d labels",
                silhouette,
                100 * nearestNeighbour,
                100 * linearProbe,
                100 * chance,
                points,
                labels);
    }
}
