package org.viseme.data;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;

/**
 * Batches built ahead by worker threads and handed out in order. Batch {@code k} is what the function makes of {@code k},
 * whatever the number of workers. {@link #next} is for one thread.
 */
final class Prefetcher<B> implements AutoCloseable {
    private final LongFunction<B> build;
    private final int ahead;
    private final ExecutorService workers;
    private final Deque<Future<B>> pending = new ArrayDeque<>();
    private long nextStep;

    Prefetcher(LoaderSettings loading, long firstStep, LongFunction<B> build) {
        this.build = build;
        this.ahead = loading.prefetch();
        this.nextStep = firstStep;
        this.workers = Executors.newFixedThreadPool(
                loading.workers(),
                Thread.ofPlatform().daemon().name("batch-loader-", 0).factory());
    }

    /** The next batch; waits until it is there, an interrupt is kept for later. */
    B next() {
        request();
        Future<B> first = pending.removeFirst();
        request();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return first.get();
                } catch (InterruptedException e) {
                    // the batch is nearly there, and a loop that is to stop does so after its step
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void request() {
        while (pending.size() < ahead) {
            long step = nextStep++;
            pending.addLast(workers.submit(() -> build.apply(step)));
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
        workers.close();
    }
}
