package org.viseme.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.viseme.VisemeException;

class SeparabilityTest {
    private static final float[][] LINE = {{0}, {1}, {4}, {6}};

    @Test
    void theSilhouetteIsThatOfAHandCalculation() {
        // a: within 1, without (4 + 6) / 2 and (3 + 5) / 2; b: within 2, without (4 + 3) / 2 and (6 + 5) / 2
        double wanted = ((5 - 1) / 5.0 + (4 - 1) / 4.0 + (3.5 - 2) / 3.5 + (5.5 - 2) / 5.5) / 4;
        assertEquals(wanted, Separability.silhouette(LINE, List.of("a", "a", "b", "b")), 1e-9);
        // the 1 is alone: it counts 0. a: 0 and 4; its nearest other label is c (1) for 0, b (6) for 4
        double alone = ((1 - 4) / 4.0 + 0 + (2 - 4) / 4.0 + 0) / 4;
        assertEquals(alone, Separability.silhouette(LINE, List.of("a", "c", "a", "b")), 1e-9);
    }

    @Test
    void thePointItselfIsNotItsNearestNeighbour() {
        // nearest: 0 to 1, 1 to 0, 4 to 6, 6 to 4
        assertEquals(1, Separability.nearestNeighbour(LINE, List.of("a", "a", "b", "b")));
        assertEquals(0, Separability.nearestNeighbour(LINE, List.of("a", "b", "a", "b")));
        assertEquals(0.5, Separability.nearestNeighbour(LINE, List.of("a", "a", "a", "b")));
        assertEquals(List.of("b", "a", "d", "c"), Separability.nearest(LINE, List.of("a", "b", "c", "d")));
    }

    @Test
    void theProbeFindsWhatALineCanPartAndNothingElse() {
        // two labels on both sides of a line through 100 places; the parity of a place has no such line
        float[][] places =
                IntStream.range(0, 100).mapToObj(i -> new float[] {i, 100 - i}).toArray(float[][]::new);
        List<String> sides =
                IntStream.range(0, 100).mapToObj(i -> i < 50 ? "l" : "r").toList();
        List<String> parity = IntStream.range(0, 100).mapToObj(i -> "" + i % 2).toList();
        assertTrue(LinearProbe.of(1).accuracy(places, sides) >= 0.97);
        assertEquals(0.5, LinearProbe.of(1).accuracy(places, parity), 0.15);
    }

    @Test
    void theProbeIsTheSameEveryTimeAndFindsThreeLabels() {
        float[][] points = TsneTest.groups(90, 3, 10);
        List<String> names = TsneTest.names(90, 3);
        assertEquals(1, LinearProbe.of(1).accuracy(points, names));
        List<String> shuffled = new java.util.ArrayList<>(names);
        Collections.shuffle(shuffled, new java.util.Random(1));
        double once = LinearProbe.of(1).accuracy(points, shuffled);
        assertEquals(once, LinearProbe.of(1).accuracy(points, shuffled));
        assertEquals(1 / 3.0, once, 0.2);
    }

    @Test
    void everyPartOfTheProbeHasItsShareOfEveryLabel() {
        int[] folds = LinearProbe.of(1).folds(TsneTest.names(60, 3));
        for (int label = 0; label < 3; label++) {
            int own = label;
            for (int part = 0; part < 5; part++) {
                int asked = part;
                assertEquals(
                        4,
                        IntStream.range(0, 60)
                                .filter(i -> i % 3 == own && folds[i] == asked)
                                .count());
            }
        }
    }

    @Test
    void theShareOfTheMostFrequentLabelIsChance() {
        float[][] points = {{0}, {1}, {2}, {10}, {11}, {12}, {13}, {14}};
        Separability found = Separability.of(points, List.of("a", "a", "a", "b", "b", "b", "b", "b"), 1);
        assertEquals(5 / 8.0, found.chance());
        assertEquals(2, found.labels());
        assertEquals(8, found.points());
    }

    @Test
    void oneLabelCannotBeParted() {
        assertThrows(VisemeException.class, () -> Separability.of(LINE, List.of("a", "a", "a", "a"), 1));
    }
}
