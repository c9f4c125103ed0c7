package org.viseme.embedding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NeighboursTest {
    @Test
    void theyAreThoseThatSortingAllDistancesGives() {
        SplittableRandom random = new SplittableRandom(2);
        float[][] points = new float[700][7];
        for (float[] point : points) {
            for (int i = 0; i < point.length; i++) {
                point[i] = (float) random.nextGaussian();
            }
        }
        Neighbours found = Neighbours.of(points, 9);
        for (int i = 0; i < points.length; i++) {
            int own = i;
            int[] sorted = IntStream.range(0, points.length)
                    .filter(j -> j != own)
                    .boxed()
                    .sorted(Comparator.comparingDouble(j -> distance(points[own], points[j])))
                    .mapToInt(j -> j)
                    .limit(9)
                    .toArray();
            assertArrayEquals(sorted, found.rows()[i]);
            assertEquals(distance(points[i], points[sorted[8]]), found.distances()[i][8], 1e-5);
        }
    }

    @Test
    void ofEquallyFarOnesTheFirstIsNearer() {
        Neighbours found = Neighbours.of(new float[][] {{1, 0}, {0, 0}, {-1, 0}, {0, 1}}, 3);
        assertArrayEquals(new int[] {0, 2, 3}, found.rows()[1]);
        assertEquals("[1.0, 1.0, 1.0]", Arrays.toString(found.distances()[1]));
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }
}
