package org.viseme.data.prepare;

import org.viseme.data.ClipMedia;
import org.viseme.media.Waveform;

/**
 * Which part of a sound belongs to the frames of a stretch.
 *
 * @param around the sound before, during and after the stretch
 * @param before where the first frame lies in it, in seconds
 * @param offset by how many frames the sound is late
 */
record SoundCut(Waveform around, double before, int offset) {
    /**
     * A sound in step may end this much before the picture, as in most corpora; its last window is moved back then. What a
     * correction takes from the end is not made up for.
     */
    private static final double SLACK_SECONDS = 0.2;

    /** How many frames at the start have no sound, because it would lie before the beginning of the source. */
    int silentFirst() {
        return Math.max(0, (int) Math.ceil(-before * ClipMedia.FPS - offset - 1e-6));
    }

    /** How many of the frames at the end have no sound. */
    int silentLast(int frames) {
        double heard = around.seconds() + (offset == 0 ? SLACK_SECONDS : 0) - before;
        return Math.max(0, frames - (int) Math.floor(heard * ClipMedia.FPS - offset + 1e-6));
    }

    /** Where the sound of a frame lies. */
    double secondsOf(int frame) {
        return before + (frame + offset) / (double) ClipMedia.FPS;
    }
}
