package org.viseme.dub;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** A bounded queue between two stages, with an end. */
final class Channel<T> {
    private static final Object END = new Object();

    private final BlockingQueue<Object> queue;

    Channel(int capacity) {
        queue = new ArrayBlockingQueue<>(capacity);
    }

    void put(T item) throws InterruptedException {
        queue.put(item);
    }

    /** Nothing comes after this. */
    void end() throws InterruptedException {
        queue.put(END);
    }

    /** The next item; null at the end. */
    @SuppressWarnings("unchecked") // only put() puts anything else than END
    T take() throws InterruptedException {
        Object item = queue.take();
        return item == END ? null : (T) item;
    }
}
