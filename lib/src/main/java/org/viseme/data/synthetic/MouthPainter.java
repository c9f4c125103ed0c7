package org.viseme.data.synthetic;

/** Paints lips, teeth, tongue and the dark of the mouth over the skin, for one frame. */
final class MouthPainter {
    private static final double[] GUM = FaceColours.srgb(70, 22, 24);
    private static final double[] THROAT = FaceColours.srgb(26, 8, 10);
    private static final double[] TOOTH = FaceColours.srgb(232, 224, 208);
    private static final double[] TONGUE = FaceColours.srgb(186, 92, 92);
    private static final double TOOTH_WIDTH = 0.098;

    private final SyntheticIdentity identity;
    private final MouthGeometry geometry;
    private final MouthPose pose;
    private final double pixel;
    private final double[] inside = new double[3];
    private final double[] lip = new double[3];
    private final double[] albedo = new double[3];

    /**
     * @param pixel size of a pixel in face units
     */
    MouthPainter(SyntheticIdentity identity, MouthGeometry geometry, MouthPose pose, double pixel) {
        this.identity = identity;
        this.geometry = geometry;
        this.pose = pose;
        this.pixel = pixel;
    }

    /** Paints over the skin at a point of the face. */
    void paint(double x, double y, double[] colour) {
        skinAround(x, y, colour);
        double side = Math.abs(x);
        if (side > geometry.halfWidth + pixel) {
            return;
        }
        double top = geometry.outerUpper(x);
        double bottom = geometry.outerLower(x);
        if (y < top - 0.04 || y > bottom + 0.04) {
            return;
        }
        double innerTop = geometry.innerUpper(x);
        double innerBottom = geometry.innerLower(x);
        double soft = Math.max(pixel, 0.016);
        double cover = ramp(y - top, soft) * ramp(bottom - y, soft) * ramp(geometry.halfWidth - side, soft);
        if (cover > 0) {
            double middle = (innerTop + innerBottom) / 2;
            boolean upper = y < middle;
            lip(x, upper, upper ? (y - top) / (innerTop - top + 1e-6) : (bottom - y) / (bottom - innerBottom + 1e-6));
            mix(colour, lip, cover * 0.95);
        }
        double gap = innerBottom - innerTop;
        if (side < geometry.innerHalfWidth()) {
            double open = ramp(y - innerTop, pixel) * ramp(innerBottom - y, pixel) * Curves.smooth(0, 0.02, gap);
            if (open > 0) {
                interior(x, y, innerTop, innerBottom);
                mix(colour, inside, open);
            }
        }
        seam(y, side, innerTop, innerBottom, gap, colour);
    }

    /** The dark line where closed lips meet, and the shade in the corners. */
    private void seam(double y, double side, double innerTop, double innerBottom, double gap, double[] colour) {
        double distance = y - (innerTop + innerBottom) / 2;
        double width = 0.013 + 0.5 * pixel;
        double closed =
                Curves.smooth(0.05, 0.0, gap) * Curves.smooth(geometry.halfWidth, geometry.halfWidth * 0.9, side);
        darken(colour, 0.62 * closed * Curves.bell(distance, width));
        double corner = Curves.bell(side - geometry.halfWidth * 0.97, 0.045, y - geometry.cornerY, 0.03);
        darken(colour, 0.45 * corner);
    }

    private void skinAround(double x, double y, double[] colour) {
        double side = Math.abs(x);
        double bottom = geometry.outerLower(Math.min(side, geometry.halfWidth) * 0.9);
        double below = Curves.bell(side, geometry.halfWidth * 0.75, y - bottom - 0.055, 0.06);
        double pursed = 0.18
                * pose.rounding()
                * Curves.bell(side - geometry.halfWidth - 0.05, 0.08, y - geometry.cornerY, 0.12);
        double corners = 0.16 * Curves.bell(side - geometry.halfWidth - 0.02, 0.05, y - geometry.cornerY, 0.05);
        darken(colour, 0.26 * below + pursed + corners);
        double rim =
                Curves.bell(y - geometry.outerUpper(side) + 0.025, 0.018) * Curves.bell(side, geometry.halfWidth * 0.7);
        for (int c = 0; c < 3; c++) {
            colour[c] *= 1 + 0.08 * rim;
        }
    }

    /** {@code t} is 0 at the border to the skin, 1 at the inner edge. */
    private void lip(double x, boolean upper, double t) {
        double u = x / geometry.halfWidth;
        double roll = Math.clamp(t, 0.0, 1.0);
        double ny = upper ? 0.05 + 0.50 * roll : 0.42 - 1.05 * roll;
        double nx = 0.45 * u;
        if (pose.rounding() > 0) {
            ny *= 1 + 0.25 * pose.rounding();
            nx *= 1 + 0.4 * pose.rounding();
        }
        double length = Math.sqrt(nx * nx + ny * ny + 1);
        double lines = 0.05 * Math.sin(u * 41 + 1.3 * Math.sin(u * 17)) * (1 - 0.5 * roll);
        double[] tone = identity.colours().lips();
        double depth = upper ? 0.86 - 0.22 * roll : 1.0 - 0.10 * (1 - roll);
        for (int c = 0; c < 3; c++) {
            albedo[c] = tone[c] * depth * (1 + lines);
        }
        double gloss = upper ? 0.015 : 0.075 + 0.03 * pose.rounding();
        identity.lighting().shade(albedo, nx / length, ny / length, 1 / length, gloss, 22, lip);
        if (upper) {
            return;
        }
        // The inner, wet edge of the lower lip turns away into the mouth.
        darken(lip, 0.25 * Curves.smooth(0.86, 1, roll) * Math.min(1, pose.opening() * 8));
    }

    private void interior(double x, double y, double top, double bottom) {
        double depth = Math.clamp((y - top) / Math.max(0.02, bottom - top), 0.0, 1.0);
        double side = Math.abs(x) / geometry.innerHalfWidth();
        for (int c = 0; c < 3; c++) {
            inside[c] = Curves.mix(GUM[c], THROAT[c], Curves.smooth(1.15, 0.1, side) * (1 - 0.4 * depth));
        }
        boolean tipInFront = pose.tip() > 0.75;
        if (!tipInFront) {
            tongue(x, y, bottom);
        }
        lowerTeeth(x, y);
        upperTeeth(x, y);
        if (tipInFront) {
            tongue(x, y, bottom);
        }
        // Lips throw their shadow into the mouth.
        double shade = (0.60 - 0.45 * pose.bite()) * Curves.bell(y - top, 0.035) + 0.25 * Curves.bell(y - bottom, 0.03);
        shade += 0.55 * Curves.smooth(0.55, 1.0, side);
        darken(inside, Math.min(0.9, shade));
    }

    private void upperTeeth(double x, double y) {
        double side = Math.abs(x);
        double index = Math.floor(x / TOOTH_WIDTH);
        double within = x / TOOTH_WIDTH - index - 0.5;
        double rank = Math.abs(index + 0.5) - 0.5;
        double edge =
                geometry.upperTeethY - 0.010 * (rank == 1 ? 1.2 : rank >= 2 ? 0.3 + rank : 0) - 0.05 * side * side;
        edge -= 0.05 * Math.pow(Math.abs(within), 4);
        tooth(ramp(edge - y, Math.max(pixel, 0.01)), within, side, 1);
    }

    private void lowerTeeth(double x, double y) {
        double width = TOOTH_WIDTH * 0.66;
        double index = Math.floor(x / width);
        double within = x / width - index - 0.5;
        double side = Math.abs(x);
        double edge = geometry.lowerTeethY + 0.12 * side * side;
        tooth(ramp(y - edge, Math.max(pixel, 0.01)) * Curves.smooth(0.36, 0.28, side), within, side, 0.72);
    }

    private void tooth(double cover, double within, double side, double brightness) {
        if (cover <= 0) {
            return;
        }
        double crack = Curves.smooth(0.40, 0.5, Math.abs(within)) * Math.min(1, 0.02 / pixel);
        double light = brightness
                * (1 - 0.30 * crack)
                * (0.96 - 0.9 * side * side)
                * (identity.lighting().key() * 0.75 + 0.1);
        for (int c = 0; c < 3; c++) {
            inside[c] = Curves.mix(inside[c], TOOTH[c] * Math.max(0.1, light), cover);
        }
    }

    private void tongue(double x, double y, double bottom) {
        double height = 0.05 + 0.16 * pose.tongue();
        double crown = bottom + 0.03 - height * Math.min(1, 0.4 + 2 * pose.opening());
        double width = geometry.innerHalfWidth() * 0.78;
        double tip = 0;
        if (pose.tip() > 0.4) {
            double reach = Curves.smooth(0.4, 0.95, pose.tip());
            crown = Curves.mix(crown, geometry.upperTeethY - 0.012, reach);
            width = Curves.mix(width, 0.20, reach);
            tip = reach;
        }
        double u = x / width;
        if (Math.abs(u) >= 1) {
            return;
        }
        double surface = crown + (0.05 + 0.03 * tip) * u * u;
        double cover = ramp(y - surface, Math.max(pixel, 0.012)) * Curves.smooth(1, 0.85, Math.abs(u));
        double light =
                (0.42 + 0.25 * tip + 0.25 * Curves.bell(y - surface - 0.03, 0.04)) * (1 - 0.18 * Curves.bell(x, 0.02));
        for (int c = 0; c < 3; c++) {
            inside[c] = Curves.mix(inside[c], TONGUE[c] * light, cover);
        }
    }

    private static double ramp(double distance, double width) {
        return Math.clamp(0.5 + distance / width, 0.0, 1.0);
    }

    private static void mix(double[] under, double[] over, double share) {
        for (int c = 0; c < 3; c++) {
            under[c] += (over[c] - under[c]) * share;
        }
    }

    private static void darken(double[] colour, double share) {
        colour[0] *= 1 - 0.85 * share;
        colour[1] *= 1 - share;
        colour[2] *= 1 - share;
    }
}
