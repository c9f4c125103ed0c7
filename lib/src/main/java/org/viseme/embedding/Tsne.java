package org.viseme.embedding;

import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.viseme.VisemeException;

/**
 * t-SNE (van der Maaten and Hinton 2008): neighbours of the points stay neighbours in the plane. Approximated as van der
 * Maaten (2014) has it: only {@code 3 * perplexity} neighbours attract a point, and far points push it in groups
 * ({@link QuadTree}), so that time grows with n log n and memory with n. It begins with the two principal components,
 * which keeps more of the large picture than places drawn by chance (Kobak and Linderman 2021), and its learning rate
 * grows with the number of points (Belkina et al. 2019).
 *
 * <p>The same points, settings and seed give the same places to the last bit, whatever the number of threads: threads
 * share out points, and every sum is taken in one order.
 *
 * @param perplexity about how many neighbours a point has, 2 and more; the lower, the smaller the groups that show.
 *     Less than a third of the number of points
 * @param iterations steps of the descent; the first quarter of them, 250 at most, exaggerates what attracts by 12
 * @param most of more points so many are drawn by chance
 * @param seed of that draw, and of what little noise parts equal points
 */
public record Tsne(double perplexity, int iterations, int most, long seed) implements Projector {
    /** As in the published program. */
    private static final double THETA = 0.5;

    /** More than three neighbours for each of the least perplexity of 2. */
    private static final int FEWEST = 7;

    private static final double EXAGGERATION = 12;
    private static final int EXAGGERATED = 250;
    private static final double START = 1e-4;
    private static final double LEAST_RATE = 50;
    private static final double LEAST_GAIN = 0.01;
    private static final double ENTROPY_TOLERANCE = 1e-5;
    private static final int SEARCH = 64;

    public Tsne {
        if (perplexity < 2 || iterations < 1 || most < FEWEST) {
            throw new VisemeException(
                    "t-SNE of perplexity " + perplexity + ", " + iterations + " iterations, " + most + " points",
                    "is out of range",
                    "use a perplexity of 2 or more, at least one iteration and " + FEWEST + " points");
        }
    }

    /** With 1,000 iterations and at most {@value Projector#MOST} points. */
    public static Tsne of(double perplexity, long seed) {
        return new Tsne(perplexity, 1000, MOST, seed);
    }

    /** With another number of iterations. */
    public Tsne withIterations(int others) {
        return new Tsne(perplexity, others, most, seed);
    }

    /** With at most so many points. */
    public Tsne withMost(int others) {
        return new Tsne(perplexity, iterations, others, seed);
    }

    @Override
    public Projection project(float[][] points) {
        int[] kept = Projection.drawn(points.length, most, seed);
        if (kept.length <= 3 * perplexity) {
            throw new VisemeException(
                    kept.length + " points",
                    "are too few for t-SNE of perplexity " + perplexity,
                    kept.length < FEWEST
                            ? "use " + FEWEST + " points or more"
                            : String.format(
                                    Locale.ROOT, "use a perplexity below %.1f, or more points", kept.length / 3.0));
        }
        float[][] shown = IntStream.of(kept).mapToObj(i -> points[i]).toArray(float[][]::new);
        String method = String.format(Locale.ROOT, "t-SNE, perplexity %.1f, seed %d", perplexity, seed);
        return new Projection(method, kept, descend(attraction(shown), start(shown)), points.length);
    }

    /** How much each pair of neighbours attracts: p of equation 1 of the paper for both directions, over all 1. */
    NeighbourGraph attraction(float[][] points) {
        Neighbours neighbours = Neighbours.of(points, Math.min(points.length - 1, (int) (3 * perplexity)));
        double[][] probabilities = new double[points.length][];
        IntStream.range(0, points.length)
                .parallel()
                .forEach(i -> probabilities[i] = probabilities(neighbours.distances()[i], perplexity));
        double all = 2.0 * points.length;
        return NeighbourGraph.of(neighbours, probabilities, (there, back) -> (there + back) / all);
    }

    /** Gaussian weights of neighbours that add up to 1, as wide as gives the perplexity (2 to their entropy in bits). */
    static double[] probabilities(double[] distances, double perplexity) {
        double wanted = StrictMath.log(perplexity);
        double nearest = distances[0] * distances[0];
        double mean = 0;
        for (double distance : distances) {
            mean += (distance * distance - nearest) / distances.length;
        }
        double precision = mean > 0 ? 1 / mean : 1;
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        double[] weights = new double[distances.length];
        for (int search = 0; search < SEARCH; search++) {
            double sum = 0;
            double moment = 0;
            for (int j = 0; j < weights.length; j++) {
                double further = distances[j] * distances[j] - nearest;
                weights[j] = StrictMath.exp(-precision * further);
                sum += weights[j];
                moment += weights[j] * further;
            }
            double entropy = StrictMath.log(sum) + precision * moment / sum;
            for (int j = 0; j < weights.length; j++) {
                weights[j] /= sum;
            }
            if (Math.abs(entropy - wanted) < ENTROPY_TOLERANCE) {
                break;
            }
            if (entropy > wanted) {
                low = precision;
                precision = Double.isInfinite(high) ? 2 * precision : (low + high) / 2;
            } else {
                high = precision;
                precision = (low + high) / 2;
            }
        }
        return weights;
    }

    private double[][] start(float[][] points) {
        double[][] places = PrincipalComponents.plane(points, seed);
        double squares = 0;
        for (double[] place : places) {
            squares += place[0] * place[0];
        }
        double deviation = Math.sqrt(squares / places.length);
        double scale = deviation == 0 ? 0 : START / deviation;
        SplittableRandom random = new SplittableRandom(seed);
        for (double[] place : places) {
            for (int axis = 0; axis < 2; axis++) {
                place[axis] = place[axis] * scale + START / 100 * (random.nextDouble() - 0.5);
            }
        }
        return places;
    }

    private double[][] descend(NeighbourGraph attraction, double[][] places) {
        int points = places.length;
        double rate = Math.max(points / EXAGGERATION / 4, LEAST_RATE);
        int exaggerated = Math.min(EXAGGERATED, iterations / 4);
        double[][] pushes = new double[points][2];
        double[] sums = new double[points];
        double[][] gradients = new double[points][2];
        double[][] steps = new double[points][2];
        double[][] gains = new double[points][2];
        for (double[] gain : gains) {
            gain[0] = 1;
            gain[1] = 1;
        }
        for (int iteration = 0; iteration < iterations; iteration++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("t-SNE was stopped");
            }
            QuadTree tree = new QuadTree(places);
            IntStream.range(0, points).parallel().forEach(place -> {
                // neighbours walk through the same squares, which are then at hand
                int i = tree.order()[place];
                sums[i] = tree.push(i, THETA, pushes[i]);
            });
            double sum = 0;
            for (double own : sums) {
                sum += own;
            }
            double all = sum;
            double strength = iteration < exaggerated ? EXAGGERATION : 1;
            double momentum = iteration < exaggerated ? 0.5 : 0.8;
            IntStream.range(0, points)
                    .parallel()
                    .forEach(i -> gradient(i, attraction, strength, places, pushes[i], all, gradients[i]));
            for (int i = 0; i < points; i++) {
                for (int axis = 0; axis < 2; axis++) {
                    double slope = gradients[i][axis];
                    boolean onward = slope * steps[i][axis] <= 0;
                    gains[i][axis] = Math.max(LEAST_GAIN, onward ? gains[i][axis] + 0.2 : gains[i][axis] * 0.8);
                    steps[i][axis] = momentum * steps[i][axis] - rate * gains[i][axis] * slope;
                    places[i][axis] += steps[i][axis];
                }
            }
            centre(places);
        }
        return places;
    }

    /** The slope of the Kullback-Leibler divergence along the place of a point, equation 5 of the paper. */
    private static void gradient(
            int point,
            NeighbourGraph attraction,
            double strength,
            double[][] places,
            double[] push,
            double all,
            double[] gradient) {
        double x = 0;
        double y = 0;
        double[] own = places[point];
        for (int edge = attraction.ends()[point]; edge < attraction.ends()[point + 1]; edge++) {
            double[] other = places[attraction.others()[edge]];
            double dx = own[0] - other[0];
            double dy = own[1] - other[1];
            double pull = attraction.weights()[edge] / (1 + dx * dx + dy * dy);
            x += pull * dx;
            y += pull * dy;
        }
        gradient[0] = 4 * (strength * x - push[0] / all);
        gradient[1] = 4 * (strength * y - push[1] / all);
    }

    private static void centre(double[][] places) {
        for (int axis = 0; axis < 2; axis++) {
            double mean = 0;
            for (double[] place : places) {
                mean += place[axis] / places.length;
            }
            for (double[] place : places) {
                place[axis] -= mean;
            }
        }
    }
}
