package org.viseme.nn;

import ai.djl.ndarray.NDList;
import java.util.List;
import org.viseme.torch.TorchScript;

/** The largest value under a {@link Window}; what lies beyond the edges never is the largest. */
public final class MaxPool extends Layer {
    private final Window window;

    public MaxPool(Window window) {
        this.window = window;
    }

    @Override
    public NDList forward(NDList inputs, Pass pass) {
        String body = "return torch.max_pool%dd(x, %s, %s, %s, %s)"
                .formatted(
                        window.axes(),
                        window.kernel(),
                        window.stride(),
                        window.padding(),
                        Window.all(window.axes(), 1));
        return new NDList(TorchScript.of(List.of("x"), body).apply(inputs.singletonOrThrow()));
    }
}
