package org.viseme.loss;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.viseme.torch.TorchScript;

/**
 * Connectionist temporal classification (Graves et al., 2006): how improbable a text is, whenever its tokens are shown.
 */
public final class Ctc {
    private Ctc() {}

    /**
     * The mean over the batch of each text's negative log-probability divided by its length. A text that does not fit
     * into its frames counts 0.
     *
     * @param logits (batch, frames, vocabulary)
     * @param targets (batch, longest text), 64 bit, filled up with anything
     * @param frames (batch), 64 bit: frames of each
     * @param lengths (batch), 64 bit: tokens of each text
     * @param blank the token that stands for nothing
     */
    public static NDArray of(NDArray logits, NDArray targets, NDArray frames, NDArray lengths, int blank) {
        return TorchScript.of(List.of("x", "t", "n", "m"), """
                        p = torch.log_softmax(torch.to(torch.transpose(x, 0, 1), 6), 2)
                        return torch.ctc_loss(p, t, n, m, %d, 1, True)
                        """.formatted(blank))
                .apply(logits, targets, frames, lengths);
    }
}
