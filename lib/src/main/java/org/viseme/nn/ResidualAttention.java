package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.List;
import org.viseme.torch.Precision;
import org.viseme.torch.TorchScript;

/**
 * Features weighted by a map that is made from them, and added to themselves: {@code F + F * M(F)} (AttnWav2Lip, equation
 * 8), in one native call. Hands its map to {@link Pass#maps}.
 */
abstract sealed class ResidualAttention extends Layer permits ChannelAttention, SpatialAttention {
    private final int channels;
    private final List<Convolution> convolutions = new ArrayList<>();

    ResidualAttention(int channels) {
        this.channels = channels;
    }

    final Convolution addConvolution(String name, Convolution.Geometry geometry) {
        Convolution convolution = add(name, Convolution.withoutBias(geometry));
        convolutions.add(convolution);
        return convolution;
    }

    /**
     * TorchScript statements that leave the map of {@code f} in {@code m}; the weights of the convolutions are {@code w0},
     * {@code w1} and so on.
     */
    abstract String map(Precision precision);

    /** Multiply-adds over an input of that shape. */
    abstract long multiplyAdds(long batch, long height, long width);

    /**
     * @param inputs features (batch, channels, height, width)
     * @return as {@code inputs}
     * @throws IllegalArgumentException when the input has another shape
     */
    @Override
    public final NDList forward(NDList inputs, Pass pass) {
        NDArray features = requireFeatures(inputs.singletonOrThrow(), channels);
        pass.multiplyAdds()
                .accept(multiplyAdds(
                        features.getShape().get(0),
                        features.getShape().get(2),
                        features.getShape().get(3)));
        List<String> names = new ArrayList<>(List.of("f"));
        NDList arrays = new NDList(features);
        for (int i = 0; i < convolutions.size(); i++) {
            names.add("w" + i);
            arrays.add(convolutions.get(i).weight());
        }
        NDArray[] inputsAndWeights = arrays.toArray(NDArray[]::new);
        String body = map(pass.precision()) + "y = torch.mul(f, torch.add(m, 1))\n";
        if (pass.maps().isEmpty()) {
            return new NDList(TorchScript.of(names, body + "return y").apply(inputsAndWeights));
        }
        NDList both = TorchScript.of(names, "List[Tensor]", body + "return [y, torch.to(torch.detach(m), 6)]")
                .applyAll(inputsAndWeights);
        pass.maps().orElseThrow().add(this, both.get(1));
        return new NDList(both.get(0));
    }
}
