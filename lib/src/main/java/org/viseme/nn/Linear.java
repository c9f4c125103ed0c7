package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Parameter;
import java.util.List;
import org.viseme.torch.TorchScript;

/**
 * A fully connected layer, (..., in) to (..., out): {@code weight} (out, in) and {@code bias}, started as PyTorch
 * starts them.
 */
public final class Linear extends Layer {
    private final int out;
    private final Parameter weight;
    private final Parameter bias;

    public Linear(int in, int out) {
        this.out = out;
        double bound = 1 / Math.sqrt(in);
        weight = addWeight("weight", Initial.uniform(bound), out, in);
        bias = addWeight("bias", Initial.uniform(bound), out);
    }

    @Override
    public NDList forward(NDList inputs, Pass pass) {
        NDArray x = inputs.singletonOrThrow();
        pass.multiplyAdds().accept(x.size() * out);
        String body = "return torch.linear(%s, %s, %s)"
                .formatted(
                        pass.precision().cast("x"),
                        pass.precision().cast("w"),
                        pass.precision().cast("b"));
        TorchScript script = TorchScript.of(List.of("x", "w", "b"), body);
        return new NDList(script.apply(x, weight.getArray(), bias.getArray()));
    }
}
