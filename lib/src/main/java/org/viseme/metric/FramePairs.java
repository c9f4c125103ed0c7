package org.viseme.metric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** Frames and the true ones beside them. */
final class FramePairs {
    private FramePairs() {}

    /**
     * @throws IllegalArgumentException unless both are (batch, 3, time, height, width) of one shape
     */
    static void require(NDArray windows, NDArray truth) {
        Shape shape = windows.getShape();
        if (shape.dimension() != 5 || shape.get(1) != 3 || !shape.equals(truth.getShape())) {
            throw new IllegalArgumentException("frames of shape " + shape + " and true ones of " + truth.getShape()
                    + " instead of twice (batch, 3, time, height, width)");
        }
    }
}
