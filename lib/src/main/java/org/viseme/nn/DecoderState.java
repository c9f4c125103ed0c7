package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Optional;

/**
 * What a {@link TransformerDecoder} remembers of the tokens it was given so far, one row of the batch a hypothesis. Its
 * arrays belong to the managers of what they were computed from, and are freed with them.
 */
public final class DecoderState {
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
     * @param rows their numbers (new batch), integers
     */
    public DecoderState select(NDArray rows) {
        NDArray numbers = rows.toType(DataType.INT64, false);
        return new DecoderState(
                tokens.take(numbers),
                layers.stream()
                        .map(layer -> new NDList(
                                layer.stream().map(array -> array.take(numbers)).toList()))
                        .toList(),
                padding.map(mask -> mask.take(numbers)));
    }

    /** All arrays, for a search that frees what it left behind. */
    public NDList arrays() {
        NDList arrays = new NDList(tokens);
        layers.forEach(arrays::addAll);
        padding.ifPresent(arrays::add);
        return arrays;
    }
}
