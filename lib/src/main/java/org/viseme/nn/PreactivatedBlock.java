package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;
import org.viseme.torch.TorchScript;

/**
 * A residual block that normalises before it convolves: group norm, SiLU, 3x3 convolution, twice, and the input added. The
 * sum of such blocks stays as it came in until they have learnt something, and no statistics of a batch are involved,
 * which is what keeps a sync expert's training from getting stuck. All in one native call.
 */
public final class PreactivatedBlock extends Layer {
    private final GroupNorm norm1;
    private final Convolution conv1;
    private final GroupNorm norm2;
    private final Convolution conv2;

    /**
     * @param groups of both norms; must divide {@code channels}
     */
    public PreactivatedBlock(int groups, int channels) {
        Convolution.Geometry same = Convolution.Geometry.of(channels, channels, 3, 1, 1);
        norm1 = add("norm1", new GroupNorm(groups, channels));
        conv1 = add("conv1", new Convolution(same));
        norm2 = add("norm2", new GroupNorm(groups, channels));
        conv2 = add("conv2", new Convolution(same));
    }

    @Override
    public NDList forward(NDList inputs, Pass pass) {
        NDArray x = inputs.singletonOrThrow();
        pass.multiplyAdds().accept(2 * conv1.geometry().multiplyAdds(x.getShape()));
        TorchScript script =
                TorchScript.of(List.of("x0", "g1", "s1", "w1", "b1", "g2", "s2", "w2", "b2"), """
                x = torch.silu(%s)
                w = w1
                b = b1
                y = %s
                x = torch.silu(%s)
                w = w2
                b = b2
                return torch.add(x0, %s)
                """.formatted(
                                norm1.script("x0", "g1", "s1"),
                                conv1.geometry().script(pass.precision()),
                                norm2.script("y", "g2", "s2"),
                                conv2.geometry().script(pass.precision())));
        return new NDList(script.apply(
                x,
                norm1.scale(),
                norm1.shift(),
                conv1.weight(),
                conv1.bias(),
                norm2.scale(),
                norm2.shift(),
                conv2.weight(),
                conv2.bias()));
    }
}
