package org.viseme.train;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends a training loop after the step at hand when the process is asked to end (Ctrl-C, {@code kill}) or the thread of
 * the loop is interrupted, as by the stop button of a notebook. The process then waits until the loop has saved and this
 * signal is closed.
 *
 * <pre>{@code
 * try (StopSignal stop = StopSignal.listen()) {
 *     while (step < steps && !stop.isStopped()) {
 *         step++; ...
 *     }
 *     save();
 * }
 * }</pre>
 *
 * <p>Do not call {@link System#exit} before it is closed: the exit would wait for the loop, and the loop for the exit.
 */
public final class StopSignal implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook;
    private volatile boolean stopped;

    private StopSignal(Duration patience) {
        hook = new Thread(() -> stopAndWait(patience), "training-stop");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** A signal for the loop of the calling thread; the process ends 60 seconds after it was asked to at the latest. */
    public static StopSignal listen() {
        return listen(PATIENCE);
    }

    static StopSignal listen(Duration patience) {
        return new StopSignal(patience);
    }

    private void stopAndWait(Duration patience) {
        stopped = true;
        try {
            closed.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Whether the loop should end, from the first request on. To be asked by the thread of the loop, whose interrupt is
     * taken away, because files cannot be written by an interrupted thread.
     */
    public boolean isStopped() {
        if (Thread.interrupted()) {
            stopped = true;
        }
        return stopped;
    }

    /** Lets the process end, if it was asked to. */
    @Override
    public void close() {
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process is ending: the hook runs already
        }
    }
}
