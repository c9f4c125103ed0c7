package org.viseme.dub;

import org.viseme.face.PixelBox;
import org.viseme.media.RgbImage;

/** The lower half of the face, weighted by a {@link SoftMask}. */
final class FeatherCompositor implements Compositor {
    @Override
    public void paste(RgbImage frame, PixelBox box, RgbImage face) {
        SoftMask mask = SoftMask.of(box.width(), box.height());
        byte[] to = frame.bytes();
        byte[] from = face.bytes();
        int left = Math.max(0, box.x());
        int right = Math.min(frame.width(), box.x() + box.width());
        for (int y = Math.max(0, box.y()); y < Math.min(frame.height(), box.y() + box.height()); y++) {
            if (mask.rows()[y - box.y()] == 0) {
                continue;
            }
            for (int x = left; x < right; x++) {
                float weight = mask.at(x - box.x(), y - box.y());
                int target = (y * frame.width() + x) * 3;
                int source = ((y - box.y()) * box.width() + x - box.x()) * 3;
                for (int c = 0; c < 3; c++) {
                    int old = to[target + c] & 0xff;
                    to[target + c] = (byte) Math.round(old + weight * ((from[source + c] & 0xff) - old));
                }
            }
        }
    }
}
