package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;

/**
 * The basic block of AV-CAT's reference branch (section 3.2.2, figure 3a): self-attention within windows and a
 * feed-forward with a Gaussian error linear unit, each added to its input, in one native call. No norm.
 */
public final class BasicTransformerBlock extends Layer {
    private final WindowTransformerConfig config;
    private final WindowAttention attention;
    private final Linear widen;
    private final Linear narrow;

    public BasicTransformerBlock(WindowTransformerConfig config, ShiftedWindows windows) {
        this.config = config;
        int width = config.width();
        attention = add("attention", new WindowAttention(width, config.heads(), windows));
        widen = add("mlp.0", new Linear(width, config.hiddenRatio() * width));
        narrow = add("mlp.2", new Linear(config.hiddenRatio() * width, width));
    }

    /**
     * @param inputs the reference's features (batch, height, width, channels)
     * @return as {@code inputs}
     * @throws IllegalArgumentException when the shape is another, or windows do not fit into it
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        NDArray features = attention.requireMap(inputs.singletonOrThrow());
        attention.count(pass, features.getShape(), 1);
        countFeedForward(pass, features.getShape());
        Fusion call = new Fusion(pass);
        String f = call.input(features);
        String msa = attention.reference(call, attention.ask(call, f));
        String z = call.let("torch.add(%s, %s)", f, msa);
        return new NDList(call.run(feedForward(call, z)));
    }

    WindowAttention attention() {
        return attention;
    }

    /** {@code z + MLP(z)} (equation 5). */
    String feedForward(Fusion call, String z) {
        String mlp = narrow.fuse(call, call.let("torch.gelu(%s)", widen.fuse(call, z)));
        return call.let("torch.add(%s, %s)", z, mlp);
    }

    void countFeedForward(Pass pass, Shape features) {
        pass.multiplyAdds().accept(2 * features.size() * config.hiddenRatio() * config.width());
    }
}
