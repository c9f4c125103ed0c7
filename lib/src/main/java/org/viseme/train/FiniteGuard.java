package org.viseme.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.viseme.VisemeException;
import org.viseme.torch.FusedAdam;

/**
 * Ends a training that diverges. A few steps whose gradient is not finite are skipped by the optimizer and only noted;
 * more than {@value #IN_A_ROW} in a row, or more than one in twenty of the last {@value #WINDOW} steps, are an error. One
 * guard an optimizer, asked at the steps that are logged.
 */
public final class FiniteGuard {
    static final int IN_A_ROW = 10;
    static final int WINDOW = 200;
    private static final double SHARE = 0.05;

    private final Path run;
    /** The looks within the window, and the last one before it. */
    private final List<Look> looks = new ArrayList<>();

    private record Look(long step, int skipped) {}

    /**
     * @param run folder of the training, for the message
     * @param firstStep the steps that were done before the optimizer began to count
     */
    public FiniteGuard(Path run, long firstStep) {
        this.run = run;
        looks.add(new Look(firstStep, 0));
    }

    /**
     * Looks at the optimizer's counters; waits for the device.
     *
     * @param step the steps done
     * @return steps that were skipped since the last look
     * @throws VisemeException when too many were
     */
    public int check(long step, FusedAdam optimizer) {
        return check(step, optimizer.skipped(), optimizer.skippedInARow());
    }

    int check(long step, int skipped, int inARow) {
        int fresh = skipped - looks.getLast().skipped();
        looks.add(new Look(step, skipped));
        while (looks.get(1).step() <= step - WINDOW) {
            looks.removeFirst();
        }
        Look begin = looks.getFirst();
        int lately = skipped - begin.skipped();
        if (inARow > IN_A_ROW) {
            throw diverged(step, inARow + " steps in a row");
        }
        if (lately > SHARE * Math.max(WINDOW, step - begin.step())) {
            throw diverged(step, lately + " of the last " + (step - begin.step()) + " steps");
        }
        return fresh;
    }

    private VisemeException diverged(long step, String steps) {
        return new VisemeException(
                run.toString(),
                "the gradient was not finite at " + steps + " up to step " + step,
                "the last good checkpoint is kept: resume from it with a lower learningRate");
    }
}
