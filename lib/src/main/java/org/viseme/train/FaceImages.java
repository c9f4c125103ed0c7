package org.viseme.train;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.viseme.media.RgbImage;

/** Arrays of faces as pictures. */
final class FaceImages {
    private FaceImages() {}

    /**
     * The frames of one sample.
     *
     * @param windows (batch, 3, frames, height, width) in 0..1, blue first
     */
    static List<RgbImage> of(NDArray windows, int sample) {
        long[] shape = windows.getShape().getShape();
        int frames = (int) shape[2];
        int height = (int) shape[3];
        int width = (int) shape[4];
        float[] values = windows.get(sample).toFloatArray();
        int plane = height * width;
        List<RgbImage> images = new ArrayList<>();
        for (int frame = 0; frame < frames; frame++) {
            RgbImage image = RgbImage.black(width, height);
            for (int channel = 0; channel < 3; channel++) {
                int from = ((2 - channel) * frames + frame) * plane;
                for (int i = 0; i < plane; i++) {
                    image.bytes()[3 * i + channel] = (byte) Math.clamp(Math.round(values[from + i] * 255), 0, 255);
                }
            }
            images.add(image);
        }
        return images;
    }
}
