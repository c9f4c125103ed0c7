package org.viseme.nn;

import ai.djl.ndarray.NDList;
import ai.djl.nn.Parameter;

/**
 * Layer normalisation (Ba et al., 2016): (..., width), each vector of the last axis to mean 0 and variance 1, then
 * {@code weight} and {@code bias}. In 32 bits.
 */
public final class LayerNorm extends FusedLayer {
    static final double EPSILON = 1e-5;

    private final int width;
    private final double epsilon;
    private final Parameter weight;
    private final Parameter bias;

    public LayerNorm(int width) {
        this(width, EPSILON);
    }

    /**
     * @param epsilon what is added to the variance
     */
    public LayerNorm(int width, double epsilon) {
        this.width = width;
        this.epsilon = epsilon;
        weight = addWeight("weight", Initial.constant(1), width);
        bias = addWeight("bias", Initial.constant(0), width);
    }

    /**
     * @param inputs (..., width)
     * @throws IllegalArgumentException when the last axis has another size
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        requireWidth(inputs.singletonOrThrow(), width);
        return super.forward(inputs, pass);
    }

    @Override
    String fuse(Fusion call, String x) {
        return call.let(
                "torch.layer_norm(torch.to(%s, 6), [%d], %s, %s, %s, True)",
                x, width, call.input(weight.getArray()), call.input(bias.getArray()), EPSILON);
    }
}
