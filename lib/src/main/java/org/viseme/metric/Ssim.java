package org.viseme.metric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.viseme.VisemeException;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchScript;

/**
 * Structural similarity (Wang et al., "Image quality assessment: from error visibility to structural similarity", IEEE
 * TIP 2004, equation 13) with the settings of that paper as scikit-image computes them and the lip-sync papers use
 * them: 11x11 Gaussian windows of standard deviation 1.5, population covariances, K1 = 0.01, K2 = 0.03, data range 1. 1
 * for identical frames; higher is better. Computed in double precision; differentiable.
 */
public final class Ssim {
    /** From the centre of a window to its edge, in pixels. */
    public static final int RADIUS = 5;

    private static final double SIGMA = 1.5;
    private static final double C1 = 0.01 * 0.01;
    private static final double C2 = 0.03 * 0.03;

    /** From local means of a, b, their squares and their product. The edge pixels are part of the mirror image beyond. */
    private static final TorchScript MAP = TorchScript.of(List.of("a", "b", "k"), """
            p = torch.to(a, 7)
            q = torch.to(b, 7)
            f = torch.stack([p, q, torch.mul(p, p), torch.mul(q, q), torch.mul(p, q)])
            above = torch.flip(torch.narrow(f, 4, 0, %1$d), [4])
            below = torch.flip(torch.narrow(f, 4, -%1$d, %1$d), [4])
            y = torch.cat([above, f, below], 4)
            left = torch.flip(torch.narrow(y, 5, 0, %1$d), [5])
            right = torch.flip(torch.narrow(y, 5, -%1$d, %1$d), [5])
            y = torch.cat([left, y, right], 5)
            y = torch.unsqueeze(torch.flatten(y, 0, 3), 1)
            y = torch.conv2d(y, torch.reshape(k, [1, 1, -1, 1]), None, [1, 1], [0, 0], [1, 1], 1)
            y = torch.conv2d(y, torch.reshape(k, [1, 1, 1, -1]), None, [1, 1], [0, 0], [1, 1], 1)
            y = torch.reshape_as(y, f)
            p = torch.select(y, 0, 0)
            q = torch.select(y, 0, 1)
            pq = torch.mul(p, q)
            squares = torch.add(torch.square(p), torch.square(q))
            covariance = torch.sub(torch.select(y, 0, 4), pq)
            variances = torch.sub(torch.add(torch.select(y, 0, 2), torch.select(y, 0, 3)), squares)
            alike = torch.mul(torch.add(torch.mul(pq, 2), %2$s), torch.add(torch.mul(covariance, 2), %3$s))
            return torch.div(alike, torch.mul(torch.add(squares, %2$s), torch.add(variances, %3$s)))
            """.formatted(RADIUS, C1, C2));

    private static final TorchScript FRAMES =
            TorchScript.of(List.of("m"), """
            inner = torch.slice(torch.slice(m, 3, %1$d, -%1$d, 1), 4, %1$d, -%1$d, 1)
            return torch.to(torch.mean(inner, [1, 3, 4]), 6)
            """.formatted(RADIUS));

    private Ssim() {}

    /**
     * The similarity of every frame: the mean of {@link #map} over its channels and all pixels but those nearer to an
     * edge than {@link #RADIUS}.
     *
     * @param windows (batch, 3, time, height, width) in 0..1
     * @param truth as {@code windows}
     * @return (batch, time), at most 1
     * @throws VisemeException when the frames are smaller than a window
     * @throws IllegalArgumentException when the shapes are others
     */
    public static NDArray ofFrames(NDArray windows, NDArray truth) {
        try (NDArray map = map(windows, truth)) {
            return FRAMES.apply(map);
        }
    }

    /**
     * The similarity around every pixel, channel by channel. Beyond the edges the windows see the picture mirrored.
     *
     * @param windows (batch, 3, time, height, width) in 0..1
     * @param truth as {@code windows}
     * @return as {@code windows}, in double precision
     * @throws VisemeException when the frames are smaller than a window
     * @throws IllegalArgumentException when the shapes are others
     */
    public static NDArray map(NDArray windows, NDArray truth) {
        FramePairs.require(windows, truth);
        long height = windows.getShape().get(3);
        long width = windows.getShape().get(4);
        int window = 2 * RADIUS + 1;
        if (Math.min(height, width) < window) {
            throw new VisemeException(
                    "frames of " + width + "x" + height,
                    "are too small for SSIM",
                    "measure frames of at least " + window + "x" + window + " pixels");
        }
        try (NDArray kernel = Torch.create(
                windows.getManager(), DoubleBuffer.wrap(gaussian()), new Shape(window), DataType.FLOAT64)) {
            return MAP.apply(windows, truth, kernel);
        }
    }

    /** The weights along one side of a window; they sum to 1. */
    private static double[] gaussian() {
        double[] weights = IntStream.rangeClosed(-RADIUS, RADIUS)
                .mapToDouble(x -> Math.exp(-x * x / (2 * SIGMA * SIGMA)))
                .toArray();
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(weight -> weight / sum).toArray();
    }
}
