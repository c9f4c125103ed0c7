package org.viseme.face;

import org.viseme.media.RgbImage;

/** The square picture of a face that a model sees; training and dubbing both cut it here. */
public final class FaceCrop {
    private FaceCrop() {}

    /**
     * The box, rounded to whole pixels, resized to a square without regard to its proportions, as Wav2Lip does. Parts
     * outside the picture repeat its edge.
     *
     * @param size width and height of the result, in pixels
     */
    public static RgbImage of(RgbImage image, Box box, int size) {
        PixelBox pixels = PixelBox.of(box);
        return image.crop(pixels.x(), pixels.y(), pixels.width(), pixels.height())
                .resize(size, size);
    }
}
