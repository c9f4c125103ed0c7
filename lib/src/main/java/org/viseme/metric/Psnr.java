package org.viseme.metric;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.viseme.torch.TorchScript;

/**
 * Peak signal-to-noise ratio in decibels, 10 log10(1 / mean squared error) for values in 0..1; higher is better. The
 * mean runs over all pixels and channels of a frame. The figure for tables is {@link #decibels}; {@link #ofFrames} is
 * for curves during training, where one infinite value would hide all others.
 */
public final class Psnr {
    /** The name of {@link #talkLip} in reports. */
    public static final String TALKLIP = "psnr-talklip";

    private static final TorchScript CAPPED = TorchScript.of(List.of("a", "b"), """
            error = torch.mean(torch.square(torch.sub(a, b)), [1, 3, 4])
            return torch.mul(torch.log10(torch.clamp_min(error, 1e-10)), -10.0)
            """);
    private static final TorchScript ERRORS = TorchScript.of(
            List.of("a", "b"), "return torch.mean(torch.square(torch.sub(torch.to(a, 7), torch.to(b, 7))), [1, 3, 4])");

    /** Unsigned bytes wrap at 256 both when they are subtracted and when they are squared. */
    private static final TorchScript WRAPPED_ERRORS = TorchScript.of(List.of("a", "b"), """
            p = torch.to(torch.round(torch.mul(a, 255)), 0)
            q = torch.to(torch.round(torch.mul(b, 255)), 0)
            d = torch.sub(p, q)
            return torch.mean(torch.to(torch.mul(d, d), 7), [1, 3, 4])
            """);

    private static final double BYTE_PEAK = 255;
    private static final double TALKLIP_LIMIT = 100;

    private Psnr() {}

    /**
     * The ratio of every frame, never more than 100, which stands where there is (nearly) no difference.
     *
     * @param windows (batch, 3, time, height, width) in 0..1
     * @param truth as {@code windows}
     * @return (batch, time)
     * @throws IllegalArgumentException when the shapes are others
     */
    public static NDArray ofFrames(NDArray windows, NDArray truth) {
        FramePairs.require(windows, truth);
        return CAPPED.apply(windows, truth);
    }

    /**
     * The exact ratio of every frame: {@link Double#POSITIVE_INFINITY} where the frames are identical, so that their
     * mean is infinite too.
     *
     * @param windows (batch, 3, time, height, width) in 0..1
     * @param truth as {@code windows}
     * @return [batch][time]
     * @throws IllegalArgumentException when the shapes are others
     */
    public static double[][] decibels(NDArray windows, NDArray truth) {
        double[][] errors = frames(ERRORS, windows, truth);
        return each(errors, error -> -10 * Math.log10(error));
    }

    /**
     * The figure that TalkLip's published evaluation prints as PSNR: it subtracts and squares unsigned bytes, which
     * wrap, and takes 100 for identical frames. For comparison with its table only; two frames of noise get 27.9 where
     * 7.8 is true.
     *
     * @param windows (batch, 3, time, height, width) in 0..1, rounded to bytes here
     * @param truth as {@code windows}
     * @return [batch][time]
     * @throws IllegalArgumentException when the shapes are others
     */
    public static double[][] talkLip(NDArray windows, NDArray truth) {
        double[][] errors = frames(WRAPPED_ERRORS, windows, truth);
        return each(errors, error -> error == 0 ? TALKLIP_LIMIT : 20 * Math.log10(BYTE_PEAK / Math.sqrt(error)));
    }

    private static double[][] frames(TorchScript errors, NDArray windows, NDArray truth) {
        FramePairs.require(windows, truth);
        int time = (int) windows.getShape().get(2);
        try (NDArray values = errors.apply(windows, truth)) {
            double[] flat = values.toDoubleArray();
            return IntStream.range(0, flat.length / time)
                    .mapToObj(item -> Arrays.copyOfRange(flat, item * time, (item + 1) * time))
                    .toArray(double[][]::new);
        }
    }

    private static double[][] each(double[][] errors, DoubleUnaryOperator ratio) {
        return Arrays.stream(errors)
                .map(row -> Arrays.stream(row).map(ratio).toArray())
                .toArray(double[][]::new);
    }
}
