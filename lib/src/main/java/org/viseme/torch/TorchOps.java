package org.viseme.torch;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Differentiable operations that the engine lacks or that cut the graph there. Results belong to the manager of the first
 * argument. Safe from several threads.
 */
public final class TorchOps {
    private TorchOps() {}

    /**
     * Transposed 2-D convolution.
     *
     * @param input (batch, in, height, width)
     * @param weight (in, out, kernel height, kernel width)
     * @param bias (out)
     * @return (batch, out, (height - 1) * stride - 2 * padding + kernel + outputPadding, likewise)
     */
    public static NDArray convTranspose2d(
            NDArray input, NDArray weight, NDArray bias, int stride, int padding, int outputPadding) {
        return TorchScript.of(
                        List.of("x", "w", "b"),
                        "return torch.conv_transpose2d(x, w, b, %s, %s, %s, 1, [1, 1])"
                                .formatted(pair(stride), pair(padding), pair(outputPadding)))
                .apply(input, weight, bias);
    }

    /** The array in another type, inside the graph: the gradient comes back in the type of {@code input}. */
    public static NDArray cast(NDArray input, Precision precision) {
        return TorchScript.of(List.of("x"), "return torch.to(x, " + precision.scalarType() + ")")
                .apply(input);
    }

    /** Elements moved along axes, those that leave one end coming back at the other. */
    public static NDArray roll(NDArray input, long[] shifts, long[] axes) {
        return TorchScript.of(
                        List.of("x"),
                        "return torch.roll(x, " + Arrays.toString(shifts) + ", " + Arrays.toString(axes) + ")")
                .apply(input);
    }

    /**
     * Real 2-D Fourier transform over the last two axes, orthonormal.
     *
     * @param input (..., height, width), 32-bit
     * @return (..., height, width / 2 + 1, 2): real and imaginary parts last
     */
    public static NDArray rfft2(NDArray input) {
        return TorchScript.of(List.of("x"), "return torch.view_as_real(torch.fft_rfft2(x, None, [-2, -1], \"ortho\"))")
                .apply(input);
    }

    /**
     * Inverse of {@link #rfft2}.
     *
     * @param spectrum (..., height, width / 2 + 1, 2)
     * @return (..., height, width)
     */
    public static NDArray irfft2(NDArray spectrum, int height, int width) {
        return TorchScript.of(
                        List.of("x"),
                        "return torch.fft_irfft2(torch.view_as_complex(x), [%d, %d], [-2, -1], \"ortho\")"
                                .formatted(height, width))
                .apply(spectrum);
    }

    /**
     * Softmax(query key' / sqrt(channels)) value, without the whole matrix of weights in memory where libtorch can.
     *
     * @param query (batch, heads, queries, channels)
     * @param key (batch, heads, keys, channels)
     * @param value (batch, heads, keys, channels)
     * @return (batch, heads, queries, channels)
     */
    public static NDArray scaledDotProductAttention(NDArray query, NDArray key, NDArray value) {
        return TorchScript.of(List.of("q", "k", "v"), "return torch.scaled_dot_product_attention(q, k, v)")
                .apply(query, key, value);
    }

    /** The same values with channels innermost in memory, the layout that tensor cores and vector units prefer. */
    public static NDArray channelsLast(NDArray input) {
        return TorchScript.of(List.of("x"), "return torch.contiguous(x, memory_format=2)")
                .apply(input);
    }

    /** Whether {@link #channelsLast} would have nothing to do. */
    public static boolean isChannelsLast(NDArray input) {
        return TorchScript.of(List.of("x"), "return torch.tensor(torch.is_contiguous(x, memory_format=2))")
                .apply(input)
                .getBoolean();
    }

    /**
     * Reorders an array of four axes in place, outside the graph: its values, and whoever holds it, stay. Gradients, moments
     * and copies made from then on take the same order.
     */
    public static void reorder(NDArray array, MemoryFormat format) {
        try (GradientScope off = GradientScope.off()) {
            TorchScript.of(
                            List.of("x"),
                            "return torch.set_(x, torch.contiguous(x, memory_format=%d))"
                                    .formatted(format == MemoryFormat.CHANNELS_LAST ? 2 : 0))
                    .apply(array)
                    .close();
        }
    }

    /**
     * Sum of arrays of one shape, each times its weight. Unlike the engine's products with a number, which put the number
     * into an array on the device and wait until it is there, this waits for nothing.
     */
    public static NDArray weightedSum(List<NDArray> terms, List<Double> weights) {
        if (terms.isEmpty() || terms.size() != weights.size()) {
            throw new IllegalArgumentException(terms.size() + " terms, " + weights.size() + " weights");
        }
        List<String> names =
                IntStream.range(0, terms.size()).mapToObj(i -> "x" + i).toList();
        StringBuilder body = new StringBuilder("y = torch.mul(x0, " + number(weights.getFirst()) + ")\n");
        for (int i = 1; i < names.size(); i++) {
            body.append("y = torch.add(y, %s, alpha=%s)\n".formatted(names.get(i), number(weights.get(i))));
        }
        return TorchScript.of(names, body + "return y").apply(terms.toArray(NDArray[]::new));
    }

    /** The same array, whose gradient is taken times a number on its way back. */
    public static NDArray withGradient(NDArray array, double share) {
        return share == 1
                ? array
                : TorchScript.of(List.of("x"), """
                        kept = torch.detach(x)
                        return torch.add(kept, torch.sub(x, kept), alpha=%s)
                        """.formatted(number(share))).apply(array);
    }

    /** An array times a number, see {@link #weightedSum}. */
    public static NDArray scale(NDArray array, double factor) {
        return weightedSum(List.of(array), List.of(factor));
    }

    /** Vectors along the last axis made 1 long; those of length 0 stay. */
    public static NDArray unit(NDArray vectors) {
        return TorchScript.of(
                        List.of("x"), "return torch.div(x, torch.clamp_min(torch.norm(x, 2, [-1], True), 1.0e-12))")
                .apply(vectors);
    }

    /** A copy that shares no memory and no graph with its source. */
    public static NDArray copy(NDArray input) {
        return TorchScript.of(List.of("x"), "return torch.clone(torch.detach(x))")
                .apply(input);
    }

    /**
     * Copies the values of {@code source} into the memory of {@code target}, outside the graph. The engine's own {@code
     * set} makes the array point to the given buffer instead.
     */
    public static void assign(NDArray target, NDArray source) {
        try (GradientScope off = GradientScope.off()) {
            TorchScript.of(List.of("a", "b"), "return torch.copy_(a, b)")
                    .apply(target, source)
                    .close();
        }
    }

    /** Whether no value is infinite or not a number; one native call and one wait for each device. */
    public static boolean isFinite(Collection<NDArray> arrays) {
        Map<Device, List<NDArray>> byDevice = arrays.stream().collect(Collectors.groupingBy(NDArray::getDevice));
        return byDevice.values().stream().allMatch(TorchOps::isFiniteOnOneDevice);
    }

    private static boolean isFiniteOnOneDevice(List<NDArray> arrays) {
        try (GradientScope off = GradientScope.off();
                NDManager scope = arrays.getFirst().getManager().newSubManager()) {
            // The sum of magnitudes: what is not finite stays so, and no square overflows.
            return TorchScript.of(List.of("x[]"), "List[Tensor]", """
                    sums = torch.stack(torch._foreach_norm(x, 1))
                    return [torch.all(torch.isfinite(sums))]
                    """)
                    .applyLists(scope, List.of(new NDList(arrays)))
                    .singletonOrThrow()
                    .getBoolean();
        }
    }

    /** A number as TorchScript reads a float: never without a point or an exponent. */
    static String number(double value) {
        return Double.toString(value).replace("E", "e");
    }

    private static String pair(int value) {
        return List.of(value, value).stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
    }
}
