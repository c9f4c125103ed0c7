package org.viseme.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.viseme.VisemeException;

/**
 * Batches of whole utterances, see {@link UtteranceSampling}, or of single words. What has been read stays in memory while
 * there is room.
 */
public final class UtteranceLoader extends ClipLoader<UtteranceBatch> {
    private final UtteranceSampling sampling;
    private final UtteranceDraws draws;

    private UtteranceLoader(
            UtteranceSampling sampling,
            UtteranceDraws.Starts starts,
            LoaderSettings loading,
            ClipPool pool,
            long firstStep) {
        super(pool, loading, firstStep);
        this.sampling = sampling;
        this.draws = new UtteranceDraws(sampling, starts, pool, loading.cacheBytes());
    }

    /**
     * @param firstStep the number of the batch to begin with: 0, or where a resumed training goes on
     * @throws VisemeException when the split is empty
     */
    public static UtteranceLoader open(
            List<WeightedStore> stores,
            Split split,
            UtteranceSampling sampling,
            LoaderSettings loading,
            long firstStep) {
        return new UtteranceLoader(
                sampling, UtteranceDraws.Starts.ANYWHERE, loading, new ClipPool(stores, split, 1, 0), firstStep);
    }

    /**
     * As {@link #open}: of each clip {@link UtteranceSampling#longestFrames} around one of its words, drawn at random. A
     * clip without words that have times, and so many frames around them, counts as unreadable.
     */
    public static UtteranceLoader openWords(
            List<WeightedStore> stores,
            Split split,
            UtteranceSampling sampling,
            LoaderSettings loading,
            long firstStep) {
        ClipPool pool = new ClipPool(stores, split, sampling.longestFrames(), 0);
        return new UtteranceLoader(sampling, UtteranceDraws.Starts.AROUND_WORDS, loading, pool, firstStep);
    }

    @Override
    UtteranceBatch build(long step) {
        List<UtteranceBatch.Part> parts = new ArrayList<>();
        List<Integer> drawn = draws.clips(step);
        for (int place = 0; place < drawn.size(); place++) {
            SplittableRandom choices = Sampler.choices(sampling.seed(), step, place);
            pool().take(drawn.get(place), choices, clip -> parts.add(draws.part(clip, choices)));
        }
        return UtteranceBatch.of(step, parts);
    }
}
