package org.viseme.data;

import java.util.List;

/**
 * Samples for a lip-sync generator, as plain arrays that a trainer copies to its device.
 *
 * <p>Pictures are unsigned bytes with their channels as planes in the order BLUE, GREEN, RED, which is what networks of
 * the Wav2Lip family read. With one frame a sample their layout is {@code (batch, 3, height, width)}, with more it is
 * {@code (batch, 3, frames, height, width)}.
 *
 * @param step number of the batch, from 0
 * @param size samples in it
 * @param frames consecutive frames a sample
 * @param cropSize height and width of a picture
 * @param targets what is to be drawn
 * @param references how the person looks at another time of the same clip
 * @param mels what is heard at each frame: {@code (batch, 1, 80, 16)} with one frame a sample, {@code (batch, frames, 1,
 *     80, 16)} with more; the window of a sample's first frame is also the one of the whole five-frame window for a sync
 *     expert
 * @param clips the clip of each sample
 * @param frameIndices the first target frame of each sample
 * @param referenceIndices the first reference frame of each sample
 */
public record LipBatch(
        long step,
        int size,
        int frames,
        int cropSize,
        byte[] targets,
        byte[] references,
        float[] mels,
        List<String> clips,
        int[] frameIndices,
        int[] referenceIndices) {
    /** Bands of a mel window. */
    public static final int MEL_BANDS = 80;

    /** Columns of a mel window, 0.2 s. */
    public static final int MEL_COLUMNS = 16;
}
