package org.viseme.dub;

import org.viseme.face.PixelBox;
import org.viseme.media.RgbImage;

/** The whole box as drawn. */
final class ReplaceCompositor implements Compositor {
    @Override
    public void paste(RgbImage frame, PixelBox box, RgbImage face) {
        int left = Math.max(0, box.x());
        int right = Math.min(frame.width(), box.x() + box.width());
        if (left >= right) {
            return;
        }
        for (int y = Math.max(0, box.y()); y < Math.min(frame.height(), box.y() + box.height()); y++) {
            int from = ((y - box.y()) * box.width() + left - box.x()) * 3;
            System.arraycopy(face.bytes(), from, frame.bytes(), (y * frame.width() + left) * 3, (right - left) * 3);
        }
    }
}
