package org.viseme.dub;

import java.util.concurrent.Semaphore;

/** How many frames may be under way at once, by what they weigh: queues of large pictures are short ones. */
final class FrameBudget {
    private static final long BYTES = 48L << 20;
    private static final int LEAST = 3;

    private final int frames;
    private final int batch;
    private final Semaphore free;

    /**
     * @param wantedBatch frames that are to be collected, at most
     */
    FrameBudget(int width, int height, int wantedBatch) {
        // Beside its own pixels a frame carries crops and drawn faces: at most as much again.
        long weight = 2L * 3 * width * height;
        frames = (int) Math.clamp(BYTES / weight, LEAST, 3L * wantedBatch + LEAST);
        batch = Math.clamp(frames / 3, 1, wantedBatch);
        free = new Semaphore(frames);
    }

    /** All frames together that may be under way. */
    int frames() {
        return frames;
    }

    /** Frames that can be collected without starving the other stages. */
    int batch() {
        return batch;
    }

    void acquire() throws InterruptedException {
        free.acquire();
    }

    void release() {
        free.release();
    }
}
