package org.viseme.face;

import org.viseme.media.RgbImage;

public interface Placement {
    RgbImage cut(RgbImage frame, int size);

    float[] affine(int size);
}
