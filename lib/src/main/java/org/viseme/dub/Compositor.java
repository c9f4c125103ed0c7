package org.viseme.dub;

import org.viseme.face.PixelBox;
import org.viseme.media.RgbImage;

/** Puts a drawn face into its frame. No pixel outside the box is changed. */
interface Compositor {
    /**
     * @param frame changed in place
     * @param box where the face belongs; may reach beyond the frame
     * @param face the drawn face in the size of the box
     */
    void paste(RgbImage frame, PixelBox box, RgbImage face);
}
