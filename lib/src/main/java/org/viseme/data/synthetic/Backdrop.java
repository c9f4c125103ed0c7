package org.viseme.data.synthetic;

/** What is behind the head: a soft background that stands still, and neck, shoulders and clothes. */
final class Backdrop {
    private static final double COLLAR = 1.60;
    private final SyntheticIdentity identity;
    private final SmoothNoise noise;
    private final double[] albedo = new double[3];
    private final double[] colour = new double[3];
    private final double slope;

    Backdrop(SyntheticIdentity identity) {
        this.identity = identity;
        long seed = SeededDraw.seedFor(identity.seed(), "backdrop");
        this.noise = new SmoothNoise(seed);
        this.slope = SeededDraw.of(seed, "slope").between(-0.3, 0.3);
    }

    /** The background over the unit square. */
    Layer background(double pixels) {
        return new Layer(-0.02, -0.02, 1.02, 1.02, pixels, (x, y, out) -> {
            double[][] shades = identity.colours().background();
            double t = Math.clamp(y + slope * (x - 0.5) + 0.10 * noise.at(x * 2.2, y * 2.2), 0.0, 1.0);
            double vignette = 1.04 - 0.40 * ((x - 0.5) * (x - 0.5) + (y - 0.45) * (y - 0.45));
            vignette += 0.16
                    * Curves.bell(
                            x - 0.5 - 0.3 * Math.signum(identity.lighting().x()), 0.4, y - 0.3, 0.4);
            for (int c = 0; c < 3; c++) {
                out[c] = Curves.mix(shades[0][c], shades[1][c], t) * vignette;
            }
            out[3] = 1;
        });
    }

    /** Neck and shoulders, in the coordinates of {@link FaceShape}. */
    Layer body(double pixelsPerUnit) {
        return new Layer(-2.9, 0.3, 2.9, 3.3, pixelsPerUnit, this::body);
    }

    private void body(double x, double y, double[] out) {
        out[3] = 0;
        double side = Math.abs(x);
        double neckWidth = 0.65 * (0.5 + 0.5 * identity.shape().jawWidth()) + 0.55 * Curves.smooth(1.40, 2.0, y);
        double neck = Curves.smooth(neckWidth + 0.02, neckWidth - 0.02, side);
        if (neck > 0) {
            double nx = Math.clamp(x / neckWidth, -0.98, 0.98);
            double[] skin = identity.colours().skin();
            double underChin = 0.62 * Curves.smooth(1.95, 1.20, y - 0.1 * (1 - nx * nx));
            double cords = 0.10 * Curves.bell(side - 0.34 + 0.2 * (y - 1.3), 0.06);
            for (int c = 0; c < 3; c++) {
                albedo[c] = skin[c] * (0.95 - underChin * (c == 0 ? 0.85 : 1) - cords);
            }
            identity.lighting().shade(albedo, nx * 0.85, 0.05, Math.sqrt(1 - nx * nx * 0.72), 0.01, 10, colour);
            Portrait.put(out, colour, neck);
        }
        double shoulder = COLLAR + 0.42 * Curves.smooth(0.5, 2.6, side) + 0.05 * side;
        double neckline = COLLAR + 0.28 - 0.34 * Math.pow(Math.min(1.2, side / 0.72), 2);
        double edge = Math.max(shoulder - 0.10, side < 0.9 ? neckline : 0);
        double cloth = Curves.smooth(edge - 0.015, edge + 0.015, y);
        if (cloth > 0) {
            double folds = 0.07 * noise.at(x * 2.3 + y, y * 1.4) + 0.03 * noise.at(x * 40, y * 40);
            double border = 0.25 * Curves.bell(y - edge - 0.05, 0.045);
            for (int c = 0; c < 3; c++) {
                albedo[c] = identity.colours().clothes()[c] * (1 + folds - border);
            }
            double nx = Math.clamp(x / 2.6, -0.9, 0.9);
            double ny = -0.5 * Curves.bell(y - shoulder, 0.35);
            double nz = Math.sqrt(Math.max(0.05, 1 - nx * nx - ny * ny));
            identity.lighting().shade(albedo, nx, ny, nz, 0, 1, colour);
            Portrait.put(out, colour, cloth);
        }
    }
}
