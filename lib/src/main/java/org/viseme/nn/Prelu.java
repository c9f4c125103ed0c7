package org.viseme.nn;

import ai.djl.nn.Parameter;

/**
 * The parametric rectifier (He et al., "Delving deep into rectifiers", 2015): (batch, channels, ...), values below zero
 * times the {@code weight} of their channel, which starts at a quarter.
 */
public final class Prelu extends FusedLayer {
    private final Parameter weight;

    public Prelu(int channels) {
        weight = addWeight("weight", Initial.constant(0.25f), channels);
    }

    @Override
    String fuse(Fusion call, String x) {
        return call.let("torch.prelu(%s, torch.type_as(%s, %s))", x, call.input(weight.getArray()), x);
    }
}
