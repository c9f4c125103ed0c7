package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;

/**
 * Batch normalisation of (batch, channels, ...) with PyTorch's conventions: the new batch counts a tenth in the running
 * statistics, whose variance is the unbiased one. {@code num_batches_tracked} is part of the published state; nothing
 * reads it and it stays as it was loaded.
 */
public final class BatchNorm extends FusedLayer {
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
    String fuse(Fusion call, String x) {
        return call.let(script(
                x,
                call.input(scale()),
                call.input(shift()),
                call.input(mean()),
                call.input(variance()),
                call.pass(),
                epsilon));
    }

    /** The TorchScript expression that normalises another one with the arrays g, s, m and v. */
    static String script(String expression, Pass pass) {
        return script(expression, "g", "s", "m", "v", pass, EPSILON);
    }

    private static String script(
            String expression, String scale, String shift, String mean, String variance, Pass pass, double epsilon) {
        return "torch.batch_norm(%s, %s, %s, %s, %s, %s, 0.1, %s, True)"
                .formatted(expression, scale, shift, mean, variance, pass.training() ? "True" : "False", epsilon);
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
