package org.viseme.data;

/**
 * How fast batches are loaded; has no influence on what is in them.
 *
 * @param workers threads that build batches
 * @param prefetch batches that are ready or being built while one is used
 * @param cacheBytes decoded crops are kept in memory up to this; further clips are decoded each time they are used
 */
public record LoaderSettings(int workers, int prefetch, long cacheBytes) {
    private static final long GIBIBYTE = 1L << 30;

    public LoaderSettings {
        if (workers < 1 || prefetch < 1 || cacheBytes < 0) {
            throw new IllegalArgumentException(
                    workers + " workers, " + prefetch + " batches ahead, cache of " + cacheBytes);
        }
    }

    /** One worker, four batches ahead, a cache of 2 GiB or half of Java's memory where that is less. */
    public static LoaderSettings defaults() {
        return new LoaderSettings(
                1, 4, Math.min(2 * GIBIBYTE, Runtime.getRuntime().maxMemory() / 2));
    }

    public LoaderSettings withWorkers(int count) {
        return new LoaderSettings(count, Math.max(prefetch, 2 * count), cacheBytes);
    }

    public LoaderSettings withCacheBytes(long bytes) {
        return new LoaderSettings(workers, prefetch, bytes);
    }
}
