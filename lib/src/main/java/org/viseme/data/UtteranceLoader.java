package org.viseme.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.viseme.VisemeException;

/**
 * Batches of whole utterances, see {@link UtteranceSampling}, or of single words. What has been read stays in memory while there is room.
 */
public final class UtteranceLoader extends ClipLoader<UtteranceBatch> {
    private static final int ORDER = -1;

    private final UtteranceSampling sampling;
    private final boolean words;
    private final AtomicReferenceArray<Utterance> kept;
    private final AtomicLong room;

    private UtteranceLoader(
            UtteranceSampling sampling, boolean words, LoaderSettings loading, ClipPool pool, long firstStep) {
        super(pool, loading, firstStep);
        this.sampling = sampling;
        this.words = words;
        this.kept = new AtomicReferenceArray<>(pool.size());
        this.room = new AtomicLong(loading.cacheBytes());
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
        return new UtteranceLoader(sampling, false, loading, new ClipPool(stores, split, 1, 0), firstStep);
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
        return new UtteranceLoader(sampling, true, loading, pool, firstStep);
    }

    @Override
    UtteranceBatch build(long step) {
        List<UtteranceBatch.Part> parts = new ArrayList<>();
        List<Integer> drawn = clips(step);
        for (int place = 0; place < drawn.size(); place++) {
            SplittableRandom choices = Sampler.choices(sampling.seed(), step, place);
            pool().take(drawn.get(place), choices, clip -> parts.add(part(clip, choices)));
        }
        return UtteranceBatch.of(step, parts);
    }

    private UtteranceBatch.Part part(int clip, SplittableRandom choices) {
        Utterance utterance = utterance(clip);
        int frames = Math.min(utterance.frames(), sampling.longestFrames());
        int start = words ? word(utterance, choices) : choices.nextInt(utterance.frames() - frames + 1);
        return new UtteranceBatch.Part(
                utterance, start, frames, MouthView.draw(utterance.size(), sampling.augmentation(), choices));
    }

    /** The first frame around one of its words. */
    private int word(Utterance utterance, SplittableRandom choices) {
        List<Pieces.Part> around = utterance.info().words().stream()
                .flatMap(word -> word.around(sampling.longestFrames(), utterance.frames()).stream())
                .toList();
        if (around.isEmpty()) {
            throw new VisemeException(
                    utterance.info().id(),
                    "has no word with a time and " + sampling.longestFrames() + " frames around it",
                    "use clips whose words have times, or fewer frames");
        }
        return around.get(choices.nextInt(around.size())).first();
    }

    /**
     * The clips of a batch: {@link UtteranceSampling#sorted} batches draw theirs together and share them by length;
     * which of them gets the short ones is drawn as well.
     */
    private List<Integer> clips(long step) {
        long group = step / sampling.sorted();
        SplittableRandom choices = Sampler.choices(sampling.seed(), group, ORDER);
        List<Integer> clips = new ArrayList<>();
        for (int i = 0; i < sampling.sorted() * sampling.clips(); i++) {
            clips.add(pool().draw(choices));
        }
        clips.sort(Comparator.comparingInt(pool()::frames));
        List<Integer> turns = new ArrayList<>();
        for (int i = 0; i < sampling.sorted(); i++) {
            turns.add(i);
        }
        Collections.shuffle(turns, new Random(choices.nextLong()));
        int turn = turns.get((int) (step % sampling.sorted()));
        return clips.subList(turn * sampling.clips(), (turn + 1) * sampling.clips());
    }

    private Utterance utterance(int clip) {
        Utterance known = kept.get(clip);
        if (known != null) {
            return known;
        }
        ClipCache.Slot slot = pool().cache().slots().get(clip);
        Utterance read = Utterance.read(slot.store(), slot.clip());
        if (room.addAndGet(-read.bytes()) < 0 || !kept.compareAndSet(clip, null, read)) {
            room.addAndGet(read.bytes());
        }
        return read;
    }
}
