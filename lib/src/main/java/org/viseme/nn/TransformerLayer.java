package org.viseme.nn;

/** What layers of encoder and decoder share: names, order of normalisation, and the feed-forward. */
abstract class TransformerLayer extends Layer {
    private final TransformerConfig config;
    private final Convention convention;
    private Linear widen;
    private Linear narrow;
    private LayerNorm finalNorm;

    TransformerLayer(TransformerConfig config, Convention convention) {
        this.config = config;
        this.convention = convention;
    }

    final MultiHeadAttention addAttention(String name, int memoryWidth) {
        return add(
                convention.name(name),
                new MultiHeadAttention(
                        config.width(),
                        memoryWidth,
                        config.heads(),
                        config.dropout().attention(),
                        convention));
    }

    final LayerNorm addNorm(String name) {
        return add(convention.name(name), new LayerNorm(config.width(), convention.epsilon()));
    }

    final void addFeedForward() {
        widen = add(convention.name("fc1"), new Linear(config.width(), config.hidden()));
        narrow = add(convention.name("fc2"), new Linear(config.hidden(), config.width()));
        finalNorm = addNorm("final_layer_norm");
    }

    /** {@code x + y}, with some of {@code y} forgotten in training. */
    final String sum(Fusion call, String x, String y) {
        return call.let("torch.add(%s, %s)", x, call.dropout(y, config.dropout().features()));
    }

    /** {@code x + fc2(activation(fc1(norm(x))))}. */
    final String feedForward(Fusion call, String x) {
        String hidden = widen.fuse(call, finalNorm.fuse(call, x));
        String active = call.let(config.activation().script(hidden));
        String forgotten = call.dropout(active, config.dropout().activation());
        return sum(call, x, narrow.fuse(call, forgotten));
    }

    final void countFeedForward(Pass pass, long positions) {
        pass.multiplyAdds().accept(2 * positions * config.width() * config.hidden());
    }
}
