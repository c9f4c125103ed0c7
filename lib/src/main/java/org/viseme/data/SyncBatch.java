package org.viseme.data;

import java.util.List;

/**
 * Windows for a sync expert, as plain arrays that a trainer copies to its device: those of one clip one after the other.
 *
 * @param step number of the batch, from 0
 * @param clips number of clips
 * @param windows windows a clip
 * @param frames consecutive frames a window
 * @param cropSize height and width of a picture
 * @param faces unsigned bytes (clips * windows, 3, frames, height, width), blue first
 * @param mels what is heard from the window's first frame on: (clips * windows, 1, 80, columns), scaled to -4..4
 * @param names the clips
 * @param starts the first frame of each window
 */
public record SyncBatch(
        long step,
        int clips,
        int windows,
        int frames,
        int cropSize,
        byte[] faces,
        float[] mels,
        List<String> names,
        int[] starts) {
    /** All windows. */
    public int size() {
        return clips * windows;
    }
}
