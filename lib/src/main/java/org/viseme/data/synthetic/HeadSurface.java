package org.viseme.data.synthetic;

/**
 * The head as a landscape: its height over the picture plane, from which normals and shading follow. Coordinates are
 * those of {@link FaceShape}, at rest.
 */
final class HeadSurface {
    private static final double DEPTH = 0.95;
    private static final double STEP = 0.008;
    private final FaceShape shape;

    HeadSurface(FaceShape shape) {
        this.shape = shape;
    }

    /** Height in units of half a face width. */
    double height(double x, double y) {
        double side = Math.abs(x);
        double z = DEPTH * Math.pow(Math.max(0, 1 - shape.outline(x, y)), 0.55);
        z += nose(side, y);
        double eyeX = shape.eyeX();
        double eyeY = shape.eyeY();
        z -= 0.105 * Curves.bell(side - eyeX + 0.03, 0.23, y - eyeY, 0.125);
        z += 0.060 * Curves.bell(side - eyeX, 0.15, y - eyeY, 0.09);
        z += 0.050 * Curves.bell(side - 0.36, 0.42, y - shape.browY() + 0.02, 0.10);
        z += 0.070 * Curves.bell(side - 0.60, 0.27, y - 0.14, 0.22);
        double mouthY = shape.mouthY();
        z += 0.085 * Curves.bell(side, 0.40, y - mouthY, 0.27);
        z -= 0.022 * Curves.bell(side, 0.035, y - (mouthY + shape.noseBaseY()) / 2 - 0.02, 0.10);
        double chinY = shape.chinY();
        z -= 0.050 * Curves.bell(side, 0.26, y - Curves.mix(mouthY, chinY, 0.46), 0.075);
        z += 0.075 * Curves.bell(side, 0.22, y - Curves.mix(mouthY, chinY, 0.76), 0.13);
        // The fold from the wing of the nose to the corner of the mouth.
        double along = (y - 0.30) / 0.42;
        if (along > -0.2 && along < 1.2) {
            double foldX = 0.22 + 0.26 * along;
            z -= 0.013 * Curves.bell(side - foldX, 0.060) * Curves.bell(along - 0.45, 0.5);
        }
        return z;
    }

    private double nose(double side, double y) {
        double base = shape.noseBaseY();
        double bridge = -0.36;
        if (y < bridge - 0.3 || y > base + 0.2) {
            return 0;
        }
        double down = (y - bridge) / (base - 0.06 - bridge);
        double fall = 1 - Curves.smooth(base - 0.07, base + 0.05, y);
        double ridge = (0.035 + 0.20 * Curves.smooth(down) * down) * Curves.smooth(-0.4, 0.1, down) * fall;
        double width = (0.075 + 0.055 * Math.max(0, down)) * shape.noseWidth();
        double tip = 0.085 * Curves.bell(side, 0.10 * shape.noseWidth(), y - base + 0.09, 0.085);
        double wing = 0.085 * Curves.bell(side - 0.135 * shape.noseWidth(), 0.062, y - base + 0.055, 0.065);
        return ridge * Curves.bell(side, width) + tip + wing;
    }

    /** The unit normal at a point, into {@code out}. */
    void normal(double x, double y, double[] out) {
        double dx = (height(x + STEP, y) - height(x - STEP, y)) / (2 * STEP);
        double dy = (height(x, y + STEP) - height(x, y - STEP)) / (2 * STEP);
        double length = Math.sqrt(dx * dx + dy * dy + 1);
        out[0] = -dx / length;
        out[1] = -dy / length;
        out[2] = 1 / length;
    }

    /** How far a point comes forward when the head turns: about 1 in the middle of the face, 0 on its outline. */
    double forward(double x, double y) {
        double b = y / (y < 0 ? FaceShape.CROWN : shape.chinY() * 1.05);
        double rest = 1 - x * x - b * b;
        return rest <= 0 ? 0 : Math.sqrt(rest);
    }
}
