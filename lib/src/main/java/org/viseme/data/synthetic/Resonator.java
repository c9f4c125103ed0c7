package org.viseme.data.synthetic;

/**
 * Klatt's digital resonator (JASA 67, 1980, equation 1): two poles, gain 1 at zero frequency; and its inverse, two
 * zeros. Frequency and bandwidth may change at any sample.
 */
final class Resonator {
    private double a;
    private double b;
    private double c;
    private double first;
    private double second;

    /** Sets frequency and bandwidth in hertz. */
    void tune(double frequency, double bandwidth, double sampleRate) {
        double radius = Math.exp(-Math.PI * bandwidth / sampleRate);
        c = -radius * radius;
        b = 2 * radius * Math.cos(2 * Math.PI * frequency / sampleRate);
        a = 1 - b - c;
    }

    double resonate(double x) {
        double y = a * x + b * first + c * second;
        second = first;
        first = y;
        return y;
    }

    double antiResonate(double x) {
        double y = (x - b * first - c * second) / a;
        second = first;
        first = x;
        return y;
    }

    /** As a band pass: the same poles, zeros at both ends of the spectrum, about gain 1 at the centre. */
    double band(double x) {
        double y = b * first + c * second + (1 + c) * x;
        double out = y - second;
        second = first;
        first = y;
        return out / 2;
    }
}
