package org.viseme.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MomentsTest {
    private static Moments of(double... values) {
        Moments moments = new Moments();
        for (double value : values) {
            moments.add(value);
        }
        return moments;
    }

    @Test
    void meanAndDeviationAreThoseOfTheDefinition() {
        Moments moments = of(2, 4, 4, 4, 5, 5, 7, 9);
        assertEquals(8, moments.count());
        assertEquals(5, moments.mean(), 1e-12);
        assertEquals(2, moments.deviation(), 1e-12);
        assertTrue(Double.isNaN(of().mean()) && Double.isNaN(of().deviation()));
        assertEquals(0, of(3).deviation());
    }

    @Test
    void partsMakeTheWhole() {
        Moments parts = of();
        parts.addAll(of(2, 4, 4));
        parts.addAll(of());
        parts.addAll(of(4, 5, 5, 7, 9));
        assertEquals(8, parts.count());
        assertEquals(5, parts.mean(), 1e-12);
        assertEquals(2, parts.deviation(), 1e-12);
    }

    @Test
    void smallDifferencesOfLargeNumbersAreKept() {
        Moments moments = of(1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16);
        assertEquals(Math.sqrt(22.5), moments.deviation(), 1e-6);
    }
}
