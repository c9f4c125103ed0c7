package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.function.IntFunction;
import org.viseme.nn.Convolution.Geometry;

/**
 * The basic block of a residual network (He et al., "Deep residual learning for image recognition", 2016, figure 5,
 * left) as lip readers have it: two 3x3 convolutions with batch norms, added to the input, in one native call. Where
 * the size or the channels change, the input goes through a 1x1 convolution and a norm, {@code downsample}.
 */
public final class ResidualBlock extends Layer {
    /** What stands between the convolutions. */
    public enum Rectifier {
        PRELU(Prelu::new),
        SILU(channels -> new Silu());

        private final IntFunction<FusedLayer> layer;

        Rectifier(IntFunction<FusedLayer> layer) {
            this.layer = layer;
        }

        FusedLayer layer(int channels) {
            return layer.apply(channels);
        }
    }

    private final Convolution first;
    private final BatchNorm firstNorm;
    private final FusedLayer firstActivation;
    private final FusedLayer secondActivation;
    private final Convolution second;
    private final BatchNorm secondNorm;
    private final Convolution shortcut;
    private final BatchNorm shortcutNorm;

    /**
     * @param stride of the first convolution
     */
    public ResidualBlock(int in, int out, int stride) {
        this(in, out, stride, Rectifier.PRELU);
    }

    ResidualBlock(int in, int out, int stride, Rectifier rectifier) {
        first = add("conv1", Convolution.withoutBias(Geometry.of(in, out, 3, stride, 1)));
        firstNorm = add("bn1", new BatchNorm(out));
        firstActivation = add("relu1", rectifier.layer(out));
        secondActivation = add("relu2", rectifier.layer(out));
        second = add("conv2", Convolution.withoutBias(Geometry.of(out, out, 3, 1, 1)));
        secondNorm = add("bn2", new BatchNorm(out));
        boolean changes = stride != 1 || in != out;
        shortcut = changes ? add("downsample.0", Convolution.withoutBias(Geometry.of(in, out, 1, stride, 0))) : null;
        shortcutNorm = changes ? add("downsample.1", new BatchNorm(out)) : null;
    }

    /**
     * @param inputs (batch, in, height, width)
     * @return (batch, out, height / stride, width / stride), rounded up
     * @throws IllegalArgumentException when the input has another shape
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        NDArray features =
                requireFeatures(inputs.singletonOrThrow(), first.geometry().in());
        count(pass, features.getShape());
        Fusion call = new Fusion(pass);
        String x = call.input(features);
        String y = firstActivation.fuse(call, firstNorm.fuse(call, first.fuse(call, x)));
        y = secondNorm.fuse(call, second.fuse(call, y));
        String straight = shortcut == null ? x : shortcutNorm.fuse(call, shortcut.fuse(call, x));
        return new NDList(call.run(secondActivation.fuse(call, call.let("torch.add(%s, %s)", y, straight))));
    }

    private void count(Pass pass, Shape input) {
        int stride = first.geometry().window().stride().getFirst();
        long height = (input.get(2) - 1) / stride + 1;
        long width = (input.get(3) - 1) / stride + 1;
        pass.multiplyAdds().accept(first.geometry().multiplyAdds(input));
        pass.multiplyAdds().accept(second.geometry().multiplyAdds(input.get(0), height, width));
        if (shortcut != null) {
            pass.multiplyAdds().accept(shortcut.geometry().multiplyAdds(input));
        }
    }
}
