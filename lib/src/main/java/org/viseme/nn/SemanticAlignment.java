package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/**
 * The semantic alignment module of LPIPS-AttnWav2Lip (figure 2, section 3.2): {@code x + AdaIN(FFC(x), speech)}, the
 * two-layer residual block of fast Fourier convolutions of Suvorov et al. with adaptive instance normalisation by the
 * speech in the place of the second one.
 */
public final class SemanticAlignment extends Layer {
    private final FastFourierConvolution ffc;
    private final AdaIn adain = new AdaIn();

    /**
     * @param globalRatio see {@link FastFourierConvolution}
     */
    public SemanticAlignment(int channels, double globalRatio) {
        ffc = add("ffc", new FastFourierConvolution(channels, channels, globalRatio));
    }

    /**
     * @param inputs face (batch, channels, height, width) and speech (batch, channels, any height, any width)
     * @return as the face
     * @throws IllegalArgumentException when the shapes are others
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        return new NDList(steps(inputs.get(0), inputs.get(1), pass).aligned());
    }

    /**
     * What happens on the way, all of the face's shape.
     *
     * @param seen what the Fourier convolution makes of the face
     * @param styled the same with the statistics of the speech
     * @param aligned the face and {@code styled} together
     */
    public record Steps(NDArray seen, NDArray styled, NDArray aligned) {}

    /** As {@link #forward}, step by step. */
    public Steps steps(NDArray face, NDArray speech, Pass pass) {
        NDArray seen = ffc.forward(new NDList(face), pass).singletonOrThrow();
        NDArray styled = adain.forward(new NDList(seen, speech), pass).singletonOrThrow();
        return new Steps(seen, styled, face.add(styled));
    }
}
