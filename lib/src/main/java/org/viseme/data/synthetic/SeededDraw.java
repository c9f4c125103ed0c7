package org.viseme.data.synthetic;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Random draws for one purpose. Two purposes under one seed are independent, so that a new draw for, say, the hair does
 * not change the voice.
 */
final class SeededDraw {
    private final SplittableRandom random;

    private SeededDraw(long seed) {
        random = new SplittableRandom(seed);
    }

    static SeededDraw of(long seed, String purpose) {
        return new SeededDraw(seedFor(seed, purpose));
    }

    /** A seed of its own for a purpose under a seed. */
    static long seedFor(long seed, String purpose) {
        long hash = 0xcbf29ce484222325L ^ seed;
        for (int i = 0; i < purpose.length(); i++) {
            hash = (hash ^ purpose.charAt(i)) * 0x100000001b3L;
        }
        return new SplittableRandom(hash).nextLong();
    }

    double between(double from, double to) {
        return from + (to - from) * random.nextDouble();
    }

    double gaussian() {
        return random.nextGaussian();
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
