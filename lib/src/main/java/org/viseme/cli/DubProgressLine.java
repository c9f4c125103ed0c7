package org.viseme.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.viseme.dub.DubPlan;
import org.viseme.dub.DubProgress;

/** Shows on a console how a dubbing run goes on: one line, written over at most twice a second, with the time left. */
final class DubProgressLine implements DubProgress, AutoCloseable {
    private static final long REDRAW_NANOS = 500_000_000L;

    private final PrintWriter console;
    private String stage = "";
    private long stageStart;
    private long drawn;
    private boolean open;

    DubProgressLine(PrintWriter console) {
        this.console = console;
    }

    @Override
    public synchronized void planned(DubPlan plan) {
        close();
        console.println(plan.describe());
        console.flush();
    }

    @Override
    public synchronized void note(String line) {
        close();
        console.println(line);
        console.flush();
    }

    @Override
    public synchronized void update(String newStage, int done, int total) {
        long now = System.nanoTime();
        if (!newStage.equals(stage)) {
            close();
            stage = newStage;
            stageStart = now;
            drawn = now;
        }
        if (now - drawn < REDRAW_NANOS) {
            return;
        }
        drawn = now;
        open = true;
        double rate = done / ((now - stageStart) / 1e9);
        long left = (long) Math.ceil((total - done) / rate);
        console.printf(
                Locale.ROOT,
                "\r%s: %d/%d frames, %.1f frames/s, %d:%02d to go   ",
                stage,
                done,
                total,
                rate,
                left / 60,
                left % 60);
        console.flush();
    }

    /** Ends the line. */
    @Override
    public synchronized void close() {
        if (open) {
            console.println();
            console.flush();
            open = false;
        }
    }
}
