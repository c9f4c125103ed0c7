package org.viseme.nn;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;

/**
 * A convolution over time whose result is as long as its input: (batch, in, time) to (batch, out, time), with zeros
 * beyond both ends.
 */
public final class TemporalConvolution extends FusedLayer {
    private final int in;
    private final int kernel;
    private final int dilation;
    private final Parameter weight;
    private final Parameter bias;

    /**
     * @param kernel positions under it, an odd number
     * @param dilation how far apart they are
     */
    public TemporalConvolution(int in, int out, int kernel, int dilation) {
        if (kernel < 1 || kernel % 2 == 0 || dilation < 1) {
            throw new IllegalArgumentException("a kernel of " + kernel + " with dilation " + dilation);
        }
        this.in = in;
        this.kernel = kernel;
        this.dilation = dilation;
        double bound = 1 / Math.sqrt(in * kernel);
        weight = addWeight("weight", Initial.uniform(bound), out, in, kernel);
        bias = addWeight("bias", Initial.uniform(bound), out);
    }

    /**
     * @param inputs (batch, in, time)
     * @return (batch, out, time)
     * @throws IllegalArgumentException when the input has another shape
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        Shape shape = inputs.singletonOrThrow().getShape();
        if (shape.dimension() != 3 || shape.get(1) != in) {
            throw new IllegalArgumentException(
                    "TemporalConvolution: an array of shape %s instead of (batch, %d, time)".formatted(shape, in));
        }
        pass.multiplyAdds().accept(shape.size() * bias.getArray().size() * kernel);
        return super.forward(inputs, pass);
    }

    @Override
    String fuse(Fusion call, String x) {
        return call.let(
                "torch.conv1d(%s, %s, %s, [1], [%d], [%d], 1)",
                call.cast(x),
                call.cast(call.input(weight.getArray())),
                call.cast(call.input(bias.getArray())),
                (kernel - 1) * dilation / 2,
                dilation);
    }
}
