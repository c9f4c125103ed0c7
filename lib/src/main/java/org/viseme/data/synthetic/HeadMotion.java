package org.viseme.data.synthetic;

import java.util.ArrayList;
import java.util.List;

/** Slow movement of a head, blinks and glances over a clip, from a seed; it does not depend on the words. */
final class HeadMotion {
    private static final double BLINK_SECONDS = 0.28;

    private final double[][] waves = new double[8][4];
    private final List<Double> blinks = new ArrayList<>();
    private final List<double[]> glances = new ArrayList<>();
    private final double homeX;
    private final double homeY;
    private final double homeScale;

    HeadMotion(long seed) {
        SeededDraw draw = SeededDraw.of(seed, "head");
        for (double[] wave : waves) {
            wave[0] = draw.between(0.10, 0.28);
            wave[1] = draw.between(0, 2 * Math.PI);
            wave[2] = draw.between(0.35, 0.75);
            wave[3] = draw.between(0, 2 * Math.PI);
        }
        homeX = 0.5 + draw.between(-0.02, 0.02);
        homeY = 0.475 + draw.between(-0.012, 0.012);
        homeScale = draw.between(0.262, 0.288);
        double time = draw.between(0.4, 2.5);
        double look = 0;
        for (int i = 0; i < 400; i++) {
            blinks.add(time);
            time += draw.between(1.8, 4.5);
            glances.add(new double[] {look, draw.between(-0.10, 0.10), draw.between(-0.06, 0.06)});
            look += draw.between(0.7, 2.2);
        }
    }

    HeadPose at(double seconds) {
        return new HeadPose(
                homeX + 0.014 * wave(0, seconds),
                homeY + 0.008 * wave(1, seconds),
                homeScale * (1 + 0.015 * wave(2, seconds)),
                0.040 * wave(3, seconds),
                0.100 * wave(4, seconds),
                0.055 * wave(5, seconds),
                Curves.smooth(0.2, 1.0, wave(6, seconds)),
                eyes(seconds));
    }

    private EyePose eyes(double seconds) {
        double open = 0.96 + 0.04 * wave(7, seconds);
        for (double blink : blinks) {
            double t = Math.abs(seconds - blink) / (BLINK_SECONDS / 2);
            open = Math.min(open, Curves.smooth(0.15, 1, t));
        }
        double gazeX = 0;
        double gazeY = 0;
        for (double[] glance : glances) {
            double moved = Curves.smooth(glance[0], glance[0] + 0.06, seconds);
            gazeX = Curves.mix(gazeX, glance[1], moved);
            gazeY = Curves.mix(gazeY, glance[2], moved);
        }
        return new EyePose(open, gazeX, gazeY);
    }

    private double wave(int index, double seconds) {
        double[] w = waves[index];
        return 0.65 * Math.sin(2 * Math.PI * w[0] * seconds + w[1])
                + 0.35 * Math.sin(2 * Math.PI * w[2] * seconds + w[3]);
    }
}
