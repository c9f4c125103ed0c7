package org.viseme.model.perceptual;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import java.util.List;
import org.viseme.nn.Layer;
import org.viseme.nn.Pass;
import org.viseme.torch.TorchScript;

/**
 * How different two pictures look to a network: the maps of both are brought to unit length along their channels; their
 * squared differences are summed over the channels, averaged over the picture and summed over the maps. 0 for equal
 * pictures; lower is better; symmetric. This is the structure of LPIPS (Zhang et al., 2018, equation 1) with all weights
 * equal: they are not calibrated on what people find similar, which {@link Lpips} adds.
 *
 * <p>Works as a loss too: freeze the network ({@link #setTrainable}), run it in evaluation mode, and the gradient goes to
 * the pictures alone. Arrays of the network that makes the maps are named {@code net.features.N...}.
 */
public class FeatureDistance extends Layer {
    /** Channels much fainter than those of a usual picture have no direction worth a large gradient. */
    private static final double FAINT = 1e-3;

    private static final TorchScript EQUALLY_WEIGHTED = script("d", FAINT, List.of("a", "b"));

    private final Backbone backbone;

    public FeatureDistance(Backbone backbone) {
        this.backbone = add("net", backbone);
    }

    /**
     * The distance of pairs.
     *
     * @param inputs pictures and those they are compared with, both (batch, 3, height, width), red first, in 0..1
     * @return (batch)
     * @throws IllegalArgumentException when the shapes differ or are others
     */
    @Override
    public final NDList forward(NDList inputs, Pass pass) {
        return new NDList(byMap(inputs.get(0), inputs.get(1), pass).sum(new int[] {1}));
    }

    /**
     * What each map contributes to the distance.
     *
     * @param pictures (batch, 3, height, width), red first, in 0..1
     * @param others as {@code pictures}
     * @return (batch, maps)
     */
    public final NDArray byMap(NDArray pictures, NDArray others, Pass pass) {
        if (!pictures.getShape().equals(others.getShape())) {
            throw new IllegalArgumentException(
                    "pictures of shape " + pictures.getShape() + " and others of " + others.getShape());
        }
        NDList seen = backbone.forward(new NDList(pictures), pass);
        NDList wanted = backbone.forward(new NDList(others), pass);
        NDList contributions = new NDList();
        for (int i = 0; i < seen.size(); i++) {
            contributions.add(compare(i, seen.get(i), wanted.get(i)));
        }
        return NDArrays.stack(contributions, 1);
    }

    /**
     * The contribution of one map.
     *
     * @param map its number
     * @param seen (batch, channels, height, width)
     * @param wanted as {@code seen}
     * @return (batch)
     */
    NDArray compare(int map, NDArray seen, NDArray wanted) {
        return EQUALLY_WEIGHTED.apply(seen, wanted);
    }

    /**
     * The mean over the picture of the squared difference {@code d} of two maps of unit length.
     *
     * @param weighted {@code d} by channel, weighted
     * @param least what is added to a length, so that it is not 0
     * @param names of the arrays, beginning with a and b for the maps
     */
    static TorchScript script(String weighted, double least, List<String> names) {
        String unit = "torch.div(%1$s, torch.add(torch.linalg_vector_norm(%1$s, 2, [1], True), %2$s))";
        return TorchScript.of(names, """
                a = torch.to(a, 6)
                b = torch.to(b, 6)
                d = torch.square(torch.sub(%s, %s))
                return torch.mean(torch.sum(%s, [1]), [1, 2])
                """.formatted(unit.formatted("a", least), unit.formatted("b", least), weighted));
    }

    /** The network that makes the maps; a published file holds its state, as {@code features.N...}. */
    public final Backbone backbone() {
        return backbone;
    }
}
