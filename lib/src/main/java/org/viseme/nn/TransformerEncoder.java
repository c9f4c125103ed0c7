package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.viseme.torch.Torch;

/**
 * The transformer of wav2vec 2.0 and its descendants (Baevski et al., 2020): positions by {@link
 * PositionalConvolution}, then {@link TransformerEncoderLayer}s, then a layer norm. In training whole layers are left
 * out at random, see {@link DropoutRates#layer}.
 */
public final class TransformerEncoder extends Layer {
    private final TransformerConfig config;
    private final PositionalConvolution positions;
    private final List<TransformerEncoderLayer> layers = new ArrayList<>();
    private final LayerNorm norm;

    /**
     * @param kernel positions under the kernel of the {@link PositionalConvolution}
     * @param groups its groups
     */
    public TransformerEncoder(TransformerConfig config, int kernel, int groups) {
        this.config = config;
        positions = add("pos_conv.0", new PositionalConvolution(config.width(), kernel, groups));
        for (int i = 0; i < config.layers(); i++) {
            layers.add(add("layers." + i, new TransformerEncoderLayer(config)));
        }
        norm = add("layer_norm", new LayerNorm(config.width()));
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
        NDArray last = layer(inputs, layers.size(), pass);
        return inputs.with(norm.forward(new NDList(last), pass).singletonOrThrow());
    }

    /**
     * What comes out of a layer, before the norm at the end.
     *
     * @param count layers to run, 1 to all of them
     * @return (batch, time, width)
     */
    public NDArray layer(SequenceBatch inputs, int count, Pass pass) {
        Fusion call = new Fusion(pass);
        NDArray x = requireSequences(inputs.values(), config.width());
        positions.count(pass, x);
        String flow = positions.fuse(call, call.input(x), inputs.padding().map(call::input));
        NDList state = new NDList(call.run(call.dropout(flow, config.dropout().features())));
        inputs.padding().ifPresent(state::add);
        float[] draws = pass.training() && config.dropout().layer() > 0 ? Torch.uniform(count) : new float[0];
        for (int i = 0; i < count; i++) {
            if (draws.length == 0 || draws[i] >= config.dropout().layer()) {
                state.set(0, layers.get(i).forward(state, pass).singletonOrThrow());
            }
        }
        return state.getFirst();
    }
}
