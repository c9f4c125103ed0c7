package org.viseme.nn;

import java.util.Optional;
import java.util.function.LongConsumer;
import org.viseme.torch.Precision;

/**
 * How a network is run.
 *
 * @param training whether batch norms use and update the statistics of the batch, and dropouts forget; a frozen expert
 *     runs with {@code false} even while gradients flow through it
 * @param precision the type that convolutions and products compute in
 * @param multiplyAdds hears of the work of each convolution and product
 * @param maps gets what attention layers look at, when somebody wants to see it
 */
public record Pass(boolean training, Precision precision, LongConsumer multiplyAdds, Optional<AttentionMaps> maps) {
    private static final LongConsumer UNHEARD = count -> {};

    public static final Pass INFERENCE = new Pass(false, Precision.FP32, UNHEARD, Optional.empty());
    public static final Pass TRAINING = new Pass(true, Precision.FP32, UNHEARD, Optional.empty());

    public Pass withPrecision(Precision other) {
        return new Pass(training, other, multiplyAdds, maps);
    }

    /** The same for a network that is frozen. */
    public Pass withoutTraining() {
        return new Pass(false, precision, multiplyAdds, maps);
    }

    /** A pass that tells how many multiply-adds a network takes, half of its floating-point operations. */
    public Pass counting(LongConsumer counter) {
        return new Pass(training, precision, counter, maps);
    }

    /** A pass that leaves the maps of attention behind; the result is the same. */
    public Pass recording(AttentionMaps recorder) {
        return new Pass(training, precision, multiplyAdds, Optional.of(recorder));
    }
}
