package org.viseme.data.synthetic;

import org.viseme.media.RgbImage;

/**
 * Draws one identity. The portrait is painted once; each frame bends it by head pose and jaw and paints eyes and mouth
 * into it. Not safe for several threads at once.
 */
final class FaceRenderer {
    private static final double OVERSAMPLING = 1.35;
    private static final double USUAL_SCALE = 0.275;
    private static final byte[] GAMMA = gamma();

    private final SyntheticIdentity identity;
    private final int size;
    private final HeadSurface surface;
    private final LandmarkModel landmarks;
    private final Layer portrait;
    private final Layer hairBehind;
    private final Layer background;
    private final Layer body;

    FaceRenderer(SyntheticIdentity identity, int size) {
        this.identity = identity;
        this.size = size;
        this.surface = new HeadSurface(identity.shape());
        this.landmarks = new LandmarkModel(identity.shape());
        Portrait painted = new Portrait(identity, surface);
        this.portrait = painted.layer(USUAL_SCALE * size * OVERSAMPLING);
        this.hairBehind = painted.hairBehind(USUAL_SCALE * size);
        Backdrop backdrop = new Backdrop(identity);
        this.background = backdrop.background(Math.max(48, size / 4));
        this.body = backdrop.body(USUAL_SCALE * size * 1.2);
    }

    /** The landmarks of a frame, without drawing it. */
    FaceLandmarks landmarks(HeadPose head, MouthPose mouth) {
        return landmarks.at(warp(head, mouth), new MouthGeometry(identity.shape(), mouth), head.eyes());
    }

    RgbImage draw(HeadPose head, MouthPose mouth) {
        HeadWarp warp = warp(head, mouth);
        MouthGeometry geometry = new MouthGeometry(identity.shape(), mouth);
        MouthPainter mouthPainter = new MouthPainter(identity, geometry, mouth, warp.pixel());
        EyePainter eyePainter = new EyePainter(identity, head.eyes(), warp.pixel());
        double mouthTop = identity.shape().mouthY() - 0.45;
        double mouthBottom = identity.shape().mouthY() + 0.75;
        double bodyUnit = USUAL_SCALE * size;
        double bodyX = (0.5 + 0.45 * (head.x() - 0.5)) * size;
        double bodyY = (0.475 + 0.45 * (head.y() - 0.475)) * size;
        byte[] bytes = new byte[size * size * 3];
        double[] colour = new double[3];
        double[] point = new double[2];
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                double px = column + 0.5;
                double py = row + 0.5;
                background.over(px / size, py / size, colour);
                body.over((px - bodyX) / bodyUnit, (py - bodyY) / bodyUnit, colour);
                warp.toPosed(px, py, point);
                double x = point[0];
                double y = point[1];
                hairBehind.over(x, y, colour);
                portrait.over(x, warp.restY(x, y), colour);
                if (y > mouthTop && y < mouthBottom && Math.abs(x) < 0.75) {
                    mouthPainter.paint(x, y, colour);
                } else if (y < 0.1 && y > -0.5 && Math.abs(x) < 0.75) {
                    eyePainter.paint(x, y, colour);
                }
                int at = (row * size + column) * 3;
                for (int c = 0; c < 3; c++) {
                    bytes[at + c] =
                            GAMMA[Math.clamp((int) (colour[c] * (GAMMA.length - 1) + 0.5), 0, GAMMA.length - 1)];
                }
            }
        }
        return new RgbImage(size, size, bytes);
    }

    private HeadWarp warp(HeadPose head, MouthPose mouth) {
        return new HeadWarp(identity.shape(), surface, head, mouth, size);
    }

    private static byte[] gamma() {
        byte[] table = new byte[8192];
        for (int i = 0; i < table.length; i++) {
            table[i] = (byte) Math.round(255 * Math.pow(i / (table.length - 1.0), 1 / 2.2));
        }
        return table;
    }
}
