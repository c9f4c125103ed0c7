package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;
import org.viseme.torch.GradientScope;
import org.viseme.torch.TorchScript;

/**
 * The building block of Wav2Lip's networks: convolution, batch norm, sum with the input where it is residual, activation,
 * all in one native call. Its arrays are named {@code conv_block.0} (convolution) and {@code conv_block.1} (norm).
 */
public final class ConvBlock extends Layer {
    private final Convolution convolution;
    private final BatchNorm norm;
    private final boolean residual;
    private final Activation activation;
    private boolean folded;

    /** What ends a block. */
    public enum Activation {
        RELU("torch.relu(y)"),
        /** Slope 0.01 below zero. */
        LEAKY_RELU("torch.leaky_relu(y, 0.01)");

        private final String script;

        Activation(String script) {
            this.script = script;
        }
    }

    private ConvBlock(Convolution.Geometry geometry, boolean normed, boolean residual, Activation activation) {
        this.convolution = add("conv_block.0", new Convolution(geometry, normed ? 1 : Convolution.RECTIFIED));
        this.norm = normed ? add("conv_block.1", new BatchNorm(geometry.out())) : null;
        this.residual = residual;
        this.activation = activation;
    }

    /** Convolution, batch norm, ReLU. */
    public static ConvBlock of(Convolution.Geometry geometry) {
        return new ConvBlock(geometry, true, false, Activation.RELU);
    }

    /** As {@link #of} with {@code channels} in and out, a 3x3 kernel, and the input added before the ReLU. */
    public static ConvBlock residual(int channels) {
        return new ConvBlock(Convolution.Geometry.of(channels, channels, 3, 1, 1), true, true, Activation.RELU);
    }

    /**
     * Convolution and leaky ReLU without a norm, for discriminators. Its weights start larger than PyTorch's, with which a
     * stack of a dozen such blocks answers the same to every input and learns nothing for thousands of steps.
     */
    public static ConvBlock withoutNorm(Convolution.Geometry geometry) {
        return new ConvBlock(geometry, false, false, Activation.LEAKY_RELU);
    }

    /** How many channels it puts out. */
    public int channels() {
        return convolution.geometry().out();
    }

    @Override
    public NDList forward(NDList inputs, Pass pass) {
        NDArray x = inputs.singletonOrThrow();
        pass.multiplyAdds().accept(convolution.geometry().multiplyAdds(x.getShape()));
        boolean normed = norm != null && !folded;
        String body = """
                y = %s
                %s
                %s
                return %s
                """.formatted(
                        convolution.geometry().script(pass.precision()),
                        normed ? "y = " + BatchNorm.script("y", pass) : "",
                        residual ? "y = torch.add(y, x)" : "",
                        activation.script);
        if (!normed) {
            TorchScript script = TorchScript.of(List.of("x", "w", "b"), body);
            return new NDList(script.apply(x, convolution.weight(), convolution.bias()));
        }
        TorchScript script = TorchScript.of(List.of("x", "w", "b", "g", "s", "m", "v"), body);
        return new NDList(script.apply(
                x, convolution.weight(), convolution.bias(), norm.scale(), norm.shift(), norm.mean(), norm.variance()));
    }

    /** Multiplies the norm of evaluation mode into the convolution. */
    @Override
    public void foldForInference() {
        if (norm == null || folded) {
            return;
        }
        TorchScript foldWeight = TorchScript.of(
                List.of("w", "g", "v"),
                "return torch.copy_(w, torch.mul(w, torch.reshape(torch.mul(g, torch.rsqrt(torch.add(v, %s))), %s)))"
                        .formatted(BatchNorm.EPSILON, convolution.geometry().outputChannelShape()));
        TorchScript foldBias = TorchScript.of(
                List.of("b", "g", "s", "m", "v"),
                "return torch.copy_(b, torch.add(s, torch.mul(torch.sub(b, m), torch.mul(g, torch.rsqrt(torch.add(v, %s))))))"
                        .formatted(BatchNorm.EPSILON));
        try (GradientScope off = GradientScope.off()) {
            foldWeight
                    .apply(convolution.weight(), norm.scale(), norm.variance())
                    .close();
            foldBias.apply(convolution.bias(), norm.scale(), norm.shift(), norm.mean(), norm.variance())
                    .close();
        }
        drop(norm);
        folded = true;
    }
}
