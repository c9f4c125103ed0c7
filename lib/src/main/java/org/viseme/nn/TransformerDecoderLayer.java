package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.viseme.nn.MultiHeadAttention.Memory;

/**
 * Self-attention to what came before, attention to a context, and a feed-forward, each behind a layer norm and added to
 * its input, in one native call.
 */
public final class TransformerDecoderLayer extends TransformerLayer {
    private final int width;
    private final int contextWidth;
    private final MultiHeadAttention selfAttention;
    private final LayerNorm selfNorm;
    private final MultiHeadAttention contextAttention;
    private final LayerNorm contextNorm;

    /**
     * @param contextWidth values of a position of the context
     */
    public TransformerDecoderLayer(TransformerConfig config, int contextWidth) {
        this(config, contextWidth, Convention.FAIRSEQ);
    }

    TransformerDecoderLayer(TransformerConfig config, int contextWidth, Convention convention) {
        super(config, convention);
        this.width = config.width();
        this.contextWidth = contextWidth;
        selfAttention = addAttention("self_attn", width);
        selfNorm = addNorm("self_attn_layer_norm");
        contextAttention = addAttention("encoder_attn", contextWidth);
        contextNorm = addNorm("encoder_attn_layer_norm");
        addFeedForward();
    }

    /**
     * @param inputs (batch, time, width); the context (batch, context time, context width); where that is padding,
     *     (batch, context time), boolean, may be left out
     * @return (batch, time, width)
     * @throws IllegalArgumentException when the shapes are others
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        NDArray x = requireSequences(inputs.get(0), width);
        NDArray context = requireSequences(inputs.get(1), contextWidth);
        Shape shape = x.getShape();
        long contextTime = context.getShape().get(1);
        contextAttention.countMemory(pass, shape.get(0) * contextTime);
        count(pass, shape.get(0), shape.get(1), shape.get(1), contextTime);
        Fusion call = new Fusion(pass);
        String flow = call.input(x);
        String normed = selfNorm.fuse(call, flow);
        Memory past = selfAttention.remember(call, normed);
        Memory seen = contextAttention.remember(call, call.input(context));
        Optional<String> padding = inputs.size() > 2 ? Optional.of(call.input(inputs.get(2))) : Optional.empty();
        return new NDList(call.run(flow(call, flow, normed, past, true, seen, padding)));
    }

    /**
     * What {@link #step} needs to begin: keys and values of nothing said yet, and of the context; each (batch, heads,
     * time, width / heads).
     */
    NDList begin(NDArray context, Pass pass) {
        requireSequences(context, contextWidth);
        contextAttention.countMemory(
                pass, context.getShape().get(0) * context.getShape().get(1));
        Fusion call = new Fusion(pass);
        Memory seen = contextAttention.remember(call, call.input(context));
        String none = call.let("torch.slice(%s, 2, 0, 0)", seen.keys());
        return call.run(List.of(none, call.let("torch.clone(%s)", none), seen.keys(), seen.values()));
    }

    /**
     * One position more.
     *
     * @param x (batch, 1, width)
     * @param state keys and values as {@link #begin} or the step before returned them; those of the context may have
     *     one row for the whole batch
     * @return (batch, 1, width), then the new state
     */
    NDList step(NDArray x, NDList state, Optional<NDArray> padding, Pass pass) {
        long past = state.get(0).getShape().get(2);
        long contextTime = state.get(2).getShape().get(2);
        count(pass, x.getShape().get(0), 1, past + 1, contextTime);
        Fusion call = new Fusion(pass);
        String flow = call.input(x);
        String normed = selfNorm.fuse(call, flow);
        Memory newest = selfAttention.remember(call, normed);
        Memory all = new Memory(
                call.let("torch.cat([%s, %s], 2)", call.input(state.get(0)), newest.keys()),
                call.let("torch.cat([%s, %s], 2)", call.input(state.get(1)), newest.values()));
        Memory seen = new Memory(shared(call, flow, state.get(2)), shared(call, flow, state.get(3)));
        String result = flow(call, flow, normed, all, false, seen, padding.map(call::input));
        NDList computed = call.run(List.of(result, all.keys(), all.values()));
        computed.add(state.get(2));
        computed.add(state.get(3));
        return computed;
    }

    /** Keys or values of a context that has as many rows as queries, or one for all of them. */
    private static String shared(Fusion call, String queries, NDArray context) {
        return call.let("torch.expand(%s, [torch.size(%s, 0), -1, -1, -1])", call.input(context), queries);
    }

    private String flow(
            Fusion call, String x, String normed, Memory past, boolean causal, Memory seen, Optional<String> padding) {
        String told = sum(call, x, selfAttention.attend(call, normed, past, Optional.empty(), causal));
        String asked = contextNorm.fuse(call, told);
        return feedForward(call, sum(call, told, contextAttention.attend(call, asked, seen, padding, false)));
    }

    private void count(Pass pass, long batch, long time, long past, long contextTime) {
        selfAttention.countMemory(pass, batch * time);
        selfAttention.countAttention(pass, batch, time, past);
        contextAttention.countAttention(pass, batch, time, contextTime);
        countFeedForward(pass, batch * time);
    }
}
