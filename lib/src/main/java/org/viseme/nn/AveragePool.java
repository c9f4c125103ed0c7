package org.viseme.nn;

import ai.djl.ndarray.NDList;
import java.util.List;
import org.viseme.torch.TorchScript;

/** The mean of the values under a {@link Window}; what lies beyond the edges does not count. */
public final class AveragePool extends Layer {
    private final Window window;

    public AveragePool(Window window) {
        this.window = window;
    }

    @Override
    public NDList forward(NDList inputs, Pass pass) {
        String body = "return torch.avg_pool%dd(x, %s, %s, %s, False, False, None)"
                .formatted(window.axes(), window.kernel(), window.stride(), window.padding());
        return new NDList(TorchScript.of(List.of("x"), body).apply(inputs.singletonOrThrow()));
    }
}
