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
 * Draws whole utterances, see {@link UtteranceSampling}. What has been read stays in memory while there is room. Safe for
 * several threads.
 */
final class UtteranceDraws {
    private static final int ORDER = -1;

    private final UtteranceSampling sampling;
    private final Starts starts;
    private final ClipPool pool;
    private final AtomicReferenceArray<Utterance> kept;
    private final AtomicLong room;

    /** Where the part of a clip begins that is taken. */
    enum Starts {
        ANYWHERE {
            @Override
            int draw(Utterance utterance, int frames, SplittableRandom choices) {
                return choices.nextInt(utterance.frames() - frames + 1);
            }
        },
        /** So that one of its words, drawn at random, lies in the middle. */
        AROUND_WORDS {
            @Override
            int draw(Utterance utterance, int frames, SplittableRandom choices) {
                List<Pieces.Part> around = utterance.info().words().stream()
                        .flatMap(word -> word.around(frames, utterance.frames()).stream())
                        .toList();
                if (around.isEmpty()) {
                    throw new VisemeException(
                            utterance.info().id(),
                            "has no word with a time and " + frames + " frames around it",
                            "use clips whose words have times, or fewer frames");
                }
                return around.get(choices.nextInt(around.size())).first();
            }
        };

        /** The first frame. */
        abstract int draw(Utterance utterance, int frames, SplittableRandom choices);
    }

    /** @param bytes utterances are kept in memory up to this */
    UtteranceDraws(UtteranceSampling sampling, Starts starts, ClipPool pool, long bytes) {
        this.sampling = sampling;
        this.starts = starts;
        this.pool = pool;
        this.kept = new AtomicReferenceArray<>(pool.size());
        this.room = new AtomicLong(bytes);
    }

    /**
     * The clips of a batch: {@link UtteranceSampling#sorted} batches draw theirs together and share them by length;
     * which of them gets the short ones is drawn as well.
     */
    List<Integer> clips(long step) {
        long group = step / sampling.sorted();
        SplittableRandom choices = Sampler.choices(sampling.seed(), group, ORDER);
        List<Integer> clips = new ArrayList<>();
        for (int i = 0; i < sampling.sorted() * sampling.clips(); i++) {
            clips.add(pool.draw(choices));
        }
        clips.sort(Comparator.comparingInt(pool::frames));
        List<Integer> turns = new ArrayList<>();
        for (int i = 0; i < sampling.sorted(); i++) {
            turns.add(i);
        }
        Collections.shuffle(turns, new Random(choices.nextLong()));
        int turn = turns.get((int) (step % sampling.sorted()));
        return clips.subList(turn * sampling.clips(), (turn + 1) * sampling.clips());
    }

    /** The part of a clip that is taken, and how it is seen. */
    UtteranceBatch.Part part(int clip, SplittableRandom choices) {
        Utterance utterance = utterance(clip);
        int frames = Math.min(utterance.frames(), sampling.longestFrames());
        int start = starts.draw(utterance, frames, choices);
        return new UtteranceBatch.Part(
                utterance, start, frames, MouthView.draw(utterance.size(), sampling.augmentation(), choices));
    }

    private Utterance utterance(int clip) {
        Utterance known = kept.get(clip);
        if (known != null) {
            return known;
        }
        ClipCache.Slot slot = pool.cache().slots().get(clip);
        Utterance read = Utterance.read(slot.store(), slot.clip());
        if (room.addAndGet(-read.bytes()) < 0 || !kept.compareAndSet(clip, null, read)) {
            room.addAndGet(read.bytes());
        }
        return read;
    }
}
