package org.viseme.embedding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.viseme.VisemeException;

class TsneTest {
    /** Groups around far corners, a point of each in turn. */
    static float[][] groups(int points, int groups, int width) {
        SplittableRandom random = new SplittableRandom(5);
        float[][] rows = new float[points][width];
        for (int row = 0; row < points; row++) {
            for (int i = 0; i < width; i++) {
                rows[row][i] = (float) (random.nextGaussian() + (i == row % groups ? 12 : 0));
            }
        }
        return rows;
    }

    static List<String> names(int points, int groups) {
        return IntStream.range(0, points).mapToObj(i -> "group " + i % groups).toList();
    }

    @Test
    void theSameSeedGivesTheSamePlacesToTheLastBitOnAnyNumberOfThreads() throws Exception {
        float[][] points = groups(150, 3, 20);
        Tsne tsne = Tsne.of(10, 3).withIterations(120);
        double[][] places = tsne.project(points).places();
        try (ForkJoinPool one = new ForkJoinPool(1);
                ForkJoinPool five = new ForkJoinPool(5)) {
            for (ForkJoinPool pool : List.of(one, five)) {
                double[][] again =
                        pool.submit(() -> tsne.project(points).places()).get();
                for (int i = 0; i < places.length; i++) {
                    assertArrayEquals(places[i], again[i]);
                }
            }
        }
        double[][] otherSeed = new Tsne(10, 120, 1000, 4).project(points).places();
        assertNotEquals(places[0][0], otherSeed[0][0]);
    }

    @Test
    void groupsOfManyDimensionsAreGroupsInThePlane() {
        Projection plane = Tsne.of(10, 3).withIterations(400).project(groups(150, 3, 20));
        float[][] places = Arrays.stream(plane.places())
                .map(place -> new float[] {(float) place[0], (float) place[1]})
                .toArray(float[][]::new);
        assertEquals(1, Separability.nearestNeighbour(places, names(150, 3)));
        assertTrue(Separability.silhouette(places, names(150, 3)) > 0.6);
    }

    @Test
    void probabilitiesHaveThePerplexityAskedFor() {
        double[] distances =
                IntStream.rangeClosed(1, 60).mapToDouble(i -> 0.3 * i).toArray();
        double[] probabilities = Tsne.probabilities(distances, 12);
        double entropy = -Arrays.stream(probabilities).map(p -> p * Math.log(p)).sum();
        assertEquals(12, Math.exp(entropy), 0.01);
        // Gaussian: the logarithm falls with the square of the distance
        double precision = Math.log(probabilities[0] / probabilities[1]) / (0.6 * 0.6 - 0.3 * 0.3);
        assertEquals(precision, Math.log(probabilities[4] / probabilities[9]) / (9 - 2.25), 1e-9);
    }

    @Test
    void attractionIsTheSameBothWaysAndAddsUpToOne() {
        NeighbourGraph graph = Tsne.of(5, 1).attraction(groups(60, 2, 8));
        assertEquals(1, Arrays.stream(graph.weights()).sum(), 1e-9);
        double[][] full = new double[60][60];
        for (int i = 0; i < 60; i++) {
            for (int edge = graph.ends()[i]; edge < graph.ends()[i + 1]; edge++) {
                full[i][graph.others()[edge]] = graph.weights()[edge];
            }
        }
        for (int i = 0; i < 60; i++) {
            for (int j = 0; j < 60; j++) {
                assertEquals(full[i][j], full[j][i]);
            }
        }
    }

    @Test
    void ofTooManyPointsSomeAreDrawnAndThePictureSaysSo() {
        float[][] points = groups(400, 4, 6);
        Projection part = Tsne.of(5, 2).withIterations(20).withMost(100).project(points);
        assertEquals(100, part.places().length);
        assertEquals("100 of 400 points, drawn by chance", part.notice());
        assertEquals(IntStream.of(part.kept()).mapToObj(i -> "group " + i % 4).toList(), part.of(names(400, 4)));
        assertEquals("", Tsne.of(5, 2).withIterations(1).project(points).notice());
    }

    @Test
    void tooFewPointsForAPerplexityAreAnErrorWithARemedy() {
        VisemeException thrown =
                assertThrows(VisemeException.class, () -> Tsne.of(30, 1).project(groups(40, 2, 4)));
        assertEquals(
                "40 points: are too few for t-SNE of perplexity 30.0; use a perplexity below 13.3, or more points",
                thrown.getMessage());
    }

    @Test
    void aRemedyIsOneThatWorks() {
        VisemeException seven =
                assertThrows(VisemeException.class, () -> Tsne.of(3, 1).project(groups(7, 2, 4)));
        assertTrue(seven.getMessage().endsWith("use a perplexity below 2.3, or more points"), seven.getMessage());
        assertEquals(
                7, Tsne.of(2.3, 1).withIterations(1).project(groups(7, 2, 4)).kept().length);
        VisemeException six =
                assertThrows(VisemeException.class, () -> Tsne.of(2, 1).project(groups(6, 2, 4)));
        assertTrue(six.getMessage().endsWith("use 7 points or more"), six.getMessage());
    }

    @Test
    void equalPointsDoNotStopIt() {
        float[][] points = new float[30][3];
        Projection plane = Tsne.of(4, 1).withIterations(30).project(points);
        assertTrue(Arrays.stream(plane.places()).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite));
    }
}
