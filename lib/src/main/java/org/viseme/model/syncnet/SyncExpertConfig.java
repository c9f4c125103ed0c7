package org.viseme.model.syncnet;

/**
 * Size and kind of a {@link SyncExpert}.
 *
 * @param blocks what its encoders are built of
 * @param channels output channels of the first convolutions; all other layers but the last are multiples of it
 * @param frames consecutive frames a window, at 25 fps
 * @param embedding width of the two embeddings
 */
public record SyncExpertConfig(Blocks blocks, int channels, int frames, int embedding) {
    /** Width and height of the faces, in pixels; the expert looks at the lower half. */
    public static final int FACE_SIZE = 96;

    /** Mel bands a window. */
    public static final int MEL_BANDS = 80;

    private static final double MEL_COLUMNS_A_FRAME = 80 / 25.0;

    /** What the encoders are built of. */
    public enum Blocks {
        /** As published with Wav2Lip: convolution, batch norm, ReLU. */
        WAV2LIP,
        /**
         * Group norm and SiLU in residual blocks, strided convolutions between them, group norm and ReLU at the end: the
         * kind of network that LatentSync calls StableSyncNet (Li et al., 2024), which does not depend on large batches.
         */
        STABLE
    }

    public SyncExpertConfig {
        if (channels < 1 || (frames != 5 && frames != 16) || embedding < 1) {
            throw new IllegalArgumentException(
                    channels + " channels, " + frames + " frames (5 or 16), embedding of " + embedding);
        }
        if (blocks == Blocks.WAV2LIP && frames != 5) {
            throw new IllegalArgumentException("the published blocks take 5 frames, not " + frames);
        }
    }

    /** As published with Wav2Lip: 16.4 million weights. */
    public static SyncExpertConfig paper() {
        return new SyncExpertConfig(Blocks.WAV2LIP, 32, 5, 512);
    }

    /** A compact network of stable blocks, for CPUs: 3.3 million weights. */
    public static SyncExpertConfig tiny() {
        return new SyncExpertConfig(Blocks.STABLE, 16, 5, 256);
    }

    /** Sixteen frames and a wide embedding. */
    public static SyncExpertConfig stable16() {
        return new SyncExpertConfig(Blocks.STABLE, 32, 16, 2048);
    }

    /** Mel columns a window, 80 a second: 16 for 5 frames, 52 for 16. */
    public int melColumns() {
        return (int) Math.ceil(frames * MEL_COLUMNS_A_FRAME);
    }
}
