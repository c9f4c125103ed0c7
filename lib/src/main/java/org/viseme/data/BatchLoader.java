package org.viseme.data;

import java.util.List;
import java.util.SplittableRandom;
import org.viseme.VisemeException;

/** Batches of targets and references, see {@link SamplerSettings}. */
public final class BatchLoader extends ClipLoader<LipBatch> {
    private final SamplerSettings settings;
    private final Sampler sampler;

    private BatchLoader(SamplerSettings settings, LoaderSettings loading, ClipPool pool, long firstStep) {
        super(pool, loading, firstStep);
        this.settings = settings;
        this.sampler = new Sampler(settings);
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

    @Override
    LipBatch build(long step) {
        BatchBuilder batch = new BatchBuilder(
                pool().cache(), settings.timeline(), settings.batch(), settings.frames(), pool().cropSize());
        for (int place = 0; place < settings.batch(); place++) {
            SplittableRandom choices = Sampler.choices(settings.seed(), step, place);
            pool().take(choices, clip -> batch.add(sampler.draw(clip, pool().frames(clip), choices)));
        }
        return batch.build(step);
    }
}
