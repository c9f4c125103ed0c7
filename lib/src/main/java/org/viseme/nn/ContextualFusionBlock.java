package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;

/**
 * The cross-modal contextual fusion block of AV-CAT (section 3.2.3, figure 3b, equations 2 to 5), in one native call:
 *
 * <pre>
 *   z   = FC1(Cat[MSA(target), MMA(reference, target)])      self- and mutual attention within the same windows
 *   z   = FC2(FC(speech) + z)                                where the block hears
 *   z   = z + target
 *   out = MLP(z) + z
 * </pre>
 *
 * <p>Attention and feed-forward are those of {@link #basic}, by which the reference goes on to the next block: one set
 * of weights for both. FC1, FC2 and what the speech goes through are this block's own.
 */
public final class ContextualFusionBlock extends Layer {
    private final int width;
    private final int speechWidth;
    private final BasicTransformerBlock basic;
    private final Linear fuse;
    private final Linear hear;
    private final Linear join;

    /**
     * @param speechWidth values of the speech; 0 for a block that does not hear
     */
    public ContextualFusionBlock(WindowTransformerConfig config, ShiftedWindows windows, int speechWidth) {
        this.width = config.width();
        this.speechWidth = speechWidth;
        basic = add("basic", new BasicTransformerBlock(config, windows));
        fuse = add("fc1", Linear.preserving(2 * width, width));
        hear = speechWidth > 0 ? add("speech", new Linear(speechWidth, width)) : null;
        join = speechWidth > 0 ? add("fc2", Linear.preserving(width, width)) : null;
    }

    /** The same block without reference and speech. */
    public BasicTransformerBlock basic() {
        return basic;
    }

    /**
     * @param inputs the target's features (batch, height, width, channels); the reference's, likewise; the speech
     *     (batch, speech width), which a block that does not hear leaves alone
     * @return as the target's features
     * @throws IllegalArgumentException when the shapes are others, or windows do not fit into them
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        WindowAttention attention = basic.attention();
        NDArray target = attention.requireMap(inputs.get(0));
        NDArray reference = attention.requireSame(target, inputs.get(1));
        count(pass, target.getShape());
        Fusion call = new Fusion(pass);
        String f = call.input(target);
        WindowAttention.Queries queries = attention.ask(call, f);
        String msa = attention.self(call, queries);
        String mma = attention.mutual(call, queries, call.input(reference));
        String z = fuse.fuse(call, call.let("torch.cat([%s, %s], 3)", msa, mma));
        if (hear != null) {
            String heard = hear.fuse(call, call.input(requireWidth(inputs.get(2), speechWidth)));
            String everywhere = call.let("torch.unsqueeze(torch.unsqueeze(%s, 1), 1)", heard);
            z = join.fuse(call, call.let("torch.add(%s, %s)", everywhere, z));
        }
        z = call.let("torch.add(%s, %s)", z, f);
        return new NDList(call.run(basic.feedForward(call, z)));
    }

    private void count(Pass pass, Shape target) {
        basic.attention().count(pass, target, 2);
        basic.countFeedForward(pass, target);
        pass.multiplyAdds().accept(2 * target.size() * width);
        if (hear != null) {
            pass.multiplyAdds().accept(target.size() * width + target.get(0) * speechWidth * width);
        }
    }
}
