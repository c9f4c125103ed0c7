package org.viseme.nn;

import ai.djl.ndarray.NDList;
import ai.djl.nn.Parameter;

/**
 * A fully connected layer, (..., in) to (..., out): {@code weight} (out, in) and {@code bias}, started as PyTorch
 * starts them.
 */
public final class Linear extends FusedLayer {
    private final int in;
    private final int out;
    private final boolean matrix;
    private final Parameter weight;
    private final Parameter bias;

    public Linear(int in, int out) {
        this(in, out, true, 1, out, in);
    }

    private Linear(int in, int out, boolean biased, double gain, long... shape) {
        this.in = in;
        this.out = out;
        this.matrix = shape.length == 2;
        double bound = 1 / Math.sqrt(in);
        weight = addWeight("weight", Initial.uniform(gain * bound), shape);
        bias = biased ? addWeight("bias", Initial.uniform(bound), out) : null;
    }

    static Linear withoutBias(int in, int out) {
        return new Linear(in, out, false, 1, out, in);
    }

    /** Starts with weights that keep a signal's size, which PyTorch's make smaller by the root of 3. */
    static Linear preserving(int in, int out) {
        return new Linear(in, out, true, Math.sqrt(3), out, in);
    }

    /** As networks have it that call it a convolution with a kernel of one: {@code weight} is (out, in, 1). */
    static Linear asConvolution(int in, int out) {
        return new Linear(in, out, true, 1, out, in, 1);
    }

    /**
     * @param inputs (..., in)
     * @return (..., out)
     * @throws IllegalArgumentException when the last axis has another size
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        pass.multiplyAdds().accept(requireWidth(inputs.singletonOrThrow(), in).size() * out);
        return super.forward(inputs, pass);
    }

    @Override
    String fuse(Fusion call, String x) {
        String product = call.input(weight.getArray());
        return call.let(
                "torch.linear(%s, %s, %s)",
                call.cast(x),
                call.cast(matrix ? product : "torch.squeeze(" + product + ", 2)"),
                bias == null ? "None" : call.cast(call.input(bias.getArray())));
    }
}
