package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** Frames of sequences as one batch and back, time-major: all sequences' first frames, then all second ones. */
public final class Sequences {
    private Sequences() {}

    /** (batch, ..., time, ...) with time along {@code axis} to (time * batch, ...). */
    public static NDArray flatten(NDArray sequences, int axis) {
        Shape shape = sequences.getShape();
        int[] order = new int[shape.dimension()];
        order[0] = axis;
        for (int i = 1, from = 0; i < order.length; i++, from++) {
            from += from == axis ? 1 : 0;
            order[i] = from;
        }
        NDArray timeFirst = sequences.transpose(order);
        long[] merged = new long[order.length - 1];
        merged[0] = -1;
        System.arraycopy(timeFirst.getShape().getShape(), 2, merged, 1, merged.length - 1);
        return timeFirst.reshape(merged);
    }

    /** (time * batch, channels, height, width) to (batch, channels, time, height, width). */
    public static NDArray unflatten(NDArray frames, long batch) {
        Shape shape = frames.getShape();
        return frames.reshape(-1, batch, shape.get(1), shape.get(2), shape.get(3))
                .transpose(1, 2, 0, 3, 4);
    }
}
