package org.viseme.data.synthetic;

/** The few curves from which faces and movements are made. */
final class Curves {
    private Curves() {}

    /** 0 below 0, 1 above 1, a smooth S between. */
    static double smooth(double t) {
        double c = Math.clamp(t, 0.0, 1.0);
        return c * c * (3 - 2 * c);
    }

    /** {@link #smooth(double)} from one value of x to another. */
    static double smooth(double from, double to, double x) {
        return smooth((x - from) / (to - from));
    }

    /** A bell of height 1 around 0, at the distance {@code width} down to 1/e. */
    static double bell(double x, double width) {
        double t = x / width;
        return t * t > 20 ? 0 : Math.exp(-t * t);
    }

    /** A bell over two dimensions. */
    static double bell(double x, double width, double y, double height) {
        double a = x / width;
        double b = y / height;
        double t = a * a + b * b;
        return t > 20 ? 0 : Math.exp(-t);
    }

    static double mix(double a, double b, double share) {
        return a + (b - a) * share;
    }
}
