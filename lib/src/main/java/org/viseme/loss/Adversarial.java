package org.viseme.loss;

import ai.djl.ndarray.NDArray;

/** Binary cross-entropy of a discriminator's probabilities (Wav2Lip, equations 3 to 5). */
public final class Adversarial {
    /** PyTorch's bound: a logarithm is never below it, so a sure mistake has a finite loss. */
    private static final double LOWEST_PROBABILITY = Math.exp(-100);

    private Adversarial() {}

    /**
     * Mean cross-entropy against one label for all.
     *
     * @param probabilities of being real, in 0..1
     * @param real the label: what a discriminator should say of real pictures, and a generator wants to hear of its own
     * @return a scalar
     */
    public static NDArray towards(NDArray probabilities, boolean real) {
        NDArray likelihood = real ? probabilities : probabilities.neg().add(1);
        return likelihood.maximum(LOWEST_PROBABILITY).log().mean().neg();
    }
}
