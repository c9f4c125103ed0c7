package org.viseme.data.synthetic;

/** Hair behind and in front of a head: strands along the direction they fall, a soft highlight, a ragged edge. */
final class HairPainter {
    /** Hair length from which hair falls over the ears. */
    static final double LONG = 0.25;

    private final SyntheticIdentity identity;
    private final SmoothNoise noise;
    private final double[] colour = new double[3];
    private final double[] albedo = new double[3];
    private final double volume;
    private final double parting;

    HairPainter(SyntheticIdentity identity) {
        this.identity = identity;
        long seed = SeededDraw.seedFor(identity.seed(), "hair");
        this.noise = new SmoothNoise(seed);
        SeededDraw draw = SeededDraw.of(seed, "style");
        this.volume = draw.between(0.04, 0.13) + 0.05 * identity.hairLength();
        this.parting = draw.between(-0.45, 0.45);
    }

    /** Hair that hangs behind neck and ears. */
    void behind(double x, double y, double[] out) {
        boolean isLong = identity.hairLength() > LONG;
        double down = isLong ? 0.75 + 1.05 * identity.hairLength() : 0.12;
        double widening = 1.06 + volume + 0.10 * identity.hairLength() * Curves.smooth(-0.2, 0.9, y);
        double top = 1.42 + volume * 1.1;
        double ragged = 0.03 * noise.at(x * 14, y * 3) + 0.015 * noise.at(x * 40, y * 9);
        double side = Math.abs(x) / widening;
        double radius = y < 0 ? Math.pow(side, 2.3) + Math.pow(-y / top, 2.3) : Math.pow(side, 2.3);
        double cover = Curves.smooth(1.05, 0.95, radius + ragged);
        double end = down - 0.35 * side * side * (isLong ? 0.4 : 0) + 4 * ragged;
        cover *= Curves.smooth(end + 0.06, end - 0.06, y);
        // The neck is in front of it.
        cover *= y > 0.6 ? Curves.smooth(0.55, 0.70, Math.abs(x)) : 1;
        if (cover > 0) {
            tone(x, y, 0.62 + 0.25 * Curves.smooth(0.7, 1.1, Math.abs(x)), colour);
            Portrait.put(out, colour, cover);
        }
    }

    /** Hair over the forehead and the temples. */
    void front(double x, double y, double[] out) {
        double cover = cover(x, y);
        if (cover > 0) {
            tone(x, y, 1, colour);
            Portrait.put(out, colour, cover);
        }
    }

    /** How much the hair darkens the skin beside it. */
    double shadow(double x, double y) {
        double low = identity.hairLength() > LONG ? 1 : Curves.smooth(0.25, 0.0, y);
        return 0.32 * low * Curves.smooth(-0.30, 0.05, edge(x, y));
    }

    /** Negative over the face, positive in the hair. */
    private double edge(double x, double y) {
        double skull = Math.pow(Math.abs(x) / (1.02 + 0.6 * volume), 2.3)
                + Math.pow(Math.abs(Math.min(0, y)) / (1.42 + volume), 2.3);
        if (skull > 1.12) {
            return -1;
        }
        double forehead = 0.97 * identity.hairline();
        double sweep = 0.10 * Curves.bell(x - parting, 0.30) - 0.04;
        double a = Math.abs(x) / (0.93 + 0.02 * identity.hairLength());
        double b = (0.15 - y) / (forehead + 0.15 + sweep);
        return Math.pow(a, 3.2) + Math.pow(Math.max(0, b), 2.6) - 1;
    }

    private double cover(double x, double y) {
        double ragged = 0.05 * noise.at(x * 17, y * 4) + 0.035 * noise.at(x * 45 + 7, y * 9);
        double inside = Curves.smooth(-0.06, 0.09, edge(x, y) + ragged);
        double skull = Math.pow(Math.abs(x) / (1.03 + 0.7 * volume), 2.3)
                + Math.pow(Math.abs(Math.min(0, y)) / (1.42 + volume), 2.3);
        inside *= Curves.smooth(1.08, 0.98, skull + 0.5 * ragged);
        double sideburn = identity.hairLength() > LONG ? 0.15 + 1.2 * identity.hairLength() : 0.02;
        return inside * Curves.smooth(sideburn + 0.18, sideburn - 0.1, y + 3 * ragged);
    }

    private void tone(double x, double y, double brightness, double[] out) {
        // Strands leave the parting at the top and bend down along the skull.
        double fromParting = x - parting * Curves.smooth(0.3, -1.3, y);
        double across;
        double along;
        if (identity.hairLength() > LONG) {
            double width = y < 0 ? Math.sqrt(Math.max(0.03, 1 - y * y / 2.4)) : 1;
            across = fromParting / width * 3.2;
            along = y;
        } else {
            across = Math.atan2(fromParting, 0.45 - Math.min(y, 0.35)) * 9;
            along = Math.sqrt(fromParting * fromParting * 1.2 + (y - 0.4) * (y - 0.4) * 0.75);
        }
        double strand = 0.55 * noise.at(across * 6, along * 2.5) + 0.45 * noise.at(across * 17, along * 4);
        double nx = Math.clamp(x / 1.25, -0.95, 0.95);
        double ny = Math.clamp(y / 1.7, -0.9, 0.1) * 0.9;
        double nz = Math.sqrt(Math.max(0.05, 1 - nx * nx - ny * ny));
        double[] hair = identity.colours().hair();
        for (int c = 0; c < 3; c++) {
            albedo[c] = hair[c] * brightness * (1 + 0.55 * strand);
        }
        identity.lighting().shade(albedo, nx, ny, nz, 0, 1, out);
        double band = Curves.bell(y + 1.05 - 0.35 * x * x, 0.22) * (0.5 + 0.5 * strand) * brightness;
        double light =
                Math.max(0, 0.5 + 0.5 * nx * Math.signum(identity.lighting().x()));
        for (int c = 0; c < 3; c++) {
            out[c] += (0.35 * hair[c] + 0.02) * band * light;
        }
    }
}
