package org.viseme.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.viseme.VisemeException;

/**
 * The clips that samples are drawn from: those of one split of one or more stores that are long enough, a store by its
 * weight and a clip of it uniformly. Safe for several threads.
 */
final class ClipPool {
    private static final int DRAWS = 16;
    private final ClipCache cache;
    private final int cropSize;
    private final int tooShort;
    private final UnreadableClips unreadable = new UnreadableClips();
    /** Clips of store {@code i} have the numbers from {@code ends[i - 1]} to {@code ends[i] - 1}. */
    private final int[] ends;

    private final double[] weights;

    /** @throws VisemeException when no clip can be used, or the stores hold crops of different sizes */
    ClipPool(List<WeightedStore> stores, Split split, int leastFrames, long cacheBytes) {
        StoreMix mix = new StoreMix(stores);
        List<ClipCache.Slot> slots = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        int all = 0;
        for (WeightedStore part : mix.parts()) {
            List<ClipEntry> clips = part.clips(split);
            int before = slots.size();
            clips.stream()
                    .filter(clip -> clip.frames() >= leastFrames)
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
                    "no clip of the split " + split.label() + " has " + leastFrames + " frames or more (" + all
                            + " shorter ones)",
                    "prepare more clips, or choose another split");
        }
        this.tooShort = all - slots.size();
        this.cropSize = mix.cropSize();
        this.cache = new ClipCache(slots, cacheBytes);
        this.ends = ends.stream().mapToInt(Integer::intValue).toArray();
        this.weights = weights.stream().mapToDouble(Double::doubleValue).toArray();
    }

    ClipCache cache() {
        return cache;
    }

    /** The number of a clip. */
    int draw(SplittableRandom random) {
        double total = 0;
        for (double weight : weights) {
            total += weight;
        }
        double point = random.nextDouble() * total;
        int store = 0;
        while (store < weights.length - 1 && point >= weights[store]) {
            point -= weights[store++];
        }
        return random.nextInt(store == 0 ? 0 : ends[store - 1], ends[store]);
    }

    int frames(int clip) {
        return cache.slots().get(clip).clip().frames();
    }

    String id(int clip) {
        return cache.slots().get(clip).clip().id();
    }

    /**
     * Draws a clip and does something with it; when the clip cannot be read, that is counted and logged, and another is
     * drawn for the same place.
     *
     * @throws VisemeException the last problem, when draw after draw fails
     */
    void take(SplittableRandom random, Consumer<Integer> use) {
        take(draw(random), random, use);
    }

    /** The same with a clip that is drawn already. */
    void take(int drawn, SplittableRandom random, Consumer<Integer> use) {
        VisemeException last = null;
        int clip = drawn;
        for (int draw = 0; draw < DRAWS; draw++) {
            try {
                use.accept(clip);
                return;
            } catch (VisemeException e) {
                unreadable.add(id(clip), e);
                last = e;
                clip = draw(random);
            }
        }
        throw last;
    }

    /** How many samples of which clip could not be read so far. */
    Map<String, Integer> unreadable() {
        return unreadable.counts();
    }

    /** Number of clips. */
    int size() {
        return cache.slots().size();
    }

    /** Number of clips of the split that are too short. */
    int tooShort() {
        return tooShort;
    }

    /** Height and width of the pictures. */
    int cropSize() {
        return cropSize;
    }
}
