package org.viseme.data;

import java.util.Map;
import org.viseme.VisemeException;

/**
 * An endless row of training batches of clips, built ahead by worker threads. Batch {@code k} is a function of the stores,
 * the settings and {@code k}; neither threads nor cache have an influence. {@link #next} is for one thread.
 *
 * <p>A clip that cannot be read is replaced by another draw for the same place, counted in {@link #unreadable} and logged;
 * when draw after draw fails, the loader stops with the last problem.
 *
 * @param <B> what a batch is
 */
public abstract class ClipLoader<B> implements AutoCloseable {
    private final ClipPool pool;
    private final Prefetcher<B> batches;

    /**
     * @param pool clips to draw from
     * @param firstStep the number of the batch to begin with: 0, or where a resumed training goes on
     */
    ClipLoader(ClipPool pool, LoaderSettings loading, long firstStep) {
        this.pool = pool;
        this.batches = new Prefetcher<>(loading, firstStep, this::build);
    }

    /** Makes a batch, on any thread; not before the first {@link #next}. */
    abstract B build(long step);

    ClipPool pool() {
        return pool;
    }

    /**
     * The next batch; waits until it is there.
     *
     * @throws VisemeException when clip after clip cannot be read
     */
    public B next() {
        return batches.next();
    }

    /** How many samples of which clip could not be read so far. */
    public Map<String, Integer> unreadable() {
        return pool.unreadable();
    }

    /** Number of clips that samples are drawn from. */
    public int clips() {
        return pool.size();
    }

    /** Number of clips of the split that are too short to be drawn from. */
    public int tooShort() {
        return pool.tooShort();
    }

    /** Height and width of the pictures. */
    public int cropSize() {
        return pool.cropSize();
    }

    @Override
    public void close() {
        batches.close();
    }
}
