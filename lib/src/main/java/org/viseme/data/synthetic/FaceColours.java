package org.viseme.data.synthetic;

import java.util.List;

/**
 * Colours of a face, all in linear RGB from 0 to 1.
 *
 * @param beard darkness of a shaved beard, 0 to 1
 * @param background two colours of the background, from top to bottom
 */
public record FaceColours(
        double[] skin,
        double[] lips,
        double[] hair,
        double[] iris,
        double[] clothes,
        double beard,
        double[][] background) {
    private static final List<double[]> SKIN = List.of(
            srgb(243, 208, 187),
            srgb(232, 190, 165),
            srgb(215, 166, 134),
            srgb(188, 134, 100),
            srgb(146, 98, 70),
            srgb(112, 72, 52));
    private static final List<double[]> HAIR = List.of(
            srgb(38, 28, 24),
            srgb(62, 43, 32),
            srgb(98, 66, 42),
            srgb(150, 108, 66),
            srgb(186, 148, 98),
            srgb(126, 62, 36),
            srgb(150, 146, 142));
    private static final List<double[]> IRIS =
            List.of(srgb(84, 54, 32), srgb(110, 78, 44), srgb(88, 110, 84), srgb(92, 124, 150), srgb(60, 42, 30));
    private static final List<double[]> CLOTHES = List.of(
            srgb(44, 62, 92),
            srgb(120, 40, 48),
            srgb(50, 86, 78),
            srgb(72, 72, 80),
            srgb(196, 190, 178),
            srgb(158, 110, 56),
            srgb(88, 64, 110));
    private static final List<double[][]> BACKGROUNDS = List.of(
            new double[][] {srgb(150, 172, 190), srgb(104, 128, 150)},
            new double[][] {srgb(196, 190, 178), srgb(150, 142, 130)},
            new double[][] {srgb(120, 150, 140), srgb(78, 104, 98)},
            new double[][] {srgb(92, 98, 112), srgb(54, 58, 70)},
            new double[][] {srgb(206, 198, 206), srgb(150, 140, 158)},
            new double[][] {srgb(176, 150, 126), srgb(112, 92, 78)});

    static FaceColours random(long seed) {
        SeededDraw draw = SeededDraw.of(seed, "colours");
        double tone = draw.between(0, SKIN.size() - 1.001);
        int index = (int) tone;
        double[] skin = mixed(SKIN.get(index), SKIN.get(index + 1), tone - index);
        boolean darkSkin = tone > 2.6;
        double[] hair = darkSkin ? HAIR.get(draw.below(2)) : draw.pick(HAIR);
        double[] iris = darkSkin ? (draw.chance(0.5) ? IRIS.getFirst() : IRIS.getLast()) : draw.pick(IRIS);
        double[] rose = {skin[0] * 0.80, skin[1] * 0.42, skin[2] * 0.46};
        double[] lips = mixed(rose, srgb(168, 72, 76), draw.between(0.05, 0.4));
        double beard = draw.chance(0.4) ? draw.between(0.1, 0.5) : 0;
        return new FaceColours(skin, lips, hair, iris, draw.pick(CLOTHES), beard, draw.pick(BACKGROUNDS));
    }

    static double[] mixed(double[] a, double[] b, double share) {
        return new double[] {Curves.mix(a[0], b[0], share), Curves.mix(a[1], b[1], share), Curves.mix(a[2], b[2], share)
        };
    }

    static double[] srgb(int red, int green, int blue) {
        return new double[] {linear(red), linear(green), linear(blue)};
    }

    private static double linear(int value) {
        return Math.pow(value / 255.0, 2.2);
    }
}
