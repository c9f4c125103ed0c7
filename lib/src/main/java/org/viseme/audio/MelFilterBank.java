package org.viseme.audio;

import java.util.Arrays;

/**
 * Triangular filters on Slaney's mel scale (linear below 1 kHz, logarithmic above), each of unit area, as librosa
 * computes them. Rows are stored without their zeros.
 */
public final class MelFilterBank {
    /** Hz for each mel below the break, after Slaney's Auditory Toolbox. */
    private static final double LINEAR_HZ = 200.0 / 3;

    private static final double BREAK_HZ = 1000;
    private static final double BREAK_MEL = BREAK_HZ / LINEAR_HZ;
    private static final double LOG_STEP = Math.log(6.4) / 27;

    private final int bins;
    private final int[] firstBins;
    private final float[][] weights;

    MelFilterBank(MelConfig config) {
        bins = config.fftSize() / 2 + 1;
        firstBins = new int[config.bands()];
        weights = new float[config.bands()][];
        double low = mel(config.lowHz());
        double step = (mel(config.highHz()) - low) / (config.bands() + 1);
        for (int band = 0; band < config.bands(); band++) {
            double left = hertz(low + band * step);
            double centre = hertz(low + (band + 1) * step);
            double right = hertz(low + (band + 2) * step);
            float[] row = new float[bins];
            int first = bins;
            int last = -1;
            for (int bin = 0; bin < bins; bin++) {
                double frequency = bin * (double) config.sampleRate() / config.fftSize();
                double height = Math.min((frequency - left) / (centre - left), (right - frequency) / (right - centre));
                if (height > 0) {
                    row[bin] = (float) (height * 2 / (right - left));
                    first = Math.min(first, bin);
                    last = bin;
                }
            }
            firstBins[band] = last < 0 ? 0 : first;
            weights[band] = last < 0 ? new float[0] : Arrays.copyOfRange(row, first, last + 1);
        }
    }

    static double mel(double hertz) {
        return hertz < BREAK_HZ ? hertz / LINEAR_HZ : BREAK_MEL + Math.log(hertz / BREAK_HZ) / LOG_STEP;
    }

    static double hertz(double mel) {
        return mel < BREAK_MEL ? mel * LINEAR_HZ : BREAK_HZ * Math.exp(LOG_STEP * (mel - BREAK_MEL));
    }

    public int bands() {
        return weights.length;
    }

    /** Frequencies of a transform, {@code fftSize / 2 + 1}. */
    public int bins() {
        return bins;
    }

    /** One filter's weight of one frequency. */
    public float weight(int band, int bin) {
        int at = bin - firstBins[band];
        return at < 0 || at >= weights[band].length ? 0 : weights[band][at];
    }

    /** One filter's output for the magnitudes of a transform. */
    double apply(int band, float[] magnitudes) {
        float[] row = weights[band];
        int first = firstBins[band];
        double sum = 0;
        for (int i = 0; i < row.length; i++) {
            sum += row[i] * magnitudes[first + i];
        }
        return sum;
    }
}
