package org.viseme.model.perceptual;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** What all networks here look at. */
final class Pictures {
    private Pictures() {}

    /** The array itself, when it is (batch, 3, height, width). */
    static NDArray require(NDArray pictures) {
        Shape shape = pictures.getShape();
        if (shape.dimension() != 4 || shape.get(1) != 3) {
            throw new IllegalArgumentException("pictures of shape " + shape + " instead of (batch, 3, height, width)");
        }
        return pictures;
    }
}
