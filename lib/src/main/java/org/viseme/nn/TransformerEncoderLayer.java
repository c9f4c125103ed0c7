package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.Optional;

/**
 * Self-attention and a feed-forward, each behind a layer norm and added to its input, in one native call.
 */
public final class TransformerEncoderLayer extends TransformerLayer {
    private final int width;
    private final MultiHeadAttention attention;
    private final LayerNorm attentionNorm;

    public TransformerEncoderLayer(TransformerConfig config) {
        super(config, Convention.FAIRSEQ);
        width = config.width();
        attention = addAttention("self_attn", width);
        attentionNorm = addNorm("self_attn_layer_norm");
        addFeedForward();
    }

    /**
     * @param inputs (batch, time, width); where that is padding, (batch, time), boolean, may be left out
     * @return (batch, time, width)
     * @throws IllegalArgumentException when the shapes are others
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        NDArray x = requireSequences(inputs.get(0), width);
        Shape shape = x.getShape();
        attention.countMemory(pass, shape.get(0) * shape.get(1));
        attention.countAttention(pass, shape.get(0), shape.get(1), shape.get(1));
        countFeedForward(pass, shape.get(0) * shape.get(1));
        Fusion call = new Fusion(pass);
        String flow = call.input(x);
        Optional<String> padding = inputs.size() > 1 ? Optional.of(call.input(inputs.get(1))) : Optional.empty();
        String normed = attentionNorm.fuse(call, flow);
        String taken = attention.attend(call, normed, attention.remember(call, normed), padding, false);
        return new NDList(call.run(feedForward(call, sum(call, flow, taken))));
    }
}
