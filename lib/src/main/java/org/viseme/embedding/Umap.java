package org.viseme.embedding;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.viseme.VisemeException;

/**
 * UMAP (McInnes et al. 2018) with the settings of its authors: a minimum distance of 0.1, a spread of 1, five points
 * that push for each one that pulls. It begins with the two principal components instead of the eigenvectors of the
 * graph, which need not exist twice where the graph falls apart (Kobak and Linderman 2021 found no loss).
 *
 * <p>The same points, settings and seed give the same places to the last bit on one machine: points move one after the
 * other.
 *
 * @param neighbours of each point, 2 and more; the fewer, the smaller the groups that show
 * @param epochs passes over the graph
 * @param most of more points so many are drawn by chance
 * @param seed of that draw, and of who pushes whom
 */
public record Umap(int neighbours, int epochs, int most, long seed) implements Projector {
    /** Of the curve 1 / (1 + A d^(2 B)) that is nearest to 1 up to 0.1 and exp(0.1 - d) from there to 3. */
    static final double A = 1.577;

    static final double B = 0.895;
    private static final int PUSHES = 5;
    private static final double FARTHEST_STEP = 4;
    private static final double EXTENT = 10;
    private static final int SEARCH = 64;
    private static final double TOLERANCE = 1e-5;
    private static final double LEAST_WIDTH = 1e-3;

    public Umap {
        if (neighbours < 2 || epochs < 1 || most < 4) {
            throw new VisemeException(
                    "UMAP of " + neighbours + " neighbours, " + epochs + " epochs, " + most + " points",
                    "is out of range",
                    "use at least two neighbours, one epoch and four points");
        }
    }

    /** With 500 epochs and at most {@value Projector#MOST} points. */
    public static Umap of(int neighbours, long seed) {
        return new Umap(neighbours, 500, MOST, seed);
    }

    /** With another number of epochs. */
    public Umap withEpochs(int others) {
        return new Umap(neighbours, others, most, seed);
    }

    @Override
    public Projection project(float[][] points) {
        int[] kept = Projection.drawn(points.length, most, seed);
        if (kept.length <= neighbours) {
            throw new VisemeException(
                    kept.length + " points",
                    "are too few for UMAP of " + neighbours + " neighbours",
                    "use fewer neighbours, or more points");
        }
        float[][] shown = IntStream.of(kept).mapToObj(i -> points[i]).toArray(float[][]::new);
        double[][] places = start(shown);
        layOut(memberships(shown), places);
        String method = String.format(Locale.ROOT, "UMAP, %d neighbours, seed %d", neighbours, seed);
        return new Projection(method, kept, places, points.length);
    }

    /** How much each pair belongs together, 0 to 1: a + b - ab of what either says. */
    NeighbourGraph memberships(float[][] points) {
        Neighbours nearest = Neighbours.of(points, neighbours);
        double[][] strengths = new double[points.length][];
        IntStream.range(0, points.length).parallel().forEach(i -> strengths[i] = strengths(nearest.distances()[i]));
        return NeighbourGraph.of(nearest, strengths, (there, back) -> there + back - there * back);
    }

    /** 1 for the nearest neighbour, then falling so that all add up to the logarithm to base 2 of their number. */
    static double[] strengths(double[] distances) {
        double nearest = Arrays.stream(distances)
                .filter(distance -> distance > 0)
                .findFirst()
                .orElse(0);
        double wanted = Math.log(distances.length) / Math.log(2);
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        double width = 1;
        for (int search = 0; search < SEARCH; search++) {
            double sum = 0;
            for (double distance : distances) {
                sum += Math.exp(-Math.max(0, distance - nearest) / width);
            }
            if (Math.abs(sum - wanted) < TOLERANCE) {
                break;
            }
            if (sum > wanted) {
                high = width;
                width = (low + high) / 2;
            } else {
                low = width;
                width = Double.isInfinite(high) ? 2 * width : (low + high) / 2;
            }
        }
        double chosen =
                Math.max(width, LEAST_WIDTH * Arrays.stream(distances).average().orElse(0));
        return Arrays.stream(distances)
                .map(distance -> distance <= nearest ? 1 : Math.exp(-(distance - nearest) / chosen))
                .toArray();
    }

    private double[][] start(float[][] points) {
        double[][] places = PrincipalComponents.plane(points, seed);
        double largest = Arrays.stream(places)
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .max()
                .orElseThrow();
        SplittableRandom random = new SplittableRandom(seed);
        for (double[] place : places) {
            for (int axis = 0; axis < 2; axis++) {
                place[axis] = (largest == 0 ? 0 : place[axis] * EXTENT / largest) + 1e-3 * (random.nextDouble() - 0.5);
            }
        }
        return places;
    }

    /** Stochastic descent: an edge is visited the more often the stronger it is. */
    private void layOut(NeighbourGraph graph, double[][] places) {
        double strongest = Arrays.stream(graph.weights()).max().orElseThrow();
        double[] due = new double[graph.weights().length];
        for (int edge = 0; edge < due.length; edge++) {
            due[edge] = strongest / graph.weights()[edge];
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (int epoch = 0; epoch < epochs; epoch++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("UMAP was stopped");
            }
            double rate = 1 - epoch / (double) epochs;
            for (int point = 0; point < places.length; point++) {
                for (int edge = graph.ends()[point]; edge < graph.ends()[point + 1]; edge++) {
                    if (due[edge] <= epoch + 1) {
                        due[edge] += strongest / graph.weights()[edge];
                        pull(places[point], places[graph.others()[edge]], rate);
                        for (int i = 0; i < PUSHES; i++) {
                            int other = random.nextInt(places.length);
                            if (other != point) {
                                push(places[point], places[other], rate);
                            }
                        }
                    }
                }
            }
        }
    }

    private static void pull(double[] point, double[] other, double rate) {
        double square = square(point, other);
        if (square > 0) {
            double slope = -2 * A * B * Math.pow(square, B - 1) / (1 + A * Math.pow(square, B));
            for (int axis = 0; axis < 2; axis++) {
                double step = rate * clipped(slope * (point[axis] - other[axis]));
                point[axis] += step;
                other[axis] -= step;
            }
        }
    }

    private static void push(double[] point, double[] other, double rate) {
        double square = square(point, other);
        double slope = 2 * B / ((0.001 + square) * (1 + A * Math.pow(square, B)));
        for (int axis = 0; axis < 2; axis++) {
            point[axis] += rate * clipped(slope * (point[axis] - other[axis]));
        }
    }

    private static double square(double[] a, double[] b) {
        return (a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]);
    }

    private static double clipped(double step) {
        return Math.clamp(step, -FARTHEST_STEP, FARTHEST_STEP);
    }
}
