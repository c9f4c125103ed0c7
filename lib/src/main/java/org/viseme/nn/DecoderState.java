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
     * @param layers keys and values of each layer's past and context; those of a context that all rows share
     *     have one row
     * @param padding of the context, with as many rows
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
     * The rows that a search goes on with, one of them as often as it likes. A context of one row is shared by all.
     *
     * @param rows their numbers (new batch), 64-bit integers
     */
    public DecoderState select(NDArray rows) {
        return new DecoderState(
                SELECT.apply(tokens, rows),
                layers.stream()
                        .map(layer -> new NDList(
                                SELECT.apply(layer.get(0), rows),
                                SELECT.apply(layer.get(1), rows),
                                ofContext(layer.get(2), rows),
                                ofContext(layer.get(3), rows)))
                        .toList(),
                padding.map(mask -> ofContext(mask, rows)));
    }

    private static NDArray ofContext(NDArray array, NDArray rows) {
        return array.getShape().get(0) == 1 ? array : SELECT.apply(array, rows);
    }

    /** The arrays that every step makes anew, for a search that frees what it left behind; the context is not in it. */
    public NDList past() {
        NDList past = new NDList(tokens);
        layers.forEach(layer -> past.addAll(layer.subNDList(0, 2)));
        return past;
    }
}
