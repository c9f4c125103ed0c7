package org.viseme.data.synthetic;

/**
 * The outlines of lips for one {@link MouthPose}, in the coordinates of {@link FaceShape}: what is painted and what is
 * given as landmarks come from the same curves.
 */
final class MouthGeometry {
    /** How far the jaw drops when it is fully open. */
    static final double JAW_DROP = 0.25;

    private static final double APERTURE = 0.36;
    private static final double INNER = 0.90;
    /** The corners of a relaxed mouth lie a little above the middle of the lip line. */
    private static final double SMILE = 0.026;

    final double halfWidth;
    final double cornerY;
    final double above;
    final double below;
    final double upperTeethY;
    final double lowerTeethY;
    private final double upperLip;
    private final double lowerLip;
    private final double power;

    MouthGeometry(FaceShape shape, MouthPose pose) {
        double aperture = APERTURE * pose.opening();
        double up = aperture * (0.20 + 0.45 * pose.bite());
        double low = aperture - up;
        double drop = 0.30 * low;
        double lift = 0.035 * pose.bite();
        halfWidth = shape.mouthHalfWidth() * (1 + 0.17 * pose.width() - 0.36 * pose.rounding());
        double raise = SMILE + 0.022 * pose.bite();
        cornerY = shape.mouthY() + drop - raise;
        above = up + drop - raise;
        below = low - drop - lift + raise;
        double pressed = 1 - 0.22 * pose.closure();
        upperLip = 0.100 * shape.lipFullness() * pressed * (1 + 0.25 * pose.rounding() - 0.1 * pose.width());
        lowerLip = 0.135
                * shape.lipFullness()
                * pressed
                * (1 + 0.20 * pose.rounding() - 0.08 * pose.width())
                * (1 - 0.35 * pose.bite());
        power = 0.80 - 0.25 * pose.rounding();
        upperTeethY = shape.mouthY() + 0.035;
        lowerTeethY = shape.mouthY() + 0.050 + JAW_DROP * pose.jaw() * 0.95;
    }

    double innerHalfWidth() {
        return halfWidth * INNER;
    }

    double innerUpper(double x) {
        return cornerY - above * arch(x / innerHalfWidth());
    }

    double innerLower(double x) {
        return cornerY + below * arch(x / innerHalfWidth());
    }

    double outerUpper(double x) {
        double u = Math.min(1, Math.abs(x / halfWidth));
        double bow = 1 + 0.20 * Curves.bell(u - 0.27, 0.17) - 0.10 * Curves.bell(u, 0.13);
        return cornerY - above * arch(u) - upperLip * bow * (1 - Math.pow(u, 1.9));
    }

    double outerLower(double x) {
        double u = Math.min(1, Math.abs(x / halfWidth));
        return cornerY + below * arch(u) + lowerLip * Math.pow(1 - u * u, 0.8);
    }

    private double arch(double u) {
        double rest = 1 - u * u;
        return rest <= 0 ? 0 : Math.pow(rest, power);
    }
}
