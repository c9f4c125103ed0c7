package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;
import org.viseme.VisemeException;
import org.viseme.torch.FusedAdam;
import org.viseme.torch.GradientScope;
import org.viseme.torch.Torch;

class FiniteGuardTest {
    /** Runs steps 1001 to 5000, of which some are bad, and looks at every tenth. */
    private static int run(LongPredicate bad) {
        FiniteGuard guard = new FiniteGuard(Path.of("run"), 1000);
        int skipped = 0;
        int inARow = 0;
        int noted = 0;
        for (long step = 1001; step <= 5000; step++) {
            skipped += bad.test(step) ? 1 : 0;
            inARow = bad.test(step) ? inARow + 1 : 0;
            if (step % 10 == 0) {
                noted += guard.check(step, skipped, inARow);
            }
        }
        assertEquals(skipped, noted);
        return noted;
    }

    private static void assertDiverged(String when, LongPredicate bad) {
        VisemeException problem = assertThrows(VisemeException.class, () -> run(bad));
        assertTrue(problem.getMessage().contains(when), problem.getMessage());
        assertTrue(problem.getMessage().contains("last good checkpoint"), problem.getMessage());
        assertTrue(problem.getMessage().contains("lower learningRate"), problem.getMessage());
    }

    @Test
    void oneStepInTwentyIsOnlyNoted() {
        assertEquals(0, run(step -> false));
        assertEquals(4000 / 20, run(step -> step % 20 == 0));
        assertEquals(10, run(step -> step > 3000 && step <= 3010));
    }

    @Test
    void moreThanTenInARowEndTheTraining() {
        assertDiverged("11 of the last", step -> step > 3000 && step <= 3011);
        assertDiverged("20 steps in a row up to step 3020", step -> step > 3000 && step <= 3100);
    }

    @Test
    void moreThanOneInTwentyEndTheTraining() {
        assertDiverged("steps up to step", step -> step % 18 == 0);
        assertDiverged("up to step 1040", step -> step % 3 == 0);
    }

    @Test
    void looksThatLieFarApartSeeTheShareToo() {
        FiniteGuard guard = new FiniteGuard(Path.of("run"), 0);
        assertEquals(50, guard.check(1000, 50, 0));
        assertEquals(50, guard.check(2000, 100, 0));
        assertThrows(VisemeException.class, () -> guard.check(3000, 151, 0));
    }

    @Test
    void theCountersAreThoseOfTheOptimizer() {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray weight = manager.create(1f);
            weight.setRequiresGradient(true);
            try (FusedAdam adam = new FusedAdam(manager, Map.of("w", weight), FusedAdam.Settings.defaults())) {
                FiniteGuard guard = new FiniteGuard(Path.of("run"), 0);
                for (int step = 1; step <= 10; step++) {
                    step(adam, weight);
                }
                assertEquals(10, guard.check(10, adam));
                step(adam, weight);
                VisemeException problem = assertThrows(VisemeException.class, () -> guard.check(11, adam));
                assertTrue(problem.getMessage().contains("11 steps in a row"), problem.getMessage());
            }
        }
    }

    private static void step(FusedAdam adam, NDArray weight) {
        try (GradientScope gradients = GradientScope.record()) {
            gradients.backward(weight.mul(Float.NaN));
        }
        adam.step(0.1);
    }
}
