package org.viseme.data;

import java.util.SplittableRandom;

/**
 * Draws samples of a clip: a frame, and a reference frame, each uniformly. What is drawn for a place in a batch depends on
 * the seed, the number of the batch and the place alone, so training that is resumed sees the batches it would have seen.
 */
final class Sampler {
    private final SamplerSettings settings;

    Sampler(SamplerSettings settings) {
        this.settings = settings;
    }

    /** The source of choices for a place in a batch; further draws from it replace a sample that cannot be read. */
    static SplittableRandom choices(long seed, long step, int place) {
        return new SplittableRandom(mixed(mixed(mixed(seed) + step) + place));
    }

    Sample draw(int clip, int frames, SplittableRandom random) {
        int last = frames - settings.frames();
        int distance = settings.distance();
        boolean first = random.nextDouble() < settings.reference().firstFrameShare();
        int frame = first ? random.nextInt(distance, last + 1) : random.nextInt(last + 1);
        int reference = first ? 0 : drawReference(random, frame, last, distance);
        return new Sample(clip, clip, frame, reference, first, PictureChange.draw(settings.augmentation(), random));
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
