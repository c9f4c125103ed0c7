package org.viseme.loss;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.viseme.torch.TorchScript;

/** Binary cross-entropy of a discriminator's probabilities (Wav2Lip, equations 3 to 5). */
public final class Adversarial {
    private static final TorchScript REAL = crossEntropy("torch.to(p, 6)");
    private static final TorchScript DRAWN = crossEntropy("torch.rsub(torch.to(p, 6), 1.0)");

    private Adversarial() {}

    /**
     * In 32 bits, since the bound is too small for bfloat16: as in PyTorch, a logarithm is never below -100, so that a sure
     * mistake has a finite loss.
     */
    private static TorchScript crossEntropy(String likelihood) {
        return TorchScript.of(
                List.of("p"),
                "return torch.neg(torch.mean(torch.log(torch.clamp_min(%s, %s))))"
                        .formatted(likelihood, Math.exp(-100)));
    }

    /**
     * Mean cross-entropy against one label for all.
     *
     * @param probabilities of being real, in 0..1
     * @param real the label: what a discriminator should say of real pictures, and a generator wants to hear of its own
     * @return a scalar
     */
    public static NDArray towards(NDArray probabilities, boolean real) {
        return (real ? REAL : DRAWN).apply(probabilities);
    }
}
