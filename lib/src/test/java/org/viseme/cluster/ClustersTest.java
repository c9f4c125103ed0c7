package org.viseme.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;

class ClustersTest {
    private static final int GROUPS = 3;

    /** Three groups around (0, 0), (10, 0) and (0, 10), row by row in turn. */
    private static List<float[]> rows(int count) {
        SplittableRandom random = new SplittableRandom(4);
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float x = (i % GROUPS == 1 ? 10 : 0) + (float) random.nextGaussian();
            float y = (i % GROUPS == 2 ? 10 : 0) + (float) random.nextGaussian();
            rows.add(new float[] {x, y});
        }
        return rows;
    }

    @Test
    void itFindsTheGroupsAndFindsThemAgain() {
        List<float[]> rows = rows(600);
        Clusters clusters = Clusters.of(rows, GROUPS, 50, 10_000, 7);
        int[] found = clusters.of(rows.toArray(float[][]::new));
        int[] groups = new int[rows.size()];
        Arrays.setAll(groups, i -> i % GROUPS);
        Agreement agreement = Agreement.of(found, groups);
        assertEquals(1, agreement.purity(), 0);
        assertEquals(1, agreement.normalisedInformation(), 1e-9);
        for (int group = 0; group < GROUPS; group++) {
            int own = group;
            double x = rows.stream()
                    .filter(row -> rows.indexOf(row) % GROUPS == own)
                    .mapToDouble(row -> row[0])
                    .average()
                    .orElseThrow();
            assertEquals(x, clusters.centres()[found[group]][0], 1e-4);
        }
        Clusters again = Clusters.of(rows, GROUPS, 50, 10_000, 7);
        assertArrayEquals(clusters.centres(), again.centres());
    }

    @Test
    void ofManyRowsSomeAreDrawn() {
        List<float[]> rows = rows(3000);
        Clusters sampled = Clusters.of(rows, GROUPS, 50, 300, 7);
        int[] found = sampled.of(rows.toArray(float[][]::new));
        int[] groups = new int[rows.size()];
        Arrays.setAll(groups, i -> i % GROUPS);
        assertEquals(1, Agreement.of(found, groups).purity(), 0.001);
        // of the same seed the same rows are drawn
        assertArrayEquals(
                sampled.centres(), Clusters.of(rows, GROUPS, 50, 300, 7).centres());
    }

    @Test
    void theyComeBackFromAFile(@TempDir Path folder) {
        Clusters clusters = new Clusters(new float[][] {{1, 2, 3}, {4, 5, 6}});
        clusters.save(folder.resolve("clusters.safetensors"));
        Clusters back = Clusters.read(folder.resolve("clusters.safetensors"));
        assertArrayEquals(clusters.centres(), back.centres());
        assertEquals(1, back.of(new float[] {3, 4, 5}));
        assertEquals(0, back.of(new float[] {2, 3, 4}));
    }

    @Test
    void tooFewRowsAreNamed() {
        VisemeException problem = assertThrows(VisemeException.class, () -> Clusters.of(rows(3), 4, 10, 100, 1));
        assertTrue(problem.getMessage().contains("4 clusters"), problem.getMessage());
    }

    /** Manning et al., "Introduction to information retrieval", figure 16.4: purity 0.71, NMI 0.36. */
    @Test
    void agreementHasTheTextbooksValues() {
        int[] clusters = {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2};
        int[] labels = {0, 0, 0, 0, 0, 1, 0, 1, 1, 1, 1, 2, 0, 0, 2, 2, 2};
        Agreement agreement = Agreement.of(clusters, labels);
        assertEquals(12 / 17.0, agreement.purity(), 1e-12);
        assertEquals(0.36, agreement.normalisedInformation(), 0.005);
        // frames without a label do not count
        int[] more = Arrays.copyOf(clusters, 18);
        int[] unknown = Arrays.copyOf(labels, 18);
        unknown[17] = -100;
        assertEquals(agreement, Agreement.of(more, unknown));
    }
}
