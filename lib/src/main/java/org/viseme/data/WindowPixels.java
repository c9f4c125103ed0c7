package org.viseme.data;

/** Windows of frames as a network reads them: each channel's frames one after the other, (3, frames, height, width). */
final class WindowPixels {
    private WindowPixels() {}

    /**
     * Copies a window into a row of such windows.
     *
     * @param first its first frame
     * @param advance 1 for consecutive frames, 0 for one frame repeated
     * @param place the number of the window in the row
     */
    static void copy(
            LoadedClip clip,
            int first,
            int frames,
            int advance,
            int size,
            PictureChange change,
            byte[] windows,
            int place) {
        int plane = size * size;
        byte[] picture = new byte[3 * plane];
        int start = place * frames * picture.length;
        for (int i = 0; i < frames; i++) {
            clip.copyFrame(first + i * advance, picture, 0);
            change.apply(picture, 0, size);
            for (int channel = 0; channel < 3; channel++) {
                System.arraycopy(picture, channel * plane, windows, start + (channel * frames + i) * plane, plane);
            }
        }
    }
}
