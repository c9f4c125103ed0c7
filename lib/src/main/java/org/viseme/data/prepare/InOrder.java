package org.viseme.data.prepare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.viseme.data.ClipStoreWriter;
import org.viseme.data.Decision;
import org.viseme.data.PackedClip;

/**
 * Hands the results of several workers to the writer in the order of the plan, so that a store does not depend on who was
 * first. The source whose turn it is writes directly; the others' results wait in memory, and when too much is waiting,
 * so does the worker.
 */
final class InOrder {
    private static final long MOST_WAITING_BYTES = 128L << 20;

    private record Result(Decision decision, PackedClip clip) {
        long bytes() {
            return clip == null ? 0 : clip.bytes().length;
        }
    }

    private static final class Source {
        private final List<Result> waiting = new ArrayList<>();
        private String ended;
        private int frames;
    }

    private final ClipStoreWriter writer;
    private final Map<Integer, Source> sources = new HashMap<>();
    private int turn;
    private long waitingBytes;
    /** What keeps the writer from writing; thrown at every worker, since to each it looks like a fault of its source. */
    private RuntimeException broken;

    InOrder(ClipStoreWriter writer) {
        this.writer = writer;
    }

    /**
     * Takes what was decided about a stretch of a source.
     *
     * @param number of the source in the plan; the workers began them in this order
     * @param clip what is kept, or null
     */
    synchronized void add(int number, String source, Decision decision, PackedClip clip) throws InterruptedException {
        requireWhole();
        Result result = new Result(decision, clip);
        while (number != turn && waitingBytes > 0 && waitingBytes + result.bytes() > MOST_WAITING_BYTES) {
            wait();
        }
        requireWhole();
        Source waiting = sources.computeIfAbsent(number, key -> new Source());
        waiting.waiting.add(result);
        waitingBytes += result.bytes();
        if (number == turn) {
            attempt(() -> write(source, waiting));
        }
    }

    private void requireWhole() {
        if (broken != null) {
            throw broken;
        }
    }

    private void attempt(Runnable writing) {
        try {
            writing.run();
        } catch (RuntimeException e) {
            broken = e;
            throw e;
        }
    }

    private void write(String name, Source source) {
        for (Result result : source.waiting) {
            writer.add(name, result.decision(), result.clip());
            waitingBytes -= result.bytes();
        }
        source.waiting.clear();
        notifyAll();
    }

    /** Everything about a source has been added. */
    synchronized void end(int number, String name, int frames) {
        requireWhole();
        Source ending = sources.computeIfAbsent(number, key -> new Source());
        ending.ended = name;
        ending.frames = frames;
        attempt(this::writeEnded);
        notifyAll();
    }

    private void writeEnded() {
        for (Source next = sources.get(turn); next != null && next.ended != null; next = sources.get(turn)) {
            write(next.ended, next);
            writer.end(next.ended, next.frames);
            sources.remove(turn);
            turn++;
        }
    }
}
