package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchScript;

/**
 * Sequences side by side, the shorter ones filled up.
 *
 * @param values (batch, time, width)
 * @param padding (batch, time), boolean: true where a sequence has ended; empty when all are equally long. Each
 *     sequence has at least one position
 */
public record SequenceBatch(NDArray values, Optional<NDArray> padding) {
    private static final TorchScript POSITIONS =
            TorchScript.of(List.of("x", "indices"), "return torch.index_select(torch.flatten(x, 0, 1), 0, indices)");

    public SequenceBatch {
        Shape shape = values.getShape();
        if (shape.dimension() != 3) {
            throw new IllegalArgumentException("sequences of shape " + shape + " instead of (batch, time, width)");
        }
        padding.ifPresent(mask -> {
            if (mask.getDataType() != DataType.BOOLEAN || !mask.getShape().equals(shape.slice(0, 2))) {
                throw new IllegalArgumentException("padding of shape %s and type %s for sequences of shape %s"
                        .formatted(mask.getShape(), mask.getDataType(), shape));
            }
        });
    }

    /** Sequences of one length. */
    public SequenceBatch(NDArray values) {
        this(values, Optional.empty());
    }

    public long batch() {
        return values.getShape().get(0);
    }

    public long time() {
        return values.getShape().get(1);
    }

    /**
     * Some of the positions.
     *
     * @param indices (n), 64-bit integers: sequence * time + place
     * @return (n, width)
     */
    public NDArray positions(NDArray indices) {
        return POSITIONS.apply(values, indices);
    }

    /** The same positions with other values. */
    SequenceBatch with(NDArray others) {
        return new SequenceBatch(others, padding);
    }

    /**
     * The padding of sequences of these lengths.
     *
     * @return (batch, longest), empty when all are equally long
     */
    public static Optional<NDArray> padding(NDManager manager, int... lengths) {
        int longest = 0;
        boolean equal = true;
        for (int length : lengths) {
            if (length < 1) {
                throw new IllegalArgumentException("a sequence of length " + length);
            }
            longest = Math.max(longest, length);
            equal &= length == lengths[0];
        }
        if (equal) {
            return Optional.empty();
        }
        ByteBuffer mask = ByteBuffer.allocateDirect(lengths.length * longest);
        for (int length : lengths) {
            for (int t = 0; t < longest; t++) {
                mask.put((byte) (t < length ? 0 : 1));
            }
        }
        return Optional.of(Torch.create(manager, mask.flip(), new Shape(lengths.length, longest), DataType.BOOLEAN));
    }
}
