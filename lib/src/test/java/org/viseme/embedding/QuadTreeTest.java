package org.viseme.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class QuadTreeTest {
    private static double[][] places(int count) {
        SplittableRandom random = new SplittableRandom(9);
        double[][] places = new double[count][2];
        for (double[] place : places) {
            place[0] = 8 * random.nextGaussian();
            place[1] = 3 * random.nextGaussian();
        }
        return places;
    }

    /** Pushes of all others, one by one: along both axes, and the sum of q. */
    private static double[] byPairs(double[][] places, int point) {
        double[] push = new double[3];
        for (int j = 0; j < places.length; j++) {
            if (j != point) {
                double dx = places[point][0] - places[j][0];
                double dy = places[point][1] - places[j][1];
                double q = 1 / (1 + dx * dx + dy * dy);
                push[0] += q * q * dx;
                push[1] += q * q * dy;
                push[2] += q;
            }
        }
        return push;
    }

    @Test
    void withoutAnApproximationThePushIsThatOfAllPairs() {
        double[][] places = places(200);
        places[7] = places[8].clone();
        QuadTree tree = new QuadTree(places);
        for (int i = 0; i < places.length; i++) {
            double[] push = new double[2];
            double sum = tree.push(i, 0, push);
            double[] wanted = byPairs(places, i);
            assertEquals(wanted[0], push[0], 1e-9);
            assertEquals(wanted[1], push[1], 1e-9);
            assertEquals(wanted[2], sum, 1e-9);
        }
    }

    @Test
    void farPointsInGroupsPushNearlyAsMuch() {
        double[][] places = places(1000);
        QuadTree tree = new QuadTree(places);
        double wrong = 0;
        double all = 0;
        double sum = 0;
        double sumOfPairs = 0;
        for (int i = 0; i < places.length; i++) {
            double[] push = new double[2];
            double[] wanted = byPairs(places, i);
            sum += tree.push(i, 0.5, push);
            sumOfPairs += wanted[2];
            wrong += Math.hypot(push[0] - wanted[0], push[1] - wanted[1]);
            all += Math.hypot(wanted[0], wanted[1]);
        }
        assertEquals(1, sum / sumOfPairs, 0.02);
        assertEquals(0, wrong / all, 0.05);
        assertNotEquals(sumOfPairs, sum, 1e-6);
    }
}
