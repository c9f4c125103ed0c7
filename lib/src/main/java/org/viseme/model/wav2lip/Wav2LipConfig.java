package org.viseme.model.wav2lip;

/**
 * Size of a Wav2Lip network.
 *
 * @param channels output channels of the first face convolution; all other layers are multiples of it
 */
public record Wav2LipConfig(int channels) {
    /** Width and height of the faces, in pixels. */
    public static final int FACE_SIZE = 96;

    /** Mel bands a window. */
    public static final int MEL_BANDS = 80;

    /** Mel columns a window: 0.2 s, five frames at 25 fps. */
    public static final int MEL_COLUMNS = 16;

    /** As published: 36.3 million weights. */
    public static Wav2LipConfig paper() {
        return new Wav2LipConfig(16);
    }

    /** A quarter of the channels everywhere: 2.3 million weights, for CPUs. */
    public static Wav2LipConfig tiny() {
        return new Wav2LipConfig(4);
    }
}
