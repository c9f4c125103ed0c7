package org.viseme.data;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.viseme.VisemeException;

/**
 * An endless row of training batches, built ahead by worker threads. Batch {@code k} is a function of the stores, the
 * {@link SamplerSettings} and {@code k}; neither threads nor cache have an influence. {@link #next} is for one thread.
 *
 * <p>A sample that cannot be read is replaced by another draw for the same place, counted in {@link #unreadable} and
 * logged; when draw after draw fails, the loader stops with the last problem.
 */
public final class BatchLoader implements AutoCloseable {
    private final SamplerSettings settings;
    private final ClipPool pool;
    private final Sampler sampler;
    private final Prefetcher<LipBatch> batches;

    private BatchLoader(SamplerSettings settings, LoaderSettings loading, ClipPool pool, long firstStep) {
        this.settings = settings;
        this.pool = pool;
        this.sampler = new Sampler(settings);
        this.batches = new Prefetcher<>(loading, firstStep, this::build);
    }

    /** Batches of one store, with the usual speed settings. */
    public static BatchLoader open(ClipStore store, Split split, SamplerSettings settings, long firstStep) {
        return open(List.of(new WeightedStore(store, 1)), split, settings, LoaderSettings.defaults(), firstStep);
    }

    /**
     * Batches of several stores mixed.
     *
     * @param firstStep the number of the batch to begin with: 0, or where a resumed training goes on
     * @throws VisemeException when no clip can be used, or the stores hold crops of different sizes
     */
    public static BatchLoader open(
            List<WeightedStore> stores, Split split, SamplerSettings settings, LoaderSettings loading, long firstStep) {
        ClipPool pool = new ClipPool(stores, split, settings.leastFrames(), loading.cacheBytes());
        return new BatchLoader(settings, loading, pool, firstStep);
    }

    /** The next batch; waits until it is there. */
    public LipBatch next() {
        return batches.next();
    }

    private LipBatch build(long step) {
        BatchBuilder batch = new BatchBuilder(
                pool.cache(), settings.timeline(), settings.batch(), settings.frames(), pool.cropSize());
        for (int place = 0; place < settings.batch(); place++) {
            SplittableRandom choices = Sampler.choices(settings.seed(), step, place);
            pool.take(choices, clip -> batch.add(sampler.draw(clip, pool.frames(clip), choices)));
        }
        return batch.build(step);
    }

    /** How many samples of which clip could not be read so far. */
    public Map<String, Integer> unreadable() {
        return pool.unreadable();
    }

    /** Number of clips that samples are drawn from. */
    public int clips() {
        return pool.size();
    }

    /** Number of clips of the split that are too short for a target and a reference. */
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
