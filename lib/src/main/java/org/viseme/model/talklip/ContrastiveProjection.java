package org.viseme.model.talklip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import org.viseme.nn.Layer;
import org.viseme.nn.Linear;
import org.viseme.nn.Pass;
import org.viseme.torch.Precision;
import org.viseme.torch.TorchOps;

/**
 * Brings embeddings of speech to where the lip-reading expert's visual context features are (section 3.6, the linear layer F
 * of equation 6). Vectors have length 1 before and after it, as in the published code; computed in full precision, since
 * what comes out is divided by a small temperature.
 */
public final class ContrastiveProjection extends Layer {
    private final Linear linear;

    public ContrastiveProjection(int speechWidth, int contextWidth) {
        linear = add("Linearaudio", new Linear(speechWidth, contextWidth));
    }

    /**
     * @param inputs embeddings of speech (..., speechWidth)
     * @return (..., contextWidth), of length 1: products with visual context features of length 1 are cosines
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        NDArray unit = TorchOps.unit(TorchOps.cast(inputs.singletonOrThrow(), Precision.FP32));
        NDList projected = linear.forward(new NDList(unit), pass.withPrecision(Precision.FP32));
        return new NDList(TorchOps.unit(projected.singletonOrThrow()));
    }
}
