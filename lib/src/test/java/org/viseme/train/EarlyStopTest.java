package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class EarlyStopTest {
    private static EarlyStop after(EarlyStop stop, double... values) {
        EarlyStop next = stop;
        for (int i = 0; i < values.length; i++) {
            next = next.after(100 * (i + 1), values[i]);
        }
        return next;
    }

    @Test
    void patienceCountsEvaluationsSinceTheLastImprovement() {
        EarlyStop stop = EarlyStop.of(3, 0);
        assertFalse(stop.isBest(0));
        assertFalse(after(stop, 5, 4, 4, 6).isOver());
        assertTrue(after(stop, 5, 4, 4, 6, 4.5).isOver());
        assertFalse(after(stop, 5, 4, 4, 6, 3.9).isOver());
    }

    @Test
    void theBestValueAndItsStepAreKnown() {
        EarlyStop stop = after(EarlyStop.of(3, 0), 5, 4, 4.5);
        assertEquals(4, stop.best());
        assertEquals(200, stop.bestStep());
        assertTrue(stop.isBest(200));
        assertFalse(stop.isBest(300));
    }

    @Test
    void smallGainsAreBestButOnlyTheirSumIsAnImprovement() {
        EarlyStop stop = after(EarlyStop.of(2, 0.5), 5, 4.7);
        assertEquals(4.7, stop.best());
        assertEquals(1, stop.evaluationsWithout());
        assertTrue(stop.after(300, 4.6).isOver());
        assertEquals(0, stop.after(300, 4.4).evaluationsWithout());
    }

    @Test
    void withoutPatienceItNeverEndsAndWhatIsNoNumberIsNoImprovement() {
        assertFalse(after(EarlyStop.of(0, 0), 1, 2, 3, 4, 5, 6).isOver());
        EarlyStop stop = after(EarlyStop.of(2, 0), Double.NaN, 3, Double.NaN);
        assertEquals(3, stop.best());
        assertEquals(1, stop.evaluationsWithout());
    }

    @Test
    void theCourseCanBeSavedAndThePatienceChanged() {
        EarlyStop stop = after(EarlyStop.of(3, 0.25), 5, 4.9, 4.8);
        assertEquals(stop, EarlyStop.of(3, 0.25).resumed(stop.toJson()));
        assertTrue(EarlyStop.of(2, 0.25).resumed(stop.toJson()).isOver());
        EarlyStop fresh = EarlyStop.of(3, 0);
        assertEquals(fresh, fresh.resumed(fresh.toJson()));
        assertThrows(IllegalArgumentException.class, () -> fresh.resumed("nothing"));
    }
}
