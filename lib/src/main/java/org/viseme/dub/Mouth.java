package org.viseme.dub;

import org.viseme.face.PixelBox;
import org.viseme.media.RgbImage;

/** One face to be drawn into a frame: where it belongs, what the model is asked, and what it answered. */
final class Mouth {
    final PixelBox box;
    final LipSynthesizer.Request request;
    RgbImage spoken;

    Mouth(PixelBox box, LipSynthesizer.Request request) {
        this.box = box;
        this.request = request;
    }
}
