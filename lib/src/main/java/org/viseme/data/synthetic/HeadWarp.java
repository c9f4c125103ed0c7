package org.viseme.data.synthetic;

/**
 * Between the picture and the face for one frame. Three coordinate systems: pixels; posed face coordinates, in which
 * mouth and eyes are painted; and face coordinates at rest, in which the portrait is painted, before the jaw dropped and
 * the brows rose.
 */
final class HeadWarp {
    private static final double DEPTH = 0.75;
    private static final double BROW_LIFT = 0.055;

    private final FaceShape shape;
    private final HeadSurface surface;
    private final double drop;
    private final double lift;
    private final double centreX;
    private final double centreY;
    private final double unit;
    private final double cos;
    private final double sin;
    private final double turnX;
    private final double turnY;

    HeadWarp(FaceShape shape, HeadSurface surface, HeadPose head, MouthPose mouth, int size) {
        this.shape = shape;
        this.surface = surface;
        drop = MouthGeometry.JAW_DROP * mouth.jaw();
        lift = BROW_LIFT * head.browRaise();
        unit = head.scale() * size;
        centreX = head.x() * size;
        centreY = head.y() * size;
        cos = Math.cos(head.roll());
        sin = Math.sin(head.roll());
        turnX = DEPTH * Math.sin(head.yaw());
        turnY = DEPTH * Math.sin(head.nod());
    }

    /** Size of a pixel in face units. */
    double pixel() {
        return 1 / unit;
    }

    /** From the centre of a pixel (continuous coordinates) to posed face coordinates. */
    void toPosed(double pixelX, double pixelY, double[] out) {
        double dx = (pixelX - centreX) / unit;
        double dy = (pixelY - centreY) / unit;
        double x = cos * dx + sin * dy;
        double y = -sin * dx + cos * dy;
        double u = x;
        double v = y;
        for (int i = 0; i < 3; i++) {
            double forward = surface.forward(u, v);
            u = x - turnX * forward;
            v = y - turnY * forward;
        }
        out[0] = u;
        out[1] = v;
    }

    /** From posed face coordinates to pixels. */
    void toPixels(double x, double y, double[] out) {
        double forward = surface.forward(x, y);
        double u = (x + turnX * forward) * unit;
        double v = (y + turnY * forward) * unit;
        out[0] = centreX + cos * u - sin * v;
        out[1] = centreY + sin * u + cos * v;
    }

    /** The height at rest of what is at a posed height. */
    double restY(double x, double posedY) {
        double y = posedY;
        for (int i = 0; i < 4; i++) {
            y = posedY - moved(x, y);
        }
        return y;
    }

    /** Where a point at rest moves to. */
    double posedY(double x, double restY) {
        return restY + moved(x, restY);
    }

    private double moved(double x, double y) {
        double side = Math.abs(x);
        double mouth = shape.mouthY();
        double down = 0;
        if (drop > 0 && y > mouth - 0.22) {
            double start = Curves.mix(mouth - 0.22, mouth - 0.05, Curves.smooth(0.6, 0.2, side));
            down = drop * Curves.smooth(start, mouth + 0.36, y) * Curves.smooth(1.25, 0.45, side);
        }
        double up = 0;
        if (lift > 0 && y < shape.eyeY()) {
            up = lift * Curves.bell(side - 0.38, 0.45, y - shape.browY(), 0.17);
        }
        return down - up;
    }
}
