package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.viseme.VisemeException;

class ScheduleTest {
    @Test
    void theRateRisesStaysAndFalls() {
        Schedule schedule = new Schedule(1e-3, 5, 0.3);
        assertEquals(0.2e-3, schedule.rateAt(0, 60), 1e-12);
        assertEquals(1e-3, schedule.rateAt(4, 60), 1e-12);
        assertEquals(1e-3, schedule.rateAt(42, 60), 1e-12);
        // the fall takes the last 18 steps
        assertEquals(0.5e-3, schedule.rateAt(51, 60), 1e-12);
        assertEquals(1e-3 / 18, schedule.rateAt(59, 60), 1e-12);
    }

    @Test
    void aConstantRateIsConstant() {
        Schedule schedule = Schedule.constant(1e-4);
        for (long step : new long[] {0, 1, 500, 999}) {
            assertEquals(1e-4, schedule.rateAt(step, 1000), 0);
        }
    }

    @Test
    void aValueThatMakesNoSenseIsNamed() {
        assertProblem("learningRate 0.0", () -> new Schedule(0, 5, 0.3));
        assertProblem("learningRate NaN", () -> new Schedule(Double.NaN, 5, 0.3));
        assertProblem("warmupSteps -1", () -> new Schedule(1, -1, 0.3));
        assertProblem("decayShare 30.0", () -> new Schedule(1, 5, 30));
    }

    private static void assertProblem(String thing, Runnable made) {
        VisemeException problem = assertThrows(VisemeException.class, made::run);
        assertTrue(problem.getMessage().startsWith(thing), problem.getMessage());
    }
}
