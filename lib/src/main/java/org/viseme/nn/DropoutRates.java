package org.viseme.nn;

import org.viseme.VisemeException;

/**
 * What a transformer forgets while it is trained; each is a probability.
 *
 * @param features elements of what attention, feed-forward and input add to the flow
 * @param attention weights of attention
 * @param activation elements between the two products of the feed-forward
 * @param layer whole layers (Fan et al., "Reducing transformer depth on demand with structured dropout", 2020)
 */
public record DropoutRates(double features, double attention, double activation, double layer) {
    public static final DropoutRates NONE = new DropoutRates(0, 0, 0, 0);

    public DropoutRates {
        require("dropout of features", features);
        require("dropout of attention", attention);
        require("dropout of activations", activation);
        require("dropout of layers", layer);
    }

    static double require(String name, double rate) {
        if (!(rate >= 0 && rate < 1)) {
            throw new VisemeException(name + "=" + rate, "is no probability below one", "use 0 or a number like 0.1");
        }
        return rate;
    }
}
