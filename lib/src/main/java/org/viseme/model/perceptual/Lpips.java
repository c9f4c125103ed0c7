package org.viseme.model.perceptual;

import ai.djl.ndarray.NDArray;
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
 * as a perceptual metric", CVPR 2018), in its published version 0.1: a {@link FeatureDistance} whose channels are weighted
 * by what people find similar (equation 1).
 *
 * <p>The published scaling of pictures in -1..1 is that of {@link Backbone} in 0..1, to the last digit. Arrays of the
 * backbone are named {@code net.features.N...}, the weights of the channels {@code linN.model.1.weight} as in the published
 * files, which hold only these.
 */
public final class Lpips extends FeatureDistance {
    private final List<Comparison> comparisons = new ArrayList<>();

    /**
     * @param backbone an {@link AlexNet}, a {@link Vgg} of {@link VggConfig#vgg16} or a {@link SqueezeNet}, if figures
     *     are to be called LPIPS
     */
    public Lpips(Backbone backbone) {
        super(backbone);
        for (int channels : backbone.channels()) {
            comparisons.add(add("lin" + comparisons.size() + ".model.1", new Comparison(channels)));
        }
    }

    @Override
    NDArray compare(int map, NDArray seen, NDArray wanted) {
        return comparisons
                .get(map)
                .forward(new NDList(seen, wanted), Pass.INFERENCE)
                .singletonOrThrow();
    }

    /** The weights of the channels by name: what the published files of LPIPS hold. */
    public Map<String, NDArray> linearState() {
        Map<String, NDArray> state = state();
        state.keySet().removeIf(name -> name.startsWith("net."));
        return state;
    }

    /** The weighted squared difference of two maps. */
    private static final class Comparison extends Layer {
        private static final TorchScript DISTANCE = script("torch.mul(d, w)", 1e-10, List.of("a", "b", "w"));

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
