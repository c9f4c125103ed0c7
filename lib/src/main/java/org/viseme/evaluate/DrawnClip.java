package org.viseme.evaluate;

import java.util.Collections;
import java.util.List;
import org.viseme.data.ClipEntry;
import org.viseme.data.ClipMedia;
import org.viseme.data.ClipStore;
import org.viseme.data.PreparedClip;
import org.viseme.face.CropFamily;
import org.viseme.face.Landmarks;
import org.viseme.face.Placement;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;

/**
 * A clip whose faces were drawn, or a real one.
 *
 * @param store that the clip is of
 * @param entry of the clip there
 * @param clip the real one
 * @param sound what drove the model; time zero is the clip's first frame
 * @param ownSound whether it is the clip's own
 * @param first the first frame that was drawn
 * @param drawn the drawn faces of the frames from there on, crops of the store's size
 */
record DrawnClip(
        ClipStore store,
        ClipEntry entry,
        PreparedClip clip,
        Waveform sound,
        boolean ownSound,
        int first,
        List<RgbImage> drawn) {
    /** The real clip in the place of a drawn one. */
    static DrawnClip real(ClipStore store, ClipEntry entry, PreparedClip clip) {
        return new DrawnClip(store, entry, clip, clip.sound(), true, 0, clip.crops());
    }

    int frames() {
        return drawn.size();
    }

    /** The real faces of the frames that were drawn. */
    List<RgbImage> truth() {
        return clip.crops().subList(first, first + frames());
    }

    /** When the first drawn frame is shown, in the sound. */
    double firstSeconds() {
        return first / (double) ClipMedia.FPS;
    }

    /** The sound from the first drawn frame on. */
    Waveform heard() {
        return sound.slice(firstSeconds(), (first + frames()) / (double) ClipMedia.FPS);
    }

    /** The real landmarks of a drawn frame, in pixels of the crop; none where the store has none. */
    Landmarks landmarks(int frame) {
        if (clip.landmarks().isEmpty()) {
            return Landmarks.NONE;
        }
        float[] points = clip.landmarks().get()[first + frame];
        double[] xy = new double[points.length];
        for (int i = 0; i < xy.length; i++) {
            xy[i] = points[i];
        }
        return Landmarks.of(xy);
    }

    /** Where SyncNet's crops of the drawn frames lie in the source. */
    List<Placement> syncNetPlacements() {
        List<Landmarks> none = Collections.nCopies(clip.frames(), Landmarks.NONE);
        return CropFamily.SYNCNET.placements(clip.boxes(), none).subList(first, first + frames());
    }
}
