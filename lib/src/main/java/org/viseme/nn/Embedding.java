package org.viseme.nn;

import ai.djl.nn.Parameter;

/**
 * A row of {@code weight} (rows, width) for each number: (...) to (..., width). One row never learns: the padding's.
 */
public final class Embedding extends FusedLayer {
    private final int padding;
    private final Parameter weight;

    /**
     * @param padding the row that never learns
     */
    public Embedding(int rows, int width, int padding) {
        this.padding = padding;
        weight = addWeight("weight", Initial.uniform(Math.sqrt(3.0 / width)), rows, width);
    }

    @Override
    String fuse(Fusion call, String numbers) {
        return call.let("torch.embedding(%s, %s, %d, False, False)", rows(call), numbers, padding);
    }

    /** The name of all rows in a call. */
    String rows(Fusion call) {
        return call.input(weight.getArray());
    }
}
