package org.viseme.data;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.viseme.VisemeException;

/**
 * An endless row of training batches, built ahead by worker threads. Batch {@code k} is a function of the stores, the
 * {@link SamplerSettings} and {@code k}; neither threads nor cache have an influence. {@link #next} is for one thread.
 *
 * <p>A sample that cannot be read is replaced by another draw for the same place, counted in {@link #unreadable} and
 * logged; when draw after draw fails, the loader stops with the last problem.
 */
public final class BatchLoader implements AutoCloseable {
    private static final int DRAWS = 16;
    private final SamplerSettings settings;
    private final ClipCache cache;
    private final Sampler sampler;
    private final int cropSize;
    private final int tooShort;
    private final int prefetch;
    private final UnreadableClips unreadable = new UnreadableClips();
    private final ExecutorService workers;
    private final Deque<Future<LipBatch>> ahead = new ArrayDeque<>();
    private long nextStep;

    private BatchLoader(SamplerSettings settings, LoaderSettings loading, StoreMix mix, Split split, long firstStep) {
        this.settings = settings;
        List<ClipCache.Slot> slots = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        int all = 0;
        for (WeightedStore part : mix.parts()) {
            List<ClipEntry> clips = part.store().clips(split);
            int before = slots.size();
            clips.stream()
                    .filter(clip -> clip.frames() >= settings.leastFrames())
                    .forEach(clip -> slots.add(new ClipCache.Slot(part.store(), clip)));
            all += clips.size();
            if (slots.size() > before) {
                ends.add(slots.size());
                weights.add(part.weight());
            }
        }
        if (slots.isEmpty()) {
            throw new VisemeException(
                    mix.toString(),
                    "no clip of the split " + split.label() + " has " + settings.leastFrames() + " frames or more ("
                            + all + " shorter ones)",
                    "prepare more clips, or choose another split");
        }
        this.tooShort = all - slots.size();
        this.cropSize = mix.cropSize();
        this.cache = new ClipCache(slots, loading.cacheBytes());
        this.sampler = new Sampler(
                settings,
                cache,
                ends.stream().mapToInt(Integer::intValue).toArray(),
                weights.stream().mapToDouble(Double::doubleValue).toArray());
        this.prefetch = loading.prefetch();
        this.nextStep = firstStep;
        this.workers = Executors.newFixedThreadPool(
                loading.workers(),
                Thread.ofPlatform().daemon().name("batch-loader-", 0).factory());
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
        return new BatchLoader(settings, loading, new StoreMix(stores), split, firstStep);
    }

    /** The next batch; waits until it is there. */
    public LipBatch next() {
        request();
        Future<LipBatch> first = ahead.removeFirst();
        request();
        try {
            return first.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a batch", e);
        }
    }

    private void request() {
        while (ahead.size() < prefetch) {
            long step = nextStep++;
            ahead.addLast(workers.submit(() -> build(step)));
        }
    }

    private LipBatch build(long step) {
        BatchBuilder batch =
                new BatchBuilder(cache, settings.timeline(), settings.batch(), settings.frames(), cropSize);
        for (int place = 0; place < settings.batch(); place++) {
            add(batch, step, place);
        }
        return batch.build(step);
    }

    private void add(BatchBuilder batch, long step, int place) {
        SplittableRandom choices = sampler.choices(step, place);
        VisemeException last = null;
        for (int draw = 0; draw < DRAWS; draw++) {
            Sample sample = sampler.draw(choices);
            try {
                batch.add(sample);
                return;
            } catch (VisemeException e) {
                unreadable.add(cache.slots().get(sample.clip()).clip().id(), e);
                last = e;
            }
        }
        throw last;
    }

    /** How many samples of which clip could not be read so far. */
    public Map<String, Integer> unreadable() {
        return unreadable.counts();
    }

    /** Number of clips that samples are drawn from. */
    public int clips() {
        return cache.slots().size();
    }

    /** Number of clips of the split that are too short for a target and a reference. */
    public int tooShort() {
        return tooShort;
    }

    /** Height and width of the pictures. */
    public int cropSize() {
        return cropSize;
    }

    @Override
    public void close() {
        workers.shutdownNow();
        workers.close();
    }
}
