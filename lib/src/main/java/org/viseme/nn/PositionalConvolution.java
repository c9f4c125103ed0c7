package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Parameter;
import java.util.Optional;

/**
 * Tells a transformer where it is (Baevski et al., "wav2vec 2.0", 2020, section 2): {@code x + GELU(convolution(x))}
 * over time, in groups of channels. The weight is {@code weight_v} with each place of the kernel scaled to the length
 * {@code weight_g} (Salimans and Kingma, "Weight normalization", 2016).
 */
public final class PositionalConvolution extends Layer {
    private final int width;
    private final int kernel;
    private final int groups;
    private final Parameter bias;
    private final Parameter length;
    private final Parameter direction;

    /**
     * @param kernel positions under the kernel; of an even one, the last result is dropped
     * @param groups of channels; must divide {@code width}
     */
    public PositionalConvolution(int width, int kernel, int groups) {
        if (groups < 1 || width % groups != 0 || kernel < 1) {
            throw new IllegalArgumentException(
                    "a width of " + width + " in " + groups + " groups under a kernel of " + kernel);
        }
        this.width = width;
        this.kernel = kernel;
        this.groups = groups;
        int fan = width / groups;
        double deviation = Math.sqrt(4.0 / (kernel * width));
        bias = addWeight("bias", Initial.constant(0), width);
        length = addWeight("weight_g", Initial.constant((float) (deviation * Math.sqrt(width * fan))), 1, 1, kernel);
        direction = addWeight("weight_v", Initial.uniform(Math.sqrt(3) * deviation), width, fan, kernel);
    }

    /**
     * @param inputs (batch, time, width); where that is padding, (batch, time), boolean, may be left out
     * @return (batch, time, width)
     * @throws IllegalArgumentException when the shapes are others
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        NDArray x = requireSequences(inputs.get(0), width);
        count(pass, x);
        Fusion call = new Fusion(pass);
        String flow = call.input(x);
        Optional<String> padding = inputs.size() > 1 ? Optional.of(call.input(inputs.get(1))) : Optional.empty();
        return new NDList(call.run(fuse(call, flow, padding)));
    }

    void count(Pass pass, NDArray x) {
        pass.multiplyAdds().accept(x.size() * (width / groups) * kernel);
    }

    /** What is padding counts as zero, before and after. */
    String fuse(Fusion call, String x, Optional<String> padding) {
        String flow = padding.map(mask -> call.let("torch.masked_fill(%s, torch.unsqueeze(%s, 2), 0.0)", x, mask))
                .orElse(x);
        String v = call.input(direction.getArray());
        String weight = call.let(
                "torch.mul(%s, torch.div(%s, torch.norm(%s, 2, [0, 1], True)))", v, call.input(length.getArray()), v);
        String convolved = call.let(
                "torch.conv1d(%s, %s, %s, [1], [%d], [1], %d)",
                call.cast("torch.transpose(" + flow + ", 1, 2)"),
                call.cast(weight),
                call.cast(call.input(bias.getArray())),
                kernel / 2,
                groups);
        String kept = kernel % 2 == 0 ? call.let("torch.slice(%s, 2, 0, -1)", convolved) : convolved;
        return call.let("torch.add(%s, torch.gelu(torch.transpose(%s, 1, 2)))", flow, kept);
    }
}
