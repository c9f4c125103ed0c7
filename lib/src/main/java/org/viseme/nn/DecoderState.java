package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;
import java.util.Optional;
import org.viseme.torch.TorchScript;

/**
 * What a {@link TransformerDecoder} remembers of the tokens it was given so far, one row of the batch a hypothesis. Its
 * arrays belong to the managers of what they were computed from, and are freed with them.
 */
public final class DecoderState {
    private static final TorchScript SELECT =
            TorchScript.of(List.of("x", "rows"), "return torch.index_select(x, 0, rows)");

    private final NDArray tokens;
    private final List<NDList> layers;
    private final Optional<NDArray> padding;

    /**
     * @param tokens (batch, time) so far
     * @param layers keys and values of each layer's past and context
     * @param padding of the context
     */
    DecoderState(NDArray tokens, List<NDList> layers, Optional<NDArray> padding) {
        this.tokens = tokens;
        this.layers = List.copyOf(layers);
        this.padding = padding;
    }

    /** The tokens so far: (batch, time), 64-bit integers. */
    public NDArray tokens() {
        return tokens;
    }

    List<NDList> layers() {
        return layers;
    }

    Optional<NDArray> padding() {
        return padding;
    }

    /**
     * The rows that a search goes on with, one of them as often as it likes.
     *
     * @param rows their numbers (new batch), 64-bit integers
     */
    public DecoderState select(NDArray rows) {
        return new DecoderState(
                SELECT.apply(tokens, rows),
                layers.stream()
                        .map(layer -> new NDList(layer.stream()
                                .map(array -> SELECT.apply(array, rows))
                                .toList()))
                        .toList(),
                padding.map(mask -> SELECT.apply(mask, rows)));
    }

    /** All arrays, for a search that frees what it left behind. */
    public NDList arrays() {
        NDList arrays = new NDList(tokens);
        layers.forEach(arrays::addAll);
        padding.ifPresent(arrays::add);
        return arrays;
    }
}
