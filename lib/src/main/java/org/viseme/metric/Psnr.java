package org.viseme.metric;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.viseme.torch.TorchScript;

/** Peak signal-to-noise ratio in decibels, 10 log10(1 / mean squared error) for values in 0..1; higher is better. */
public final class Psnr {
    private static final TorchScript WINDOWS = TorchScript.of(List.of("a", "b"), """
            error = torch.mean(torch.square(torch.sub(a, b)), [1, 3, 4])
            return torch.mul(torch.log10(torch.clamp_min(error, 1e-10)), -10.0)
            """);

    private Psnr() {}

    /**
     * The ratio of every frame; 100 where there is no difference.
     *
     * @param windows (batch, 3, time, height, width) in 0..1
     * @param truth as {@code windows}
     * @return (batch, time)
     */
    public static NDArray ofFrames(NDArray windows, NDArray truth) {
        return WINDOWS.apply(windows, truth);
    }
}
