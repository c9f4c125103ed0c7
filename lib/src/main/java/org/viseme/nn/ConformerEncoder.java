package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A Conformer (Gulati et al., "Conformer: convolution-augmented transformer for speech recognition", 2020): {@link
 * ConformerLayer}s on inputs that are scaled by the square root of their width, then a layer norm. Named as in ESPnet.
 */
public final class ConformerEncoder extends Layer {
    private final TransformerConfig config;
    private final List<ConformerLayer> layers = new ArrayList<>();
    private final LayerNorm norm;

    /**
     * @param kernel frames under the convolutions, an odd number; 31 in the paper
     */
    public ConformerEncoder(TransformerConfig config, int kernel) {
        this.config = config;
        for (int i = 0; i < config.layers(); i++) {
            layers.add(add("encoders." + i, new ConformerLayer(config, kernel)));
        }
        norm = add("after_norm", new LayerNorm(config.width(), Convention.ESPNET.epsilon()));
    }

    /**
     * @param inputs (batch, time, width); where that is padding, (batch, time), boolean, may be left out
     * @return (batch, time, width)
     * @throws IllegalArgumentException when the shapes are others
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        Optional<NDArray> padding = inputs.size() > 1 ? Optional.of(inputs.get(1)) : Optional.empty();
        return new NDList(
                forward(new SequenceBatch(inputs.get(0), padding), pass).values());
    }

    public SequenceBatch forward(SequenceBatch inputs, Pass pass) {
        Fusion call = new Fusion(pass);
        String scaled = call.let(
                "torch.mul(%s, %s)",
                call.input(requireSequences(inputs.values(), config.width())), Math.sqrt(config.width()));
        NDList state = new NDList(call.run(call.dropout(scaled, config.dropout().features())));
        inputs.padding().ifPresent(state::add);
        for (ConformerLayer layer : layers) {
            state.set(0, layer.forward(state, pass).singletonOrThrow());
        }
        return inputs.with(norm.forward(new NDList(state.getFirst()), pass).singletonOrThrow());
    }
}
