package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.viseme.torch.Precision;

/**
 * Features weighted by a map that is made from them, and added to themselves: {@code F + F * M(F)} (AttnWav2Lip, equation
 * 8), in one native call. Hands its map to {@link Pass#maps}.
 */
public abstract sealed class ResidualAttention extends Layer permits ChannelAttention, SpatialAttention {
    /** How many times as large features become where a mask of zeros weighs all of them alike. */
    public static final double NEUTRAL = 1.5;

    private final int channels;
    private final List<Convolution> convolutions = new ArrayList<>();
    private final AttentionCall alone = new AttentionCall(List.of(this));

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

    /** The weights of the convolutions in the order of their numbers. */
    final List<NDArray> convolutionWeights() {
        return convolutions.stream().map(Convolution::weight).toList();
    }

    /** Checks the shape and counts the work. */
    final void begin(NDArray features, Pass pass) {
        requireFeatures(features, channels);
        Shape shape = features.getShape();
        pass.multiplyAdds().accept(multiplyAdds(shape.get(0), shape.get(2), shape.get(3)));
    }

    /** Multiply-adds over an input of that size. */
    abstract long multiplyAdds(long batch, long height, long width);

    /**
     * @param inputs features (batch, channels, height, width)
     * @return as {@code inputs}
     * @throws IllegalArgumentException when the input has another shape
     */
    @Override
    public final NDList forward(NDList inputs, Pass pass) {
        return alone.apply(inputs.singletonOrThrow(), pass);
    }
}
