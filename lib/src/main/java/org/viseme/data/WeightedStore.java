package org.viseme.data;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A store in a mix of several.
 *
 * @param weight its share of the samples, relative to the weights of the others
 * @param share how many of its clips are used, from above 0 to 1 for all; they are spread over each split
 */
public record WeightedStore(ClipStore store, double weight, double share) {
    public WeightedStore {
        if (!(weight > 0 && share > 0 && share <= 1)) {
            throw new IllegalArgumentException("weight " + weight + ", share " + share + " of " + store);
        }
    }

    /** All clips of a store. */
    public WeightedStore(ClipStore store, double weight) {
        this(store, weight, 1);
    }

    public WeightedStore withShare(double other) {
        return new WeightedStore(store, weight, other);
    }

    /** The clips of a split that are used, in the store's order; one at least, where it has any. */
    public List<ClipEntry> clips(Split split) {
        List<ClipEntry> all = store.clips(split);
        return IntStream.range(0, all.size())
                .filter(i -> Math.ceil((i + 1) * share) > Math.ceil(i * share))
                .mapToObj(all::get)
                .toList();
    }
}
