package org.viseme.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.viseme.VisemeException;

/** Batches of utterances with runs of frames that are to be drawn, see {@link HybridSampling}. */
public final class HybridLoader extends ClipLoader<HybridBatch> {
    private final HybridSampling sampling;
    private final UtteranceDraws draws;
    private final AtomicReferenceArray<HybridBatch.Faces> faces;

    private HybridLoader(HybridSampling sampling, LoaderSettings loading, ClipPool pool, long firstStep) {
        super(pool, loading, firstStep);
        this.sampling = sampling;
        this.draws = new UtteranceDraws(
                sampling.utterances(), UtteranceDraws.Starts.ANYWHERE, pool, loading.cacheBytes() / 2);
        this.faces = new AtomicReferenceArray<>(pool.size());
    }

    /**
     * @param firstStep the number of the batch to begin with: 0, or where a resumed training goes on
     * @throws VisemeException when no clip is longer than a run
     */
    public static HybridLoader open(
            List<WeightedStore> stores, Split split, HybridSampling sampling, LoaderSettings loading, long firstStep) {
        ClipPool pool = new ClipPool(stores, split, sampling.runFrames() + 1, loading.cacheBytes() / 2);
        return new HybridLoader(sampling, loading, pool, firstStep);
    }

    @Override
    HybridBatch build(long step) {
        List<HybridBatch.Part> parts = new ArrayList<>();
        List<Integer> drawn = draws.clips(step);
        for (int place = 0; place < drawn.size(); place++) {
            SplittableRandom choices = Sampler.choices(sampling.utterances().seed(), step, place);
            pool().take(drawn.get(place), choices, clip -> parts.add(part(clip, choices)));
        }
        return HybridBatch.of(step, cropSize(), parts);
    }

    private HybridBatch.Part part(int clip, SplittableRandom choices) {
        UtteranceBatch.Part part = draws.part(clip, choices);
        int length = sampling.runFrames();
        boolean[] replaced = FrameSpans.draw(part.frames(), sampling.starts() * length, length, choices);
        try (LoadedClip opened = pool().cache().open(clip)) {
            return HybridBatch.Part.read(
                    part,
                    drawn(part, replaced, choices),
                    faces(clip),
                    opened,
                    opened.mel(),
                    cropSize(),
                    sampling.timeline());
        }
    }

    /** One reference for each stretch of replaced frames, from outside of it. */
    private List<HybridBatch.Drawn> drawn(UtteranceBatch.Part part, boolean[] replaced, SplittableRandom choices) {
        List<HybridBatch.Drawn> drawn = new ArrayList<>();
        int all = part.utterance().frames();
        for (int start = 0; start < replaced.length; start++) {
            if (replaced[start]) {
                int end = start;
                while (end < replaced.length && replaced[end]) {
                    end++;
                }
                boolean first = choices.nextDouble() < sampling.firstFrameShare() && part.start() + start > 0;
                int other = choices.nextInt(Math.max(1, all - (end - start)));
                int reference = other < part.start() + start ? other : Math.min(all - 1, other + end - start);
                for (int frame = start; frame < end; frame++) {
                    drawn.add(new HybridBatch.Drawn(frame, first ? 0 : reference));
                }
                start = end;
            }
        }
        return drawn;
    }

    private HybridBatch.Faces faces(int clip) {
        HybridBatch.Faces known = faces.get(clip);
        if (known == null) {
            ClipCache.Slot slot = pool().cache().slots().get(clip);
            known = HybridBatch.Faces.read(slot.store(), slot.clip());
            faces.set(clip, known);
        }
        return known;
    }
}
