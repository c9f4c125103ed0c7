package org.viseme.torch;

/**
 * The type in which a network computes. Parameters, their gradients and the optimizer's moments are 32-bit in both; {@link
 * #BF16} casts the operands of convolutions and products inside the graph, and leaves losses, norms' statistics and
 * transforms in 32 bits.
 */
public enum Precision {
    FP32(6),
    BF16(15);

    private final int scalarType;

    Precision(int scalarType) {
        this.scalarType = scalarType;
    }

    /** The number of this type in TorchScript text. */
    public int scalarType() {
        return scalarType;
    }

    /** The text that casts an expression to this type; the expression itself for 32 bits, which arrays have already. */
    public String cast(String expression) {
        return this == FP32 ? expression : "torch.to(" + expression + ", " + scalarType + ")";
    }
}
