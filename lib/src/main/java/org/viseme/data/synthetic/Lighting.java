package org.viseme.data.synthetic;

/**
 * A key light and a soft sky. Colours are linear RGB, directions in picture coordinates (x right, y down, z towards the
 * viewer).
 *
 * @param x direction towards the key light; the three components need not be of length 1
 * @param y negative for a light from above
 * @param z positive for a light in front
 * @param key strength of the key light
 * @param ambient strength of the light from everywhere
 * @param warmth colour of the key light, -1 (bluish) to 1 (yellowish)
 */
public record Lighting(double x, double y, double z, double key, double ambient, double warmth) {
    static Lighting random(long seed) {
        SeededDraw draw = SeededDraw.of(seed, "light");
        double side = draw.between(0.15, 0.6) * (draw.chance(0.5) ? 1 : -1);
        return new Lighting(
                side,
                draw.between(-0.75, -0.4),
                1,
                draw.between(0.72, 0.92),
                draw.between(0.30, 0.42),
                draw.between(-0.5, 1));
    }

    /**
     * Light that a surface sends to the viewer.
     *
     * @param albedo linear RGB of the surface
     * @param nx normal of the surface, of length 1
     * @param gloss strength of the highlight
     * @param sharpness exponent of the highlight
     * @param out receives linear RGB
     */
    void shade(double[] albedo, double nx, double ny, double nz, double gloss, double sharpness, double[] out) {
        double length = Math.sqrt(x * x + y * y + z * z);
        double facing = (nx * x + ny * y + nz * z) / length;
        double wrapped = Math.max(0, (facing + 0.3) / 1.3);
        double sky = ambient * (0.82 - 0.30 * ny) * (0.55 + 0.45 * Math.max(0, nz));
        // Half way between the light and the viewer, who looks along z.
        double half = Math.sqrt(x * x + y * y + (z + length) * (z + length));
        double mirror = Math.max(0, (nx * x + ny * y + nz * (z + length)) / half);
        double shine = gloss * Math.pow(mirror, sharpness);
        // Light that travels under skin comes out redder where the surface turns away.
        double shadow = 1 - wrapped;
        double red = key * wrapped * (1 + 0.06 * warmth) + sky + 0.05 * shadow * wrapped;
        double green = key * wrapped + sky;
        double blue = key * wrapped * (1 - 0.10 * warmth) + sky * 1.04;
        out[0] = albedo[0] * red + shine;
        out[1] = albedo[1] * green + shine;
        out[2] = albedo[2] * blue + shine;
    }
}
