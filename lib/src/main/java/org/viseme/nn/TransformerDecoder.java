package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.viseme.torch.Torch;

/**
 * Writes tokens about a context (Vaswani et al., 2017, section 3): embeddings with sinusoidal places, {@link
 * TransformerDecoderLayer}s, a layer norm, and a product with the embeddings themselves ({@link
 * TransformerDecoderConfig#tied}) or with {@code embed_out}.
 *
 * <p>{@link #logits} takes all tokens at once, as in training; {@link #step} takes one more, as in a search, and
 * computes the same.
 */
public final class TransformerDecoder extends Layer {
    private final TransformerDecoderConfig config;
    private final Parameter output;
    private final Embedding embedding;
    private final FusedLayer positions;
    private final List<TransformerDecoderLayer> layers = new ArrayList<>();
    private final LayerNorm norm;
    private final Linear outputLayer;

    /**
     * What follows on the tokens so far.
     *
     * @param logits (batch, vocabulary) of the next token, 32-bit
     * @param state with the last token
     */
    public record Step(NDArray logits, DecoderState state) {}

    public TransformerDecoder(TransformerDecoderConfig config) {
        this(config, Convention.FAIRSEQ);
    }

    /**
     * @param convention whose names it has; of ESPnet's, only {@link TransformerDecoderConfig#scaled} ones that are not
     *     {@link TransformerDecoderConfig#tied}
     */
    public TransformerDecoder(TransformerDecoderConfig config, Convention convention) {
        boolean espnet = convention == Convention.ESPNET;
        if (espnet && (config.tied() || !config.scaled())) {
            throw new IllegalArgumentException("ESPnet's decoders are scaled and not tied: " + config);
        }
        this.config = config;
        TransformerConfig transformer = config.transformer();
        int width = transformer.width();
        output = config.tied() || espnet
                ? null
                : addWeight("embed_out", Initial.uniform(Math.sqrt(3.0 / width)), config.vocabulary(), width);
        embedding = add(convention.name("embed_tokens"), new Embedding(config.vocabulary(), width, config.padding()));
        positions = espnet
                ? new AlternatingPositions(width)
                : add("embed_positions", new SinusoidalPositions(width, config.padding()));
        for (int i = 0; i < transformer.layers(); i++) {
            layers.add(add(
                    convention.name("layers") + "." + i,
                    new TransformerDecoderLayer(transformer, config.contextWidth(), convention)));
        }
        norm = add(convention.name("layer_norm"), new LayerNorm(width, convention.epsilon()));
        outputLayer = espnet ? add("output_layer", new Linear(width, config.vocabulary())) : null;
    }

    public TransformerDecoderConfig config() {
        return config;
    }

    /**
     * @param inputs tokens (batch, time); the context (batch, context time, context width); where that is padding,
     *     (batch, context time), boolean, may be left out
     * @return (batch, time, vocabulary), see {@link #logits}
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        Optional<NDArray> padding = inputs.size() > 2 ? Optional.of(inputs.get(2)) : Optional.empty();
        return new NDList(logits(inputs.get(0), new SequenceBatch(inputs.get(1), padding), pass));
    }

    /**
     * Teacher forcing: what follows on each token when all before it were as given.
     *
     * @param tokens (batch, time), 64-bit integers, the shorter ones filled up with the padding at their ends
     * @return (batch, time, vocabulary), 32-bit, to be normalised by a softmax
     * @throws IllegalArgumentException when shapes or types are others
     */
    public NDArray logits(NDArray tokens, SequenceBatch context, Pass pass) {
        return put(features(tokens, context, pass), pass);
    }

    /** As {@link #logits} before the last product: (batch, time, width). */
    public NDArray features(NDArray tokens, SequenceBatch context, Pass pass) {
        NDList state = new NDList(take(requireTokens(tokens, context.batch()), false, pass), context.values());
        context.padding().ifPresent(state::add);
        double rate = config.transformer().dropout().layer();
        float[] draws = pass.training() && rate > 0 ? Torch.uniform(layers.size()) : new float[0];
        for (int i = 0; i < layers.size(); i++) {
            if (draws.length == 0 || draws[i] >= rate) {
                state.set(0, layers.get(i).forward(state, pass).singletonOrThrow());
            }
        }
        return norm.forward(new NDList(state.getFirst()), pass).singletonOrThrow();
    }

    /** The state before the first token. */
    public DecoderState begin(SequenceBatch context, Pass pass) {
        Fusion call = new Fusion(pass);
        String none = call.let(
                "torch.to(torch.slice(torch.select(%s, 2, 0), 1, 0, 0), 4)",
                call.input(requireSequences(context.values(), config.contextWidth())));
        return new DecoderState(
                call.run(none),
                layers.stream()
                        .map(layer -> layer.begin(context.values(), pass))
                        .toList(),
                context.padding());
    }

    /**
     * One token more.
     *
     * @param tokens (batch, 1), 64-bit integers, none of them padding
     * @param state of the tokens before; stays as it is
     */
    public Step step(NDArray tokens, DecoderState state, Pass pass) {
        requireTokens(tokens, state.tokens().getShape().get(0));
        Fusion call = new Fusion(pass);
        String newest = call.input(tokens);
        NDArray all = call.run(call.let("torch.cat([%s, %s], 1)", call.input(state.tokens()), newest));
        NDArray x = take(all, true, pass);
        List<NDList> memories = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            NDList computed = layers.get(i).step(x, state.layers().get(i), state.padding(), pass);
            x = computed.getFirst();
            memories.add(computed.subNDList(1));
        }
        NDArray features = norm.forward(new NDList(x), pass).singletonOrThrow();
        NDArray logits = put(features, pass).reshape(-1, config.vocabulary());
        return new Step(logits, new DecoderState(all, memories, state.padding()));
    }

    /** Embeddings with places, of all tokens or of the last one. */
    private NDArray take(NDArray tokens, boolean lastOnly, Pass pass) {
        Fusion call = new Fusion(pass);
        String numbers = call.input(tokens);
        String embedded = embedding.fuse(call, numbers);
        if (config.scaled()) {
            embedded = call.let(
                    "torch.mul(%s, %s)",
                    embedded, Math.sqrt(config.transformer().width()));
        }
        String placed = call.let("torch.add(%s, %s)", embedded, positions.fuse(call, numbers));
        String needed = lastOnly ? call.let("torch.slice(%s, 1, -1)", placed) : placed;
        return call.run(call.dropout(needed, config.transformer().dropout().features()));
    }

    private NDArray put(NDArray features, Pass pass) {
        pass.multiplyAdds().accept(features.size() * config.vocabulary());
        Fusion call = new Fusion(pass);
        String x = call.cast(call.input(features));
        if (outputLayer != null) {
            return call.run(call.let("torch.to(%s, 6)", outputLayer.fuse(call, x)));
        }
        String rows = call.cast(output == null ? embedding.rows(call) : call.input(output.getArray()));
        return call.run(call.let("torch.to(torch.linear(%s, %s, None), 6)", x, rows));
    }

    private static NDArray requireTokens(NDArray tokens, long batch) {
        Shape shape = tokens.getShape();
        if (shape.dimension() != 2 || shape.get(0) != batch || tokens.getDataType() != DataType.INT64) {
            throw new IllegalArgumentException(
                    "TransformerDecoder: tokens of shape %s and type %s instead of (%d, time) and int64"
                            .formatted(shape, tokens.getDataType(), batch));
        }
        return tokens;
    }
}
