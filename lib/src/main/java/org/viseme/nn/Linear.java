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
    private final Parameter weight;
    private final Parameter bias;

    public Linear(int in, int out) {
        this.in = in;
        this.out = out;
        double bound = 1 / Math.sqrt(in);
        weight = addWeight("weight", Initial.uniform(bound), out, in);
        bias = addWeight("bias", Initial.uniform(bound), out);
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
        return call.let(
                "torch.linear(%s, %s, %s)",
                call.cast(x), call.cast(call.input(weight.getArray())), call.cast(call.input(bias.getArray())));
    }
}
