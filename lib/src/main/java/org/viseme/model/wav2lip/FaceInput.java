package org.viseme.model.wav2lip;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.viseme.torch.TorchScript;

/** Pictures as bytes to what {@link Wav2Lip} reads. */
public final class FaceInput {
    private static final TorchScript PIXELS = TorchScript.of(List.of("x"), "return torch.div(torch.to(x, 6), 255.0)");
    private static final TorchScript FACES = TorchScript.of(List.of("target", "reference"), """
            half = torch.floordiv(torch.size(target, -2), 2)
            upper = torch.slice(target, -2, 0, half)
            lower = torch.zeros_like(torch.slice(target, -2, half))
            return torch.cat([torch.cat([upper, lower], -2), reference], 1)
            """);

    private FaceInput() {}

    /**
     * Unsigned bytes to values in 0..1.
     *
     * @param bytes of any shape, unsigned 8-bit
     */
    public static NDArray pixels(NDArray bytes) {
        return PIXELS.apply(bytes);
    }

    /**
     * The generator's six channels: the target with its lower half set to zero, then the reference.
     *
     * @param target (batch, 3, height, width) or (batch, 3, time, height, width) in 0..1
     * @param reference as {@code target}
     * @return (batch, 6, height, width) or (batch, 6, time, height, width)
     */
    public static NDArray faces(NDArray target, NDArray reference) {
        return FACES.apply(target, reference);
    }
}
