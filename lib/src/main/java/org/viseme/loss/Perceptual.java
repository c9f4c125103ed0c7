package org.viseme.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.viseme.model.perceptual.Backbone;
import org.viseme.model.perceptual.FeatureDistance;
import org.viseme.nn.Pass;
import org.viseme.nn.Sequences;
import org.viseme.torch.GradientScope;
import org.viseme.torch.TorchOps;
import org.viseme.torch.TorchScript;

/**
 * How different faces look to a network: LPIPS of drawn faces (LPIPS-AttnWav2Lip, equation 3), the differences of
 * VGG-19's maps (AV-CAT, equation 8), or those of other features in their place.
 */
public final class Perceptual {
    private static final TorchScript DIFFERENCE = TorchScript.of(
            List.of("a", "b"), "return torch.mean(torch.abs(torch.sub(torch.to(a, 6), torch.to(b, 6))))");

    private Perceptual() {}

    /**
     * Mean over all frames. The network runs in evaluation mode; freeze it ({@link FeatureDistance#setTrainable}), and
     * the gradient goes to the faces alone.
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

    /**
     * The sum over a network's maps of their mean absolute differences (AV-CAT, equation 8); the gradient goes to the
     * drawn faces, the network being frozen, and the maps of the target are outside the graph.
     *
     * @param drawn (batch, 3, height, width) in 0..1, red first
     * @param target as {@code drawn}
     * @param pass says the precision
     * @return a scalar; 0 for equal pictures
     */
    public static NDArray maps(Backbone network, NDArray drawn, NDArray target, Pass pass) {
        Pass looking = Pass.INFERENCE.withPrecision(pass.precision());
        NDList wanted;
        try (GradientScope off = GradientScope.off()) {
            wanted = network.forward(new NDList(target), looking);
        }
        NDList seen = network.forward(new NDList(drawn), looking);
        List<NDArray> differences = new ArrayList<>();
        for (int i = 0; i < seen.size(); i++) {
            differences.add(DIFFERENCE.apply(seen.get(i), wanted.get(i)));
        }
        return TorchOps.weightedSum(differences, Collections.nCopies(differences.size(), 1.0));
    }

    private static NDArray redFirst(NDArray faces) {
        NDArray frames = faces.getShape().dimension() == 5 ? Sequences.flatten(faces, 2) : faces;
        return frames.flip(1);
    }
}
