package org.viseme.nn;

import ai.djl.ndarray.NDList;
import java.util.List;
import org.viseme.torch.TorchScript;

/** The largest value under a {@link Window}; what lies beyond the edges never is the largest. */
public final class MaxPool extends Layer {
    private final Window window;
    private final boolean partial;

    public MaxPool(Window window) {
        this(window, false);
    }

    private MaxPool(Window window, boolean partial) {
        this.window = window;
        this.partial = partial;
    }

    /** Also takes the windows that begin inside and reach beyond the far edge. */
    public static MaxPool withPartialWindows(Window window) {
        return new MaxPool(window, true);
    }

    @Override
    public NDList forward(NDList inputs, Pass pass) {
        String body = "return torch.max_pool%dd(x, %s, %s, %s, %s, %s)"
                .formatted(
                        window.axes(),
                        window.kernel(),
                        window.stride(),
                        window.padding(),
                        Window.all(window.axes(), 1),
                        partial ? "True" : "False");
        return new NDList(TorchScript.of(List.of("x"), body).apply(inputs.singletonOrThrow()));
    }
}
