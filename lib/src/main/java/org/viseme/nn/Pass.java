package org.viseme.nn;

import org.viseme.torch.Precision;

/**
 * How a network is run.
 *
 * @param training whether batch norms use and update the statistics of the batch; a frozen expert runs with {@code
 *     false} even while gradients flow through it
 * @param precision the type that convolutions and products compute in
 */
public record Pass(boolean training, Precision precision) {
    public static final Pass INFERENCE = new Pass(false, Precision.FP32);
    public static final Pass TRAINING = new Pass(true, Precision.FP32);

    public Pass withPrecision(Precision other) {
        return new Pass(training, other);
    }
}
