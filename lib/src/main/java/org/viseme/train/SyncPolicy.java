package org.viseme.train;

/** When a generator begins to listen to the sync expert. */
public enum SyncPolicy {
    /** Never: L1 alone. */
    OFF,
    /** From the first step on, as when a training goes on from an L1 model. */
    ON,
    /**
     * When the expert's loss on held-out clips has fallen below a threshold, so that the pictures are good enough for its
     * gradient to make sense (Wav2Lip's published training).
     */
    THRESHOLD,
    /** When the held-out L1 error has stopped falling (AttnWav2Lip). */
    PLATEAU
}
