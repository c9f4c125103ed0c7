package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.List;
import java.util.stream.LongStream;
import org.viseme.torch.Precision;

/**
 * A convolution over pictures or videos, transposed or not: {@code weight} and, unless it is left out, {@code bias},
 * started as PyTorch starts them.
 */
public final class Convolution extends FusedLayer {
    /** He et al., "Delving deep into rectifiers" (2015), equation 10, for a uniform distribution. */
    static final double RECTIFIED = Math.sqrt(6);

    private final Geometry geometry;
    private final Parameter weight;
    private final Parameter bias;

    /**
     * @param in input channels
     * @param out output channels
     * @param window what slides over the input, or over the output of a transposed convolution
     * @param transposed whether the step goes through the output instead of the input
     * @param outputPadding rows and columns added to the output of a transposed convolution
     */
    public record Geometry(int in, int out, Window window, boolean transposed, int outputPadding) {
        public static Geometry of(int in, int out, Window window) {
            return new Geometry(in, out, window, false, 0);
        }

        /** Over pictures, with a square kernel. */
        public static Geometry of(int in, int out, int kernel, int stride, int padding) {
            return of(in, out, square(kernel, stride, padding));
        }

        /** Transposed, over pictures, with a square kernel. */
        public static Geometry transposed(int in, int out, int kernel, int stride, int padding, int outputPadding) {
            return new Geometry(in, out, square(kernel, stride, padding), true, outputPadding);
        }

        private static Window square(int kernel, int stride, int padding) {
            return Window.of(kernel, kernel).stride(stride, stride).padding(padding, padding);
        }

        public Geometry withStride(int height, int width) {
            return new Geometry(in, out, window.stride(height, width), transposed, outputPadding);
        }

        /** How many products are summed to a value of the output. */
        private double products() {
            double count = in;
            for (int axis = 0; axis < window.axes(); axis++) {
                count *= window.kernel().get(axis)
                        / (transposed ? (double) window.stride().get(axis) : 1);
            }
            return count;
        }

        private long[] weightShape() {
            LongStream channels = transposed ? LongStream.of(in, out) : LongStream.of(out, in);
            return LongStream.concat(channels, window.kernel().stream().mapToLong(Integer::longValue))
                    .toArray();
        }

        /**
         * Multiply-adds over an input of that shape, (batch, in, ...). Those with padding are counted, and those of a
         * transposed convolution that fall beyond its edges.
         */
        long multiplyAdds(Shape input) {
            long count = input.get(0) * in * out;
            for (int axis = 0; axis < window.axes(); axis++) {
                long size = input.get(2 + axis);
                int kernel = window.kernel().get(axis);
                long positions = transposed
                        ? size
                        : (size + 2L * window.padding().get(axis) - kernel)
                                        / window.stride().get(axis)
                                + 1;
                count *= positions * kernel;
            }
            return count;
        }

        /** Multiply-adds over pictures of that size. */
        long multiplyAdds(long batch, long height, long width) {
            return multiplyAdds(new Shape(batch, in, height, width));
        }

        /** The shape, as TorchScript text, in which a value for each output channel meets the weight. */
        String outputChannelShape() {
            return (transposed ? "[1, -1" : "[-1, 1") + ", 1".repeat(window.axes()) + "]";
        }

        /** The TorchScript expression that convolves {@code x} with {@code w} and {@code b}. */
        String script(Precision precision) {
            return script(precision, precision.cast("b"));
        }

        /** As {@link #script(Precision)} with another expression for the bias, {@code None} for none. */
        String script(Precision precision, String bias) {
            return script(precision.cast("x"), precision.cast("w"), bias);
        }

        private String script(String input, String weight, String bias) {
            String operands = input + ", " + weight + ", " + bias;
            String step = window.stride() + ", " + window.padding();
            List<Integer> dilation = Window.all(window.axes(), 1);
            return transposed
                    ? "torch.conv_transpose%dd(%s, %s, %s, 1, %s)"
                            .formatted(
                                    window.axes(), operands, step, Window.all(window.axes(), outputPadding), dilation)
                    : "torch.conv%dd(%s, %s, %s, 1)".formatted(window.axes(), operands, step, dilation);
        }
    }

    /** Starts as PyTorch's convolutions do. */
    public Convolution(Geometry geometry) {
        this(geometry, 1);
    }

    /** Without a bias, where a norm follows that has one. */
    public static Convolution withoutBias(Geometry geometry) {
        return new Convolution(geometry, 1, false);
    }

    /** Starts with weights that keep a signal's size, for networks in which no norm does. */
    public static Convolution preserving(Geometry geometry) {
        return new Convolution(geometry, Math.sqrt(3 * fanIn(geometry.weightShape()) / geometry.products()));
    }

    /**
     * @param gain how much larger than PyTorch's the weights are in the beginning, which keeps a third of the variance;
     *     {@link #RECTIFIED} keeps a signal's size through a rectifier
     */
    Convolution(Geometry geometry, double gain) {
        this(geometry, gain, true);
    }

    private Convolution(Geometry geometry, double gain, boolean biased) {
        this.geometry = geometry;
        long[] shape = geometry.weightShape();
        double bound = 1 / Math.sqrt(fanIn(shape));
        weight = addWeight("weight", Initial.uniform(gain * bound), shape);
        bias = biased ? addWeight("bias", Initial.uniform(bound), geometry.out) : null;
    }

    /** As PyTorch counts it: along the second axis, for transposed convolutions too. */
    private static double fanIn(long[] weightShape) {
        return LongStream.of(weightShape).skip(1).reduce(1, (a, b) -> a * b);
    }

    @Override
    public NDList forward(NDList inputs, Pass pass) {
        pass.multiplyAdds()
                .accept(geometry.multiplyAdds(inputs.singletonOrThrow().getShape()));
        return super.forward(inputs, pass);
    }

    @Override
    String fuse(Fusion call, String x) {
        return call.let(geometry.script(
                call.cast(x), call.cast(call.input(weight())), bias == null ? "None" : call.cast(call.input(bias()))));
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
