package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
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
     * TorchScript statements that leave the map of {@code f} in {@code m}.
     *
     * @param weights what the names of the convolutions' weights begin with; their numbers follow
     */
    abstract String map(Precision precision, String weights);

    /** Multiply-adds over an input of that size. */
    abstract long multiplyAdds(long batch, long height, long width);

    /**
     * @param inputs features (batch, channels, height, width)
     * @return as {@code inputs}
     * @throws IllegalArgumentException when the input has another shape
     */
    @Override
    public final NDList forward(NDList inputs, Pass pass) {
        return inTurn(List.of(this), inputs.singletonOrThrow(), pass);
    }

    /** One after the other in one native call, so that what lies between them is freed at once. */
    static NDList inTurn(List<ResidualAttention> parts, NDArray features, Pass pass) {
        Shape shape = features.getShape();
        List<String> names = new ArrayList<>(List.of("f"));
        List<NDArray> arrays = new ArrayList<>(List.of(features));
        StringBuilder body = new StringBuilder();
        StringBuilder maps = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            ResidualAttention part = parts.get(i);
            part.requireFeatures(features, part.channels);
            pass.multiplyAdds().accept(part.multiplyAdds(shape.get(0), shape.get(2), shape.get(3)));
            String weights = "w" + i;
            for (int k = 0; k < part.convolutions.size(); k++) {
                names.add(weights + k);
                arrays.add(part.convolutions.get(k).weight());
            }
            body.append(part.map(pass.precision(), weights));
            body.append("m%d = m\nf = torch.mul(f, torch.add(m, 1))\n".formatted(i));
            maps.append(", torch.to(torch.detach(m%d), 6)".formatted(i));
        }
        NDArray[] given = arrays.toArray(NDArray[]::new);
        if (pass.maps().isEmpty()) {
            return new NDList(TorchScript.of(names, body + "return f").apply(given));
        }
        NDList results = TorchScript.of(names, "List[Tensor]", body + "return [f" + maps + "]")
                .applyAll(given);
        for (int i = 0; i < parts.size(); i++) {
            pass.maps().orElseThrow().add(parts.get(i), results.get(i + 1));
        }
        return new NDList(results.get(0));
    }
}
