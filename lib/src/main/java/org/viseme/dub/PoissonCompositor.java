package org.viseme.dub;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_photo;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.viseme.face.PixelBox;
import org.viseme.media.RgbImage;

/**
 * Poisson blending of the lower half (Perez, Gangnet and Blake 2003, by OpenCV): the drawn gradients, on the frame's own
 * colours at the rim. Works on a copy of the surroundings whose outside repeats the frame's edge, so a face at the border
 * is no special case.
 */
final class PoissonCompositor implements Compositor {
    /** Pixels of surroundings that OpenCV needs on every side. */
    private static final int RIM = 3;

    private static final int SMALLEST = 16;
    private static final Compositor FOR_TINY_FACES = new FeatherCompositor();

    @Override
    public void paste(RgbImage frame, PixelBox box, RgbImage face) {
        if (box.width() < SMALLEST || box.height() < SMALLEST) {
            FOR_TINY_FACES.paste(frame, box, face);
            return;
        }
        int width = box.width() + 2 * RIM;
        int height = box.height() + 2 * RIM;
        RgbImage surroundings = frame.crop(box.x() - RIM, box.y() - RIM, width, height);
        RgbImage drawn = surroundings.copy();
        ReplaceCompositor whole = new ReplaceCompositor();
        whole.paste(drawn, new PixelBox(RIM, RIM, box.width(), box.height()), face);
        int top = RIM + box.height() / 2;
        RgbImage blended;
        try (Mat source = drawn.toMat();
                Mat target = surroundings.toMat();
                Mat result = new Mat();
                Scalar black = Scalar.all(0);
                Scalar white = Scalar.all(255);
                Mat mask = new Mat(height, width, opencv_core.CV_8UC1, black);
                Rect lower = new Rect(RIM + 1, top, box.width() - 2, RIM + box.height() - 1 - top);
                Mat inside = mask.apply(lower);
                Point centre = new Point(lower.x() + lower.width() / 2, lower.y() + lower.height() / 2)) {
            inside.put(white);
            opencv_photo.seamlessClone(source, target, mask, centre, result, opencv_photo.NORMAL_CLONE);
            blended = RgbImage.fromMat(result);
        }
        whole.paste(frame, box, blended.crop(RIM, RIM, box.width(), box.height()));
    }
}
