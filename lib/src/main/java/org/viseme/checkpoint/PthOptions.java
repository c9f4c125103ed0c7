package org.viseme.checkpoint;

/**
 * How PyTorch files are read.
 *
 * @param inertRecords whether classes and functions outside the allowed list may stand under the top-level keys
 *     {@code args}, {@code cfg} and {@code task_state} (fairseq keeps its settings there). They become records of a name
 *     and its data, end up as JSON in the metadata, and are never loaded or run. Elsewhere they are refused all the same.
 */
public record PthOptions(boolean inertRecords) {
    /** Tensors and plain values, nothing else. */
    public static final PthOptions STRICT = new PthOptions(false);

    /** Strict options but for inert records. */
    public static PthOptions inertRecords(boolean accepted) {
        return new PthOptions(accepted);
    }
}
