package org.viseme.train;

/**
 * How often a training looks at held-out clips and saves.
 *
 * @param heldOutClips clips that are measured each time; 0 for all of the split
 * @param evaluateEvery steps between measurements
 * @param saveEvery steps between checkpoints
 * @param patience measurements without a better one after which the training ends; 0 for never
 */
public record Measurements(int heldOutClips, int evaluateEvery, int saveEvery, int patience) {
    /** As Wav2Lip's published training does it, on all held-out clips. */
    static Measurements paper() {
        return new Measurements(0, 3000, 1000, 0);
    }

    Measurements withPatience(int measurements) {
        return new Measurements(heldOutClips, evaluateEvery, saveEvery, measurements);
    }

    Measurements withClips(int count) {
        return new Measurements(count, evaluateEvery, saveEvery, patience);
    }

    Measurements withEvaluateEvery(int steps) {
        return new Measurements(heldOutClips, steps, saveEvery, patience);
    }
}
