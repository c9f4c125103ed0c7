package org.viseme.train;

import java.time.Duration;

/** How far a training is, told at most twice a second. */
public final class ProgressLine {
    private final long firstStep;
    private final long steps;
    private final String unit;
    private final Listener listener;
    private final long begin = System.nanoTime();
    private long told;
    private long count;

    /** Who is told. */
    @FunctionalInterface
    public interface Listener {
        /**
         * @param share what is done, 0 to 1
         * @param line one line for a person
         */
        void progress(double share, String line);

        /** A line on standard error that overwrites itself. */
        static Listener standardError() {
            return (share, line) -> {
                System.err.printf("\r%-100s%s", line, share >= 1 ? System.lineSeparator() : "");
                System.err.flush();
            };
        }

        static Listener silent() {
            return (share, line) -> {};
        }
    }

    /** @param unit what is trained on, such as images */
    ProgressLine(long firstStep, long steps, String unit, Listener listener) {
        this.firstStep = firstStep;
        this.steps = steps;
        this.unit = unit;
        this.listener = listener;
    }

    /**
     * Notes that steps are done.
     *
     * @param size what they have trained on
     */
    void step(long done, long size, float loss) {
        count += size;
        long now = System.nanoTime();
        if (now - told < 500_000_000L && done < steps) {
            return;
        }
        told = now;
        double seconds = (now - begin) / 1e9;
        Duration left = Duration.ofSeconds(Math.round(seconds / (done - firstStep) * (steps - done)));
        listener.progress(
                done / (double) steps,
                String.format(
                        "step %,d of %,d   loss %.4f   %.1f %s/s   %d:%02d:%02d left",
                        done,
                        steps,
                        loss,
                        count / seconds,
                        unit,
                        left.toHours(),
                        left.toMinutesPart(),
                        left.toSecondsPart()));
    }

    /** What is trained on a second, so far. */
    double perSecond() {
        return count / ((System.nanoTime() - begin) / 1e9);
    }
}
