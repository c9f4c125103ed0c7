package org.viseme.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.DoubleBuffer;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.viseme.VisemeException;
import org.viseme.torch.Torch;

class FrechetDistanceTest {
    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    private FeatureMoments moments(double[][] rows) {
        DoubleBuffer values = DoubleBuffer.allocate(rows.length * rows[0].length);
        for (double[] row : rows) {
            values.put(row);
        }
        FeatureMoments moments = new FeatureMoments(manager, rows[0].length);
        try (NDArray features =
                Torch.create(manager, values.flip(), new Shape(rows.length, rows[0].length), DataType.FLOAT64)) {
            moments.add(features);
        }
        return moments;
    }

    /** Points of exactly this mean and the covariance R R', R having these columns. */
    private FeatureMoments gaussian(double[] mean, double[]... columns) {
        double[][] rows = new double[2 * columns.length][mean.length];
        double reach = Math.sqrt((rows.length - 1) / 2.0);
        for (int row = 0; row < rows.length; row++) {
            double sign = row % 2 == 0 ? reach : -reach;
            for (int i = 0; i < mean.length; i++) {
                rows[row][i] = mean[i] + sign * columns[row / 2][i];
            }
        }
        return moments(rows);
    }

    @Test
    void alongTheAxesDeviationsAreCompared() {
        FeatureMoments a = gaussian(
                new double[] {1, 2, 3}, new double[] {1, 0, 0}, new double[] {0, 2, 0}, new double[] {0, 0, 0.5});
        FeatureMoments b = gaussian(
                new double[] {0, 2, 5}, new double[] {3, 0, 0}, new double[] {0, 1, 0}, new double[] {0, 0, 0.5});
        FrechetDistance distance = FrechetDistance.between(a, b);
        assertEquals(1 + 4, distance.meanTerm(), 1e-12);
        assertEquals(1 + 4 + 0.25, distance.traceA(), 1e-12);
        assertEquals(5 + (3 - 1) * (3 - 1) + (2 - 1) * (2 - 1), distance.distance(), 1e-12);
        assertEquals(distance.distance(), FrechetDistance.between(b, a).distance(), 1e-12);
    }

    @Test
    void inThePlaneTheRootHasAClosedForm() {
        // covariances that do not commute; tr((A B)^1/2) = sqrt(tr(A B) + 2 sqrt(det(A B)))
        double[] zero = {0, 0};
        FeatureMoments a = gaussian(zero, new double[] {2, 1}, new double[] {0, 1});
        FeatureMoments b = gaussian(zero, new double[] {1, -3}, new double[] {0, 0.5});
        // A = [4 2; 2 2], B = [1 -3; -3 9.25]
        double traceOfProduct = 4 * 1 + 2 * -3 + 2 * -3 + 2 * 9.25;
        double determinant = (4 * 2 - 2 * 2) * (9.25 - 9);
        double root = Math.sqrt(traceOfProduct + 2 * Math.sqrt(determinant));
        FrechetDistance distance = FrechetDistance.between(a, b);
        assertEquals(root, distance.traceRoot(), 1e-12);
        assertEquals(4 + 2 + 1 + 9.25 - 2 * root, distance.distance(), 1e-12);
    }

    @Test
    void equalSetsAreAtDistanceZeroInWhateverOrder() {
        Random random = new Random(1);
        double[][] rows = new double[60][40];
        double[][] reversed = new double[60][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = random.doubles(40, -3, 5).toArray();
            reversed[59 - i] = rows[i];
        }
        FeatureMoments moments = moments(rows);
        assertEquals(0, FrechetDistance.between(moments, moments).distance(), 1e-10);
        assertEquals(0, FrechetDistance.between(moments, moments(reversed)).distance(), 1e-10);
    }

    @Test
    void fewPicturesInManyDimensionsAreExact() {
        // two points each: both covariances have rank one, and the root's trace is |u . v|
        int dimensions = 2048;
        Random random = new Random(3);
        double[] u = random.doubles(dimensions, -1, 1).toArray();
        double[] v = random.doubles(dimensions, -1, 1).toArray();
        double[] mean = random.doubles(dimensions, 0, 1).toArray();
        double product = 0;
        double sizes = 0;
        for (int i = 0; i < dimensions; i++) {
            product += u[i] * v[i];
            sizes += u[i] * u[i] + v[i] * v[i];
        }
        FrechetDistance distance = FrechetDistance.between(gaussian(mean, u), gaussian(mean, v));
        assertEquals(Math.abs(product), distance.traceRoot(), 1e-9);
        assertEquals(sizes - 2 * Math.abs(product), distance.distance(), 1e-8);
    }

    @Test
    void setsWithoutACovarianceOrOfOtherFeaturesAreRefused() {
        FeatureMoments two = moments(new double[][] {{1, 2}, {3, 4}});
        FeatureMoments one = moments(new double[][] {{1, 2}});
        FeatureMoments other = moments(new double[][] {{1, 2, 3}, {3, 4, 5}});
        VisemeException refused = assertThrows(VisemeException.class, () -> FrechetDistance.between(two, one));
        assertTrue(refused.getMessage().contains("a set of 1"), refused.getMessage());
        assertThrows(IllegalArgumentException.class, () -> FrechetDistance.between(two, other));
    }
}
