package org.viseme.model.avcat;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.viseme.model.Region;
import org.viseme.torch.TorchScript;

/**
 * AV-CAT's mask M (sections 3.1 and 4): 1 where the target stays, 0 in its lower half less a sixteenth of the width at
 * the left and at the right, which is 43.75 % of the face.
 */
public final class FixedMask {
    /** What the network has to draw. */
    public static final Region HIDDEN = new Region(0.5, 1, 1.0 / 16, 15.0 / 16);

    /** Into how many parts the mask cuts an axis. */
    static final int UNITS = 16;

    private final TorchScript hide;
    private final TorchScript compose;

    /**
     * @param faceSize width and height of the faces, in pixels; a multiple of 16
     */
    public FixedMask(int faceSize) {
        int top = Region.pixels(HIDDEN.top(), faceSize);
        int left = Region.pixels(HIDDEN.left(), faceSize);
        int right = Region.pixels(HIDDEN.right(), faceSize);
        String hidden = """
                part = torch.slice(torch.slice(target, -2, %d), -1, %d, %d)
                hidden = torch.constant_pad_nd(torch.ones_like(part), [%d, %d, %d, 0], 0)
                """.formatted(top, left, right, left, faceSize - right, top);
        hide = TorchScript.of(List.of("target"), hidden + "return torch.mul(target, torch.rsub(hidden, 1.0))");
        compose = TorchScript.of(
                List.of("target", "drawn"),
                hidden + "return torch.where(torch.gt(hidden, 0.5), torch.type_as(drawn, target), target)");
    }

    /**
     * {@code M * I}: the faces with nothing under the mask.
     *
     * @param target (..., height, width)
     */
    public NDArray hide(NDArray target) {
        return hide.apply(target);
    }

    /**
     * {@code M * I + (1 - M) * P}: what is drawn under the mask, the very values of the target elsewhere.
     *
     * @param target (batch, channels, height, width)
     * @param drawn as {@code target}
     */
    public NDArray compose(NDArray target, NDArray drawn) {
        return compose.apply(target, drawn);
    }
}
