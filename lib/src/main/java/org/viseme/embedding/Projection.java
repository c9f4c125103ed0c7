package org.viseme.embedding;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Points in a plane. Only neighbourhoods mean something in it: axes have no unit, and distances between groups and their
 * sizes are no measure of anything.
 *
 * @param method what was done, with its settings
 * @param kept which points are shown, ascending
 * @param places (shown points, 2)
 * @param points how many there were
 */
public record Projection(String method, int[] kept, double[][] places, int points) {
    /** What a picture of a part of the points has to say; empty where it shows all. */
    public String notice() {
        return kept.length == points ? "" : "%,d of %,d points, drawn by chance".formatted(kept.length, points);
    }

    /** Coordinates to the right. */
    public double[] x() {
        return IntStream.range(0, places.length).mapToDouble(i -> places[i][0]).toArray();
    }

    /** Coordinates upwards. */
    public double[] y() {
        return IntStream.range(0, places.length).mapToDouble(i -> places[i][1]).toArray();
    }

    /** Of something that there is for all points, what belongs to those that are shown. */
    public <T> List<T> of(List<T> all) {
        return IntStream.of(kept).mapToObj(all::get).toList();
    }

    /** At most so many of the numbers from 0 on, each equally likely, ascending. */
    static int[] drawn(int points, int most, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] kept = new int[Math.min(points, most)];
        int next = 0;
        for (int i = 0; i < points && next < kept.length; i++) {
            if (random.nextInt(points - i) < kept.length - next) {
                kept[next++] = i;
            }
        }
        return kept;
    }
}
