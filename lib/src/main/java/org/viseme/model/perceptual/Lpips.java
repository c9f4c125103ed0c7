package org.viseme.model.perceptual;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.viseme.nn.Layer;
import org.viseme.nn.Pass;
import org.viseme.torch.TorchScript;

/**
 * LPIPS, the learned perceptual image patch similarity (Zhang et al., "The unreasonable effectiveness of deep features
 * as a perceptual metric", CVPR 2018), in its published version 0.1. Equation 1: the maps of both pictures are brought
 * to unit length along their channels; their squared differences are weighted by channel, averaged over the picture and
 * summed over the maps. 0 for equal pictures; lower is better.
 *
 * <p>Works as a loss too: freeze the network ({@link #setTrainable}) and the gradient goes to the pictures alone. The
 * published scaling of pictures in -1..1 is that of {@link Backbone} in 0..1, to the last digit. Arrays of the backbone
 * are named {@code net.features.N...}, the weights of the channels {@code linN.model.1.weight} as in the published
 * files, which hold only these.
 */
public final class Lpips extends Layer {
    private final Backbone backbone;
    private final List<Comparison> comparisons = new ArrayList<>();

    /**
     * @param backbone an {@link AlexNet}, a {@link Vgg} of {@link VggConfig#vgg16} or a {@link SqueezeNet}, if figures
     *     are to be called LPIPS
     */
    public Lpips(Backbone backbone) {
        this.backbone = add("net", backbone);
        for (int channels : backbone.channels()) {
            comparisons.add(add("lin" + comparisons.size() + ".model.1", new Comparison(channels)));
        }
    }

    /**
     * The distance of pairs.
     *
     * @param inputs pictures and those they are compared with, both (batch, 3, height, width), red first, in 0..1
     * @return (batch)
     * @throws IllegalArgumentException when the shapes differ or are others
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        return new NDList(byMap(inputs.get(0), inputs.get(1), pass).sum(new int[] {1}));
    }

    /**
     * What each map contributes to the distance.
     *
     * @param pictures (batch, 3, height, width), red first, in 0..1
     * @param others as {@code pictures}
     * @return (batch, maps)
     */
    public NDArray byMap(NDArray pictures, NDArray others, Pass pass) {
        if (!pictures.getShape().equals(others.getShape())) {
            throw new IllegalArgumentException(
                    "pictures of shape " + pictures.getShape() + " and others of " + others.getShape());
        }
        NDList seen = backbone.forward(new NDList(pictures), pass);
        NDList wanted = backbone.forward(new NDList(others), pass);
        NDList contributions = new NDList();
        for (int i = 0; i < comparisons.size(); i++) {
            contributions.addAll(comparisons.get(i).forward(new NDList(seen.get(i), wanted.get(i)), pass));
        }
        return NDArrays.stack(contributions, 1);
    }

    /** The network that makes the maps; a published file holds its state, as {@code features.N...}. */
    public Backbone backbone() {
        return backbone;
    }

    /** The weights of the channels by name: what the published files of LPIPS hold. */
    public Map<String, NDArray> linearState() {
        Map<String, NDArray> state = state();
        state.keySet().removeIf(name -> name.startsWith("net."));
        return state;
    }

    /** The weighted squared difference of two maps. */
    private static final class Comparison extends Layer {
        private static final String UNIT =
                "torch.div(%1$s, torch.add(torch.linalg_vector_norm(%1$s, 2, [1], True), 1e-10))";

        private static final TorchScript DISTANCE =
                TorchScript.of(List.of("a", "b", "w"), """
                a = torch.to(a, 6)
                b = torch.to(b, 6)
                d = torch.square(torch.sub(%s, %s))
                return torch.mean(torch.sum(torch.mul(d, w), [1]), [1, 2])
                """.formatted(UNIT.formatted("a"), UNIT.formatted("b")));

        private final Parameter weight;

        Comparison(int channels) {
            weight = addWeight("weight", Initial.constant(1f / channels), 1, channels, 1, 1);
        }

        @Override
        public NDList forward(NDList inputs, Pass pass) {
            return new NDList(DISTANCE.apply(inputs.get(0), inputs.get(1), weight.getArray()));
        }
    }
}
