package org.viseme.model.perceptual;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;
import org.viseme.nn.Convolution;
import org.viseme.nn.Convolution.Geometry;
import org.viseme.nn.Layer;
import org.viseme.nn.Pass;
import org.viseme.nn.Stack;
import org.viseme.torch.TorchScript;

/**
 * The convolutions of a network that classifies pictures, under the names that torchvision publishes them by ({@code
 * features.N...}), and the maps inside it that are worth comparing. The classifiers of published networks, and layers that
 * nobody looks behind, are left out.
 */
public abstract class Backbone extends Layer {
    /** By the means and deviations of ImageNet's channels in 0..1, which the published networks were trained with. */
    private static final TorchScript STANDARDISED = TorchScript.of(List.of("x"), """
            r = torch.div(torch.sub(torch.select(x, 1, 0), 0.485), 0.229)
            g = torch.div(torch.sub(torch.select(x, 1, 1), 0.456), 0.224)
            b = torch.div(torch.sub(torch.select(x, 1, 2), 0.406), 0.225)
            return torch.stack([r, g, b], 1)
            """);

    private final Stack features;
    private final List<Tap> taps;

    /**
     * A place to look.
     *
     * @param layer the number of the layer whose output is looked at
     * @param channels of that output
     */
    record Tap(int layer, int channels) {}

    Backbone(Stack features, List<Tap> taps) {
        this.features = add("features", features);
        this.taps = List.copyOf(taps);
    }

    /** The channels of each map. */
    public final List<Integer> channels() {
        return taps.stream().map(Tap::channels).toList();
    }

    /**
     * The maps, from the first to the deepest.
     *
     * @param inputs pictures (batch, 3, height, width), red first, in 0..1
     * @return (batch, channels, height, width) of each, smaller from one to the next
     * @throws IllegalArgumentException when the input has another shape
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        NDArray pictures = Pictures.require(inputs.singletonOrThrow());
        return features.outputs(
                STANDARDISED.apply(pictures),
                pass,
                taps.stream().map(Tap::layer).toList());
    }

    static Convolution convolution(int in, int out, int kernel, int stride, int padding) {
        return new Convolution(Geometry.of(in, out, kernel, stride, padding));
    }
}
