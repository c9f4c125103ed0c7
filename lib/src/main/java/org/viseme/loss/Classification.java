package org.viseme.loss;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.viseme.torch.TorchScript;

/** Telling classes apart. */
public final class Classification {
    /** The class of an example that is not asked about. */
    public static final int UNKNOWN = -1;

    private static final TorchScript CROSS_ENTROPY = TorchScript.of(List.of("x", "y"), """
            sum = torch.cross_entropy_loss(torch.to(x, 6), y, None, 2, %1$d, 0.0)
            asked = torch.sum(torch.ne(y, %1$d))
            return torch.div(sum, torch.clamp_min(asked, 1))
            """.formatted(UNKNOWN));

    private Classification() {}

    /**
     * Cross-entropy, mean over the examples whose class is known.
     *
     * @param logits (batch, classes)
     * @param classes (batch), 64-bit integers; {@link #UNKNOWN} where none is known
     * @return a scalar; 0 where no class is known, and chance is the logarithm of the number of classes
     */
    public static NDArray crossEntropy(NDArray logits, NDArray classes) {
        return CROSS_ENTROPY.apply(logits, classes);
    }
}
