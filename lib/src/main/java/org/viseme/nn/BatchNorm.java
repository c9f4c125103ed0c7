package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Parameter;
import java.util.List;
import org.viseme.torch.TorchScript;

/**
 * Batch normalisation of (batch, channels, ...) with PyTorch's conventions: the new batch counts a tenth in the running
 * statistics, whose variance is the unbiased one. {@code num_batches_tracked} is part of the published state; nothing
 * reads it and it stays as it was loaded.
 */
public final class BatchNorm extends Layer {
    static final double EPSILON = 1e-5;

    private final Parameter weight;
    private final Parameter bias;
    private final Parameter mean;
    private final Parameter variance;
    private final double epsilon;

    public BatchNorm(int channels) {
        this(channels, EPSILON);
    }

    /**
     * @param epsilon what is added to the variance
     */
    public BatchNorm(int channels, double epsilon) {
        this.epsilon = epsilon;
        weight = addWeight("weight", Initial.constant(1), channels);
        bias = addWeight("bias", Initial.constant(0), channels);
        mean = addBuffer("running_mean", Initial.constant(0), channels);
        variance = addBuffer("running_var", Initial.constant(1), channels);
        addBuffer("num_batches_tracked", Initial.constant(0));
    }

    @Override
    public NDList forward(NDList inputs, Pass pass) {
        TorchScript script = TorchScript.of(List.of("x", "g", "s", "m", "v"), "return " + script("x", pass, epsilon));
        return new NDList(script.apply(inputs.singletonOrThrow(), scale(), shift(), mean(), variance()));
    }

    /** The TorchScript expression that normalises another one with the arrays g, s, m and v. */
    static String script(String expression, Pass pass) {
        return script(expression, pass, EPSILON);
    }

    private static String script(String expression, Pass pass, double epsilon) {
        return "torch.batch_norm(%s, g, s, m, v, %s, 0.1, %s, True)"
                .formatted(expression, pass.training() ? "True" : "False", epsilon);
    }

    NDArray scale() {
        return weight.getArray();
    }

    NDArray shift() {
        return bias.getArray();
    }

    NDArray mean() {
        return mean.getArray();
    }

    NDArray variance() {
        return variance.getArray();
    }
}
