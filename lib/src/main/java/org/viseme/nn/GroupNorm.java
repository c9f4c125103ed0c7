package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Parameter;
import java.util.List;
import org.viseme.torch.TorchScript;

/**
 * Group normalisation (Wu and He, 2018): the channels of one sample are normalised in groups, so that neither the size of
 * a batch nor what else is in it matters, in training as in evaluation.
 */
public final class GroupNorm extends Layer {
    static final double EPSILON = 1e-5;

    private final int groups;
    private final Parameter weight;
    private final Parameter bias;

    /**
     * @param groups how many groups; must divide {@code channels}
     */
    public GroupNorm(int groups, int channels) {
        if (groups < 1 || channels % groups != 0) {
            throw new IllegalArgumentException(channels + " channels in " + groups + " groups");
        }
        this.groups = groups;
        weight = addWeight("weight", Initial.constant(1), channels);
        bias = addWeight("bias", Initial.constant(0), channels);
    }

    @Override
    public NDList forward(NDList inputs, Pass pass) {
        TorchScript script = TorchScript.of(List.of("x", "g", "s"), "return " + script("x", "g", "s"));
        return new NDList(script.apply(inputs.singletonOrThrow(), scale(), shift()));
    }

    /** The TorchScript expression that normalises another one with two arrays, in 32 bits. */
    String script(String expression, String scale, String shift) {
        return "torch.group_norm(torch.to(%s, 6), %d, %s, %s, %s)".formatted(expression, groups, scale, shift, EPSILON);
    }

    NDArray scale() {
        return weight.getArray();
    }

    NDArray shift() {
        return bias.getArray();
    }
}
