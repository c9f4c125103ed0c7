package org.viseme.data;

import java.util.List;
import java.util.Optional;
import org.viseme.audio.Mel;
import org.viseme.face.Box;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;

/**
 * A clip ready for models: time zero is the first crop, in all parts of it.
 *
 * @param info what is known about it; times of words count from the first crop
 * @param crops the face in every frame, square, all of one size
 * @param boxes where each crop was cut, in pixels of the source's frame
 * @param mel the sound as Wav2Lip hears it, 80 columns a second
 * @param sound the voice, mono, 16 kHz
 * @param landmarks points of the face in pixels of the crop, {@code (frames, points * 2)} with x before y, where the
 *     corpus knows them
 * @param cutSeconds how much of the source's beginning was left out
 */
public record PreparedClip(
        ClipInfo info,
        List<RgbImage> crops,
        List<Box> boxes,
        Mel mel,
        Waveform sound,
        Optional<float[][]> landmarks,
        double cutSeconds) {
    public PreparedClip {
        crops = List.copyOf(crops);
        boxes = List.copyOf(boxes);
        if (crops.isEmpty() || boxes.size() != crops.size()) {
            throw new IllegalArgumentException(crops.size() + " crops with " + boxes.size() + " boxes");
        }
        if (landmarks.isPresent() && landmarks.get().length != crops.size()) {
            throw new IllegalArgumentException(crops.size() + " crops with " + landmarks.get().length + " landmarks");
        }
    }

    public int frames() {
        return crops.size();
    }

    /** Width and height of the crops. */
    public int cropSize() {
        return crops.get(0).width();
    }
}
