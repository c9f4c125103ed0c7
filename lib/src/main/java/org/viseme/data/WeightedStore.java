package org.viseme.data;

/**
 * A store in a mix of several.
 *
 * @param weight its share of the samples, relative to the weights of the others
 */
public record WeightedStore(ClipStore store, double weight) {
    public WeightedStore {
        if (!(weight > 0)) {
            throw new IllegalArgumentException("weight " + weight + " of " + store);
        }
    }
}
