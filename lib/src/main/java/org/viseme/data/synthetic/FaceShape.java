package org.viseme.data.synthetic;

/**
 * Proportions of a face as factors on those of an average one, which is 2 units wide at the cheek bones; the origin lies
 * on the bridge of the nose, y runs down.
 *
 * @param jawWidth width of the lower face
 * @param chinLength length of the lower face
 * @param eyeSize size of the eyes
 * @param eyeDistance distance of the eyes
 * @param noseWidth width of the nose
 * @param noseLength length of the nose
 * @param mouthWidth width of the mouth
 * @param lipFullness thickness of the lips
 * @param browThickness thickness of the brows
 * @param browHeight height of the brows over the eyes
 */
public record FaceShape(
        double jawWidth,
        double chinLength,
        double eyeSize,
        double eyeDistance,
        double noseWidth,
        double noseLength,
        double mouthWidth,
        double lipFullness,
        double browThickness,
        double browHeight) {
    /** Height of the skull over the origin. */
    static final double CROWN = 1.42;

    private static final double ROUNDNESS = 2.25;
    private static final double CHIN_SQUARENESS = 2.9;

    static FaceShape random(long seed) {
        SeededDraw draw = SeededDraw.of(seed, "face shape");
        return new FaceShape(
                draw.between(0.90, 1.08),
                draw.between(0.95, 1.05),
                draw.between(0.92, 1.15),
                draw.between(0.95, 1.06),
                draw.between(0.85, 1.20),
                draw.between(0.92, 1.06),
                draw.between(0.92, 1.12),
                draw.between(0.78, 1.25),
                draw.between(0.75, 1.35),
                draw.between(0.94, 1.06));
    }

    double chinY() {
        return 1.22 * chinLength;
    }

    double mouthY() {
        return 0.64 * (1 + (chinLength - 1) * 0.6);
    }

    double noseBaseY() {
        return 0.33 * noseLength;
    }

    double eyeX() {
        return 0.40 * eyeDistance;
    }

    double eyeY() {
        return -0.20;
    }

    double eyeHalfWidth() {
        return 0.182 * eyeSize;
    }

    double browY() {
        return -0.47 * browHeight;
    }

    /** The middle line of a brow; {@code along} runs from 0 (inner end) to 1 (outer end). */
    double browLine(double along) {
        return browY() + 0.05 - 0.12 * Math.sin(Math.PI * Math.min(1, 0.24 + 0.66 * along));
    }

    double mouthHalfWidth() {
        return 0.37 * mouthWidth;
    }

    /**
     * 0 at the middle of the face, 1 on its outline, more outside.
     *
     * @param x horizontal position at rest
     * @param y vertical position at rest
     */
    double outline(double x, double y) {
        double b = Math.abs(y) / (y < 0 ? CROWN : chinY());
        return Math.pow(Math.abs(x) / widthAt(y), ROUNDNESS) + Math.pow(b, y < 0 ? ROUNDNESS : CHIN_SQUARENESS);
    }

    /** Half the width of the face at a height, at rest; 0 above and below the face. */
    double halfWidth(double y) {
        double b = Math.abs(y) / (y < 0 ? CROWN : chinY());
        double rest = 1 - Math.pow(b, y < 0 ? ROUNDNESS : CHIN_SQUARENESS);
        return rest <= 0 ? 0 : widthAt(y) * Math.pow(rest, 1 / ROUNDNESS);
    }

    /** The face narrows from the cheek bones to the chin. */
    private double widthAt(double y) {
        double t = Math.max(0, y) / chinY();
        return 0.98 * (1 - (0.34 - 0.34 * (jawWidth - 1)) * t * t);
    }
}
