package org.viseme.nn;

/** The largest value under a {@link Window}; what lies beyond the edges never is the largest. */
public final class MaxPool extends FusedLayer {
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
    String fuse(Fusion call, String x) {
        return call.let(
                "torch.max_pool%dd(%s, %s, %s, %s, %s, %s)",
                window.axes(),
                x,
                window.kernel(),
                window.stride(),
                window.padding(),
                Window.all(window.axes(), 1),
                partial ? "True" : "False");
    }
}
