package org.viseme.data.synthetic;

/**
 * What does not change on a head: skin, ears, nose, brows and hair, lit and coloured. Eyes and mouth are left as plain
 * skin; {@link EyePainter} and {@link MouthPainter} paint them into each frame.
 */
final class Portrait {
    static final double LEFT = -1.75;
    static final double RIGHT = 1.75;
    static final double TOP = -1.85;
    static final double BOTTOM = 2.1;
    private static final double EDGE = 0.02;

    private final SyntheticIdentity identity;
    private final FaceShape shape;
    private final HeadSurface surface;
    private final HairPainter hair;
    private final SmoothNoise noise;
    private final double[] normal = new double[3];
    private final double[] albedo = new double[3];
    private final double[] colour = new double[3];

    Portrait(SyntheticIdentity identity, HeadSurface surface) {
        this.identity = identity;
        this.shape = identity.shape();
        this.surface = surface;
        this.hair = new HairPainter(identity);
        this.noise = new SmoothNoise(SeededDraw.seedFor(identity.seed(), "skin"));
    }

    Layer layer(double pixelsPerUnit) {
        return new Layer(LEFT, TOP, RIGHT, BOTTOM, pixelsPerUnit, this::paint);
    }

    /** The hair that hangs behind the head and does not move with the jaw. */
    Layer hairBehind(double pixelsPerUnit) {
        return new Layer(LEFT, TOP, RIGHT, BOTTOM, pixelsPerUnit, (x, y, out) -> {
            out[3] = 0;
            hair.behind(x, y, out);
        });
    }

    private void paint(double x, double y, double[] out) {
        out[0] = 0;
        out[1] = 0;
        out[2] = 0;
        out[3] = 0;
        if (identity.hairLength() <= HairPainter.LONG) {
            ear(x, y, out);
        }
        double inside = Curves.smooth(EDGE, -EDGE, (shape.outline(x, y) - 1) * 0.5);
        if (inside > 0) {
            skin(x, y, colour);
            put(out, colour, inside);
        }
        hair.front(x, y, out);
    }

    /** Puts a colour over what is there. */
    static void put(double[] under, double[] colour, double alpha) {
        double rest = under[3] * (1 - alpha);
        double total = alpha + rest;
        if (total <= 0) {
            return;
        }
        for (int c = 0; c < 3; c++) {
            under[c] = (colour[c] * alpha + under[c] * rest) / total;
        }
        under[3] = total;
    }

    private void skin(double x, double y, double[] out) {
        double side = Math.abs(x);
        FaceColours colours = identity.colours();
        double mottled = 1 + 0.035 * noise.at(x * 9, y * 9) + 0.03 * noise.at(x * 31, y * 31);
        double red = 0.10 * Curves.bell(side - 0.52, 0.26, y - 0.22, 0.2)
                + 0.08 * Curves.bell(side, 0.13, y - shape.noseBaseY() + 0.1, 0.12);
        double beard = colours.beard() * beard(side, y) * (0.85 + 0.15 * noise.at(x * 60, y * 60));
        albedo[0] = colours.skin()[0] * mottled * (1 + 0.3 * red) * (1 - 0.55 * beard);
        albedo[1] = colours.skin()[1] * mottled * (1 - 1.2 * red) * (1 - 0.48 * beard);
        albedo[2] = colours.skin()[2] * mottled * (1 - 1.1 * red) * (1 - 0.42 * beard);
        surface.normal(x, y, normal);
        identity.lighting().shade(albedo, normal[0], normal[1], normal[2], 0.045, 14, out);
        double light = 1 - occlusion(x, y);
        out[0] *= Math.pow(light, 0.85);
        out[1] *= light;
        out[2] *= Math.pow(light, 1.08);
        nostrils(side, y, out);
        brow(x, side, y, out);
    }

    private double beard(double side, double y) {
        double lower = Curves.smooth(0.30, 0.55, y + 0.45 * (side - 0.5));
        return lower * (1 - 0.5 * Curves.bell(side - 0.45, 0.2, y - 0.35, 0.2));
    }

    private double occlusion(double x, double y) {
        double side = Math.abs(x);
        double base = shape.noseBaseY();
        double towardsLight = identity.lighting().x() > 0 ? -0.05 : 0.05;
        double shade = 0.22 * Curves.bell(x - towardsLight, 0.17, y - base - 0.035, 0.055);
        shade += 0.13 * Curves.bell(side - shape.eyeX() + 0.12, 0.14, y - shape.eyeY() + 0.10, 0.10);
        shade += 0.16 * Curves.bell(side - shape.eyeX(), 0.2, y - shape.eyeY(), 0.11);
        shade += 0.12 * Curves.bell(side - shape.eyeX() + 0.06, 0.16, y - shape.eyeY() - 0.14, 0.06);
        shade += 0.16 * Curves.smooth(0.75, 1.05, shape.outline(x, y)) * Curves.smooth(0.2, 1.0, y);
        shade += 0.10 * Curves.bell(side - 0.17 * shape.noseWidth(), 0.035, y - base + 0.06, 0.07);
        shade += hair.shadow(x, y);
        return Math.min(0.85, shade);
    }

    private void nostrils(double side, double y, double[] out) {
        double a = (side - 0.072 * shape.noseWidth()) / (0.040 * shape.noseWidth());
        double b = (y - shape.noseBaseY() + 0.012 - 0.2 * (side - 0.072)) / 0.024;
        double dark = 0.72 * Curves.smooth(1.9, 0.2, a * a + b * b);
        out[0] *= 1 - 0.8 * dark;
        out[1] *= 1 - 0.9 * dark;
        out[2] *= 1 - 0.9 * dark;
    }

    private void brow(double x, double side, double y, double[] out) {
        double along = (side - 0.15) / 0.50;
        if (along < -0.1 || along > 1.1) {
            return;
        }
        double centre = shape.browLine(along);
        double thickness = 0.055 * shape.browThickness() * (1 - 0.65 * Curves.smooth(0.3, 1.05, along));
        double inside = Curves.smooth(1.25, 0.55, Math.abs(y - centre) / thickness)
                * Curves.smooth(-0.08, 0.1, along)
                * Curves.smooth(1.08, 0.85, along);
        if (inside <= 0) {
            return;
        }
        double hairs = 0.78 + 0.22 * noise.at((x + (x > 0 ? -y : y)) * 55, y * 12);
        double cover = 0.88 * inside * hairs;
        double[] tone = identity.colours().hair();
        for (int c = 0; c < 3; c++) {
            out[c] = Curves.mix(out[c], Math.min(tone[c] * 0.6, out[c] * 0.5), cover);
        }
    }

    private void ear(double x, double y, double[] out) {
        double a = (Math.abs(x) - 1.02) / 0.12;
        double b = (y - 0.06 + 0.1 * (Math.abs(x) - 1.02)) / 0.27;
        double radius = a * a + b * b;
        double inside = Curves.smooth(1.06, 0.90, radius);
        if (inside <= 0) {
            return;
        }
        double z = Math.sqrt(Math.max(0.1, 1 - radius));
        double nx = a * 0.5 * Math.signum(x);
        double length = Math.sqrt(nx * nx + b * b * 0.16 + z * z);
        double[] skin = identity.colours().skin();
        double hollow = 0.45 * Curves.bell(a + 0.25, 0.45, b, 0.55);
        albedo[0] = skin[0] * 0.92 * (1 - hollow * 0.8);
        albedo[1] = skin[1] * 0.78 * (1 - hollow);
        albedo[2] = skin[2] * 0.76 * (1 - hollow);
        identity.lighting().shade(albedo, nx / length, b * 0.4 / length, z / length, 0.02, 12, colour);
        for (int c = 0; c < 3; c++) {
            colour[c] *= 0.80;
        }
        put(out, colour, inside);
    }
}
