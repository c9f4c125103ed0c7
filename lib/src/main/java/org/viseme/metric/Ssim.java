package org.viseme.metric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
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

    /** From local means of a, b, their squares and their product: sums over rows (u) and columns (v) with weights. */
    private static final TorchScript MAP = TorchScript.of(List.of("a", "b", "u", "v"), """
            p = torch.to(a, 7)
            q = torch.to(b, 7)
            f = torch.stack([p, q, torch.mul(p, p), torch.mul(q, q), torch.mul(p, q)])
            y = torch.matmul(torch.matmul(u, f), torch.t(v))
            p = torch.select(y, 0, 0)
            q = torch.select(y, 0, 1)
            pq = torch.mul(p, q)
            squares = torch.add(torch.square(p), torch.square(q))
            covariance = torch.sub(torch.select(y, 0, 4), pq)
            variances = torch.sub(torch.add(torch.select(y, 0, 2), torch.select(y, 0, 3)), squares)
            alike = torch.mul(torch.add(torch.mul(pq, 2), %1$s), torch.add(torch.mul(covariance, 2), %2$s))
            return torch.div(alike, torch.mul(torch.add(squares, %1$s), torch.add(variances, %2$s)))
            """.formatted(C1, C2));

    private static final TorchScript FRAMES = TorchScript.of(List.of("m"), """
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
        try (NDArray rows = weights(windows.getManager(), (int) height);
                NDArray columns = weights(windows.getManager(), (int) width)) {
            return MAP.apply(windows, truth, rows, columns);
        }
    }

    /** (size, size): how much each pixel counts for the mean around each, along one axis with its mirror images. */
    private static NDArray weights(NDManager manager, int size) {
        double[] gaussian = gaussian();
        double[] weights = new double[size * size];
        for (int centre = 0; centre < size; centre++) {
            for (int i = 0; i < gaussian.length; i++) {
                int x = centre + i - RADIUS;
                int mirrored = x < 0 ? -1 - x : Math.min(x, 2 * size - 1 - x);
                weights[centre * size + mirrored] += gaussian[i];
            }
        }
        return Torch.create(manager, DoubleBuffer.wrap(weights), new Shape(size, size), DataType.FLOAT64);
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
