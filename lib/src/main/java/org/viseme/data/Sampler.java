package org.viseme.data;

import java.util.SplittableRandom;

/**
 * Draws samples: a store by its weight, a clip of it, a frame of that, and a reference frame, each uniformly. What is
 * drawn for a place in a batch depends on the seed, the number of the batch and the place alone, so training that is
 * resumed sees the batches it would have seen.
 */
final class Sampler {
    private final SamplerSettings settings;
    private final ClipCache cache;
    /** Clips of store {@code i} have the numbers from {@code ends[i - 1]} to {@code ends[i] - 1}. */
    private final int[] ends;

    private final double[] weights;

    Sampler(SamplerSettings settings, ClipCache cache, int[] ends, double[] weights) {
        this.settings = settings;
        this.cache = cache;
        this.ends = ends;
        this.weights = weights;
    }

    /** The source of choices for a place in a batch; further draws from it replace a sample that cannot be read. */
    SplittableRandom choices(long step, int place) {
        return new SplittableRandom(mixed(mixed(mixed(settings.seed()) + step) + place));
    }

    Sample draw(SplittableRandom random) {
        int clip = drawClip(random);
        int last = cache.slots().get(clip).clip().frames() - settings.frames();
        int distance = settings.distance();
        boolean first = random.nextDouble() < settings.reference().firstFrameShare();
        int frame = first ? random.nextInt(distance, last + 1) : random.nextInt(last + 1);
        int reference = first ? 0 : drawReference(random, frame, last, distance);
        return new Sample(clip, clip, frame, reference, first, PictureChange.draw(settings.augmentation(), random));
    }

    private int drawClip(SplittableRandom random) {
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

    private static int drawReference(SplittableRandom random, int frame, int last, int distance) {
        int before = Math.max(0, frame - distance + 1);
        int after = Math.max(0, last - frame - distance + 1);
        int choice = random.nextInt(before + after);
        return choice < before ? choice : frame + distance + choice - before;
    }

    /** The finaliser of MurmurHash3 with SplitMix64's constants: neighbouring numbers become unrelated ones. */
    private static long mixed(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
