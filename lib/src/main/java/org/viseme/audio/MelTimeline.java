package org.viseme.audio;

/** Which part of the sound belongs to a video frame. */
public enum MelTimeline {
    /** A window begins at its frame's time, in training as in inference. */
    FRAME_START(0),
    /**
     * {@code wav2lip-published}: as the published training code of Wav2Lip has it, one frame (40 ms at 25 fps) earlier
     * than its inference. An option for checkpoints that were trained so.
     */
    WAV2LIP_PUBLISHED(1);

    private final int framesEarlier;

    MelTimeline(int framesEarlier) {
        this.framesEarlier = framesEarlier;
    }

    /** The first column of a frame's window, at 80 columns a second; not before the sound begins. */
    public int startColumn(int frame, double fps) {
        return Math.max(0, Mel.columnAt((frame - framesEarlier) / fps));
    }
}
