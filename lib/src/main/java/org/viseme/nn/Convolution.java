package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Parameter;
import java.util.List;
import org.viseme.torch.Precision;
import org.viseme.torch.TorchScript;

/** A 2-D convolution, transposed or not, with a bias: {@code weight} and {@code bias}, started as PyTorch starts them. */
public final class Convolution extends Layer {
    private final Geometry geometry;
    private final Parameter weight;
    private final Parameter bias;

    /**
     * @param in input channels
     * @param out output channels
     * @param kernel height and width of the kernel
     * @param strideHeight step along the height
     * @param strideWidth step along the width
     * @param padding zeros at each edge
     * @param transposed whether the step goes through the output instead of the input
     * @param outputPadding rows and columns added to the output of a transposed convolution
     */
    public record Geometry(
            int in,
            int out,
            int kernel,
            int strideHeight,
            int strideWidth,
            int padding,
            boolean transposed,
            int outputPadding) {
        public static Geometry of(int in, int out, int kernel, int stride, int padding) {
            return new Geometry(in, out, kernel, stride, stride, padding, false, 0);
        }

        public static Geometry transposed(int in, int out, int kernel, int stride, int padding, int outputPadding) {
            return new Geometry(in, out, kernel, stride, stride, padding, true, outputPadding);
        }

        public Geometry withStride(int height, int width) {
            return new Geometry(in, out, kernel, height, width, padding, transposed, outputPadding);
        }

        /** The TorchScript expression that convolves {@code x} with {@code w} and {@code b}. */
        String script(Precision precision) {
            String operands = precision.cast("x") + ", " + precision.cast("w") + ", " + precision.cast("b");
            String step = "[%d, %d], [%d, %d]".formatted(strideHeight, strideWidth, padding, padding);
            return transposed
                    ? "torch.conv_transpose2d(%s, %s, [%d, %d], 1, [1, 1])"
                            .formatted(operands, step, outputPadding, outputPadding)
                    : "torch.conv2d(%s, %s, [1, 1], 1)".formatted(operands, step);
        }
    }

    public Convolution(Geometry geometry) {
        this.geometry = geometry;
        int first = geometry.transposed ? geometry.in : geometry.out;
        int second = geometry.transposed ? geometry.out : geometry.in;
        // PyTorch counts the fan-in along the second axis, for transposed convolutions too.
        double bound = 1 / Math.sqrt((double) second * geometry.kernel * geometry.kernel);
        weight = addWeight("weight", Initial.uniform(bound), first, second, geometry.kernel, geometry.kernel);
        bias = addWeight("bias", Initial.uniform(bound), geometry.out);
    }

    @Override
    public NDList forward(NDList inputs, Pass pass) {
        TorchScript script = TorchScript.of(List.of("x", "w", "b"), "return " + geometry.script(pass.precision()));
        return new NDList(script.apply(inputs.singletonOrThrow(), weight(), bias()));
    }

    Geometry geometry() {
        return geometry;
    }

    NDArray weight() {
        return weight.getArray();
    }

    NDArray bias() {
        return bias.getArray();
    }
}
