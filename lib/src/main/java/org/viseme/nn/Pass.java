package org.viseme.nn;

import java.util.function.LongConsumer;
import org.viseme.torch.Precision;

/**
 * How a network is run.
 *
 * @param training whether batch norms use and update the statistics of the batch; a frozen expert runs with {@code
 *     false} even while gradients flow through it
 * @param precision the type that convolutions and products compute in
 * @param multiplyAdds hears of the work of each convolution and product
 */
public record Pass(boolean training, Precision precision, LongConsumer multiplyAdds) {
    private static final LongConsumer UNHEARD = count -> {};

    public static final Pass INFERENCE = new Pass(false, Precision.FP32, UNHEARD);
    public static final Pass TRAINING = new Pass(true, Precision.FP32, UNHEARD);

    public Pass withPrecision(Precision other) {
        return new Pass(training, other, multiplyAdds);
    }

    /** A pass that tells how many multiply-adds a network takes, half of its floating-point operations. */
    public Pass counting(LongConsumer counter) {
        return new Pass(training, precision, counter);
    }
}
