package org.viseme.embedding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UmapTest {
    @Test
    void theSameSeedGivesTheSamePlacesToTheLastBit() {
        float[][] points = TsneTest.groups(120, 3, 10);
        Umap umap = Umap.of(8, 3).withEpochs(50);
        double[][] again = umap.project(points).places();
        double[][] places = umap.project(points).places();
        for (int i = 0; i < places.length; i++) {
            assertArrayEquals(places[i], again[i]);
        }
    }

    @Test
    void groupsOfManyDimensionsAreGroupsInThePlane() {
        Projection plane = Umap.of(8, 3).withEpochs(100).project(TsneTest.groups(120, 3, 10));
        float[][] places = Arrays.stream(plane.places())
                .map(place -> new float[] {(float) place[0], (float) place[1]})
                .toArray(float[][]::new);
        assertEquals(1, Separability.nearestNeighbour(places, TsneTest.names(120, 3)));
        assertTrue(Separability.silhouette(places, TsneTest.names(120, 3)) > 0.6);
    }

    @Test
    void theNearestNeighbourCountsFullyAndAllAddUpToTheLogarithmOfTheirNumber() {
        double[] distances =
                IntStream.rangeClosed(1, 16).mapToDouble(i -> 2 + 0.1 * i).toArray();
        double[] strengths = Umap.strengths(distances);
        assertEquals(1, strengths[0]);
        assertEquals(4, DoubleStream.of(strengths).sum(), 1e-4);
        // exponential: each step further by a tenth takes the same share
        assertEquals(strengths[5] / strengths[4], strengths[12] / strengths[11], 1e-9);
    }

    @Test
    void theCurveIsTheNearestToTheMinimumDistance() {
        double best = misfit(Umap.A, Umap.B);
        assertTrue(best < misfit(Umap.A + 0.02, Umap.B) && best < misfit(Umap.A - 0.02, Umap.B));
        assertTrue(best < misfit(Umap.A, Umap.B + 0.02) && best < misfit(Umap.A, Umap.B - 0.02));
    }

    private static double misfit(double a, double b) {
        return IntStream.range(0, 300)
                .mapToDouble(i -> 3.0 * i / 299)
                .map(d -> 1 / (1 + a * Math.pow(d, 2 * b)) - (d < 0.1 ? 1 : Math.exp(0.1 - d)))
                .map(difference -> difference * difference)
                .sum();
    }
}
