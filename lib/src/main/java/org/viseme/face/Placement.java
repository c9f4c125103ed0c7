package org.viseme.face;

import org.viseme.media.RgbImage;

/** Where in a frame a model's square picture of a face comes from. */
public interface Placement {
    /**
     * The square picture.
     *
     * @param size its width and height, in pixels
     */
    RgbImage cut(RgbImage frame, int size);

    /**
     * The map from frame to picture as two rows of three numbers {@code a b c}: a coordinate in the picture is {@code a x
     * + b y + c}. Pixel centres lie at half coordinates in both.
     *
     * @param size width and height of the picture, in pixels
     */
    float[] affine(int size);

    /** Where a point of the frame lies in the picture. */
    default Point toCrop(Point inFrame, int size) {
        return AffineMap.of(affine(size)).apply(inFrame);
    }

    /** Where a point of the picture lies in the frame. */
    default Point toFrame(Point inCrop, int size) {
        return AffineMap.of(affine(size)).inverse().apply(inCrop);
    }
}
