package org.viseme.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import org.viseme.model.perceptual.FeatureDistance;
import org.viseme.nn.Pass;
import org.viseme.nn.Sequences;

/** LPIPS of drawn faces (LPIPS-AttnWav2Lip, equation 3), or the distance by other features in its place. */
public final class Perceptual {
    private Perceptual() {}

    /**
     * Mean over all frames. The network runs in evaluation mode; freeze it ({@link FeatureDistance#setTrainable}), and the gradient
     * goes to the faces alone.
     *
     * @param drawn (batch, 3, height, width) or (batch, 3, time, height, width) in 0..1, blue first
     * @param target as {@code drawn}
     * @param pass says the precision
     * @return a scalar; 0 for equal pictures
     */
    public static NDArray distance(FeatureDistance network, NDArray drawn, NDArray target, Pass pass) {
        NDList pictures = new NDList(redFirst(drawn), redFirst(target));
        return network.forward(pictures, Pass.INFERENCE.withPrecision(pass.precision()))
                .singletonOrThrow()
                .mean();
    }

    private static NDArray redFirst(NDArray faces) {
        NDArray frames = faces.getShape().dimension() == 5 ? Sequences.flatten(faces, 2) : faces;
        return frames.flip(1);
    }
}
