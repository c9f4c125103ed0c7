package org.viseme.metric;

import org.viseme.media.RgbImage;
import org.viseme.model.Region;

/**
 * How much the region of the mouth changes from a frame to the next: the mean absolute difference of its pixels, over
 * all three channels, as a share of the full range: 0 where nothing changes, 1 where black becomes white. Movements of
 * the head, light and the grain of the camera change it as well, so it is compared with that of another video.
 */
final class MouthMotion {
    private MouthMotion() {}

    /**
     * @param before a face by the convention of {@link org.viseme.face.Box}
     * @param now the next frame's, of the same size
     */
    static double between(RgbImage before, RgbImage now) {
        int width = now.width();
        int height = now.height();
        if (before.width() != width || before.height() != height) {
            throw new IllegalArgumentException("a face of " + width + "x" + height + " after one of " + before.width()
                    + "x" + before.height() + " pixels");
        }
        int left = 3 * Region.pixels(Region.MOUTH.left(), width);
        int right = 3 * Region.pixels(Region.MOUTH.right(), width);
        int top = Region.pixels(Region.MOUTH.top(), height);
        int bottom = Region.pixels(Region.MOUTH.bottom(), height);
        long sum = 0;
        for (int y = top; y < bottom; y++) {
            for (int i = 3 * y * width + left; i < 3 * y * width + right; i++) {
                sum += Math.abs((before.bytes()[i] & 0xff) - (now.bytes()[i] & 0xff));
            }
        }
        return sum / (255.0 * (bottom - top) * (right - left));
    }
}
