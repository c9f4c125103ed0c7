package org.viseme.data.synthetic;

/** Paints eyes, lids and lashes over the skin, for one frame. */
final class EyePainter {
    private static final double[] WHITE = FaceColours.srgb(226, 220, 214);
    private static final double[] PUPIL = FaceColours.srgb(10, 9, 9);
    private final SyntheticIdentity identity;
    private final EyePose pose;
    private final double pixel;
    private final double eyeX;
    private final double eyeY;
    private final double half;
    private final double[] ball = new double[3];

    /**
     * @param pixel size of a pixel in face units
     */
    EyePainter(SyntheticIdentity identity, EyePose pose, double pixel) {
        this.identity = identity;
        this.pose = pose;
        this.pixel = pixel;
        this.eyeX = identity.shape().eyeX();
        this.eyeY = identity.shape().eyeY();
        this.half = identity.shape().eyeHalfWidth();
    }

    /** The edge of the upper lid; {@code u} runs from -1 (inner corner) to 1 (outer corner). */
    static double upperLid(FaceShape shape, EyePose pose, double u) {
        double open = 0.52 * shape.eyeHalfWidth() * pose.open();
        double lowest = 0.14 * shape.eyeHalfWidth();
        double arch = Math.pow(Math.max(0, 1 - u * u), 0.7);
        return shape.eyeY() + corner(shape, u) - (open - lowest * (1 - pose.open())) * arch * (1 + 0.10 * u);
    }

    /** The edge of the lower lid. */
    static double lowerLid(FaceShape shape, double u) {
        return shape.eyeY() + corner(shape, u) + 0.30 * shape.eyeHalfWidth() * Math.pow(Math.max(0, 1 - u * u), 0.8);
    }

    private static double corner(FaceShape shape, double u) {
        return -0.08 * shape.eyeHalfWidth() * u;
    }

    /** Paints over the skin at a point of the face. */
    void paint(double x, double y, double[] colour) {
        double side = x < 0 ? -1 : 1;
        double local = x * side - eyeX;
        double u = local / half;
        if (Math.abs(u) > 1.35 || Math.abs(y - eyeY) > 1.3 * half) {
            return;
        }
        FaceShape shape = identity.shape();
        double clamped = Math.clamp(u, -1.0, 1.0);
        double upper = upperLid(shape, pose, clamped);
        double lower = lowerLid(shape, clamped);
        crease(y, u, upper, colour);
        double inside = ramp(y - upper) * ramp(lower - y) * Curves.smooth(1.02, 0.96, Math.abs(u));
        if (inside > 0 && lower - upper > 0.004) {
            eyeball(local, side, y, upper, lower);
            for (int c = 0; c < 3; c++) {
                colour[c] += (ball[c] - colour[c]) * inside;
            }
        }
        double ends = Curves.smooth(1.20, 0.95, Math.abs(u));
        double lash = 0.85 * ends * Curves.bell(y - Math.min(upper, lower) + 0.006, 0.017 + 0.4 * pixel);
        double lowerLash = 0.28 * ends * Curves.bell(y - lower, 0.014 + 0.3 * pixel);
        darken(colour, Math.min(0.92, lash + lowerLash));
    }

    private void crease(double y, double u, double upper, double[] colour) {
        double fold = eyeY - (0.82 - 0.2 * u * u) * half + 0.02;
        double ends = Curves.smooth(1.3, 0.8, Math.abs(u));
        darken(colour, 0.30 * ends * Curves.bell(y - fold, 0.022));
        double lid = Curves.smooth(fold, fold + 0.02, y) * Curves.smooth(upper, upper - 0.02, y) * ends;
        for (int c = 0; c < 3; c++) {
            colour[c] *= 1 + 0.12 * lid * (1 - pose.open());
        }
    }

    private void eyeball(double local, double side, double y, double upper, double lower) {
        double[] iris = identity.colours().iris();
        double dx = local * side - pose.gazeX() * half;
        double dy = y - (eyeY - 0.06 * half) - pose.gazeY() * half;
        double radius = Math.sqrt(dx * dx + dy * dy) / half;
        double round = 1 - 0.38 * Math.pow(local / half, 2);
        double light = (identity.lighting().key() * 0.62 + identity.lighting().ambient() * 0.6) * round;
        double edge = pixel / half;
        double irisCover = Math.clamp(0.5 + (0.50 - radius) / Math.max(edge, 0.06), 0.0, 1.0);
        double pupilCover = Math.clamp(0.5 + (0.21 - radius) / Math.max(edge, 0.05), 0.0, 1.0);
        double ring = Curves.smooth(0.34, 0.5, radius);
        double lower0 = 0.85 + 0.9 * Math.clamp(dy / half, -0.4, 0.4);
        double angle = Math.atan2(dy, dx);
        double rays = 1 + 0.10 * Math.sin(angle * 13) * Math.sin(angle * 7 + 1);
        for (int c = 0; c < 3; c++) {
            double value = WHITE[c] * light;
            value = Curves.mix(value, iris[c] * (1 - 0.65 * ring) * lower0 * rays * 1.25, irisCover);
            ball[c] = Curves.mix(value, PUPIL[c], pupilCover);
        }
        double shade = 0.55 * Curves.bell(y - upper, 0.05) + 0.15 * Curves.bell(y - lower, 0.03);
        darken(ball, shade);
        double glintX = dx - 0.17 * half * Math.signum(identity.lighting().x());
        double glint = 0.85 * Curves.bell(glintX, 0.10 * half, dy + 0.20 * half, 0.10 * half);
        for (int c = 0; c < 3; c++) {
            ball[c] += (0.95 - ball[c]) * glint;
        }
    }

    private double ramp(double distance) {
        return Math.clamp(0.5 + distance / pixel, 0.0, 1.0);
    }

    private static void darken(double[] colour, double share) {
        for (int c = 0; c < 3; c++) {
            colour[c] *= 1 - share;
        }
    }
}
