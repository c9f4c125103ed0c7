package org.viseme.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.viseme.VisemeException;
import org.viseme.torch.NativeScope;
import org.viseme.torch.Torch;

class FeatureMomentsTest {
    private static final int DIMENSIONS = 5;

    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    /** Correlated features around a far mean. */
    private static double[][] features(int count, double mean) {
        Random random = new Random(count);
        double[][] rows = new double[count][DIMENSIONS];
        for (double[] row : rows) {
            double common = random.nextGaussian();
            for (int i = 0; i < DIMENSIONS; i++) {
                row[i] = mean * (i + 1) + common + (i + 1) * random.nextGaussian();
            }
        }
        return rows;
    }

    private NDArray array(double[][] rows) {
        DoubleBuffer values = DoubleBuffer.allocate(rows.length * DIMENSIONS);
        for (double[] row : rows) {
            values.put(row);
        }
        return Torch.create(manager, values.flip(), new Shape(rows.length, DIMENSIONS), DataType.FLOAT64);
    }

    private FeatureMoments moments(double[][] rows, int batch) {
        FeatureMoments moments = new FeatureMoments(manager, DIMENSIONS);
        for (int from = 0; from < rows.length; from += batch) {
            try (NDArray features = array(Arrays.copyOfRange(rows, from, Math.min(rows.length, from + batch)))) {
                moments.add(features);
            }
        }
        return moments;
    }

    private static double[] mean(double[][] rows) {
        double[] mean = new double[DIMENSIONS];
        for (double[] row : rows) {
            for (int i = 0; i < DIMENSIONS; i++) {
                mean[i] += row[i] / rows.length;
            }
        }
        return mean;
    }

    /** In two passes, around a mean that is known already. */
    private static double[] covariance(double[][] rows) {
        double[] mean = mean(rows);
        double[] covariance = new double[DIMENSIONS * DIMENSIONS];
        for (double[] row : rows) {
            for (int i = 0; i < covariance.length; i++) {
                double left = row[i / DIMENSIONS] - mean[i / DIMENSIONS];
                double right = row[i % DIMENSIONS] - mean[i % DIMENSIONS];
                covariance[i] += left * right / (rows.length - 1);
            }
        }
        return covariance;
    }

    @ParameterizedTest
    @CsvSource({"2,1", "4,4", "4,3", "100,1", "100,7", "100,100", "501,16"})
    void batchesGiveWhatTwoPassesOverAllGive(int count, int batch) {
        double[][] rows = features(count, 3);
        try (FeatureMoments moments = moments(rows, batch)) {
            assertEquals(count, moments.count());
            assertArrayEquals(mean(rows), moments.mean(), 1e-12);
            assertArrayEquals(covariance(rows), moments.covariance(), 1e-11);
        }
    }

    @Test
    void aFarMeanCostsNoDigits() {
        // a variance as the difference of mean squares would be 1e14 - 1e14 here, with no digit left
        double[][] rows = features(300, 1e7);
        try (FeatureMoments moments = moments(rows, 11)) {
            assertArrayEquals(covariance(rows), moments.covariance(), 1e-6);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,99", "50,50", "97,3", "0,100", "100,0"})
    void mergedPartsAreTheWhole(int first, int second) {
        double[][] rows = features(first + second, 2);
        try (FeatureMoments merged = moments(Arrays.copyOf(rows, first), 8);
                FeatureMoments other = moments(Arrays.copyOfRange(rows, first, rows.length), 8)) {
            double[] before = other.mean();
            merged.merge(other);
            assertEquals(rows.length, merged.count());
            assertArrayEquals(mean(rows), merged.mean(), 1e-12);
            assertArrayEquals(covariance(rows), merged.covariance(), 1e-11);
            assertEquals(second, other.count());
            assertArrayEquals(before, other.mean());
        }
    }

    @Test
    void memoryDoesNotGrowWithTheNumberOfFeatures() {
        double[][] rows = features(400, 1);
        try (FeatureMoments moments = moments(Arrays.copyOf(rows, 40), 4)) {
            int live = NativeScope.liveArrays(manager);
            for (int from = 40; from < rows.length; from += 4) {
                try (NDArray batch = array(Arrays.copyOfRange(rows, from, from + 4))) {
                    moments.add(batch);
                }
                assertTrue(moments.heldRows() <= 2 * DIMENSIONS, moments.heldRows() + " rows are held");
            }
            assertEquals(live, NativeScope.liveArrays(manager));
            assertArrayEquals(covariance(rows), moments.covariance(), 1e-11);
        }
    }

    @Test
    void singlePrecisionFeaturesAreTakenAsTheyAre() {
        double[][] rows = features(30, 1);
        float[] floats = new float[30 * DIMENSIONS];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) rows[i / DIMENSIONS][i % DIMENSIONS];
            rows[i / DIMENSIONS][i % DIMENSIONS] = floats[i];
        }
        try (FeatureMoments moments = new FeatureMoments(manager, DIMENSIONS)) {
            moments.add(manager.create(floats, new Shape(30, DIMENSIONS)));
            assertArrayEquals(covariance(rows), moments.covariance(), 1e-12);
        }
    }

    @Test
    void whatCannotBeTakenInIsRefusedAndLeavesAllAsItWas() {
        double[][] rows = features(20, 1);
        try (FeatureMoments moments = moments(rows, 5);
                FeatureMoments empty = new FeatureMoments(manager, DIMENSIONS)) {
            double[][] broken = features(3, 1);
            broken[1][2] = Double.NaN;
            assertThrows(IllegalArgumentException.class, () -> moments.add(array(broken)));
            assertThrows(IllegalArgumentException.class, () -> moments.add(manager.ones(new Shape(3, 4))));
            assertThrows(IllegalArgumentException.class, () -> moments.add(manager.ones(new Shape(DIMENSIONS))));
            assertThrows(IllegalArgumentException.class, () -> moments.merge(new FeatureMoments(manager, 4)));
            moments.add(manager.ones(new Shape(0, DIMENSIONS)));
            assertArrayEquals(covariance(rows), moments.covariance(), 1e-11);
            empty.add(array(features(1, 1)));
            VisemeException tooFew = assertThrows(VisemeException.class, empty::covariance);
            assertTrue(tooFew.getMessage().contains("a set of 1"), tooFew.getMessage());
        }
    }
}
