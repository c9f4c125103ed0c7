package org.viseme.audio;

/**
 * How a log-mel spectrogram is made: pre-emphasis, a centred short-time Fourier transform with a periodic Hann window and
 * reflected edges, triangular filters of equal area on Slaney's mel scale over the magnitudes, decibels, and a linear
 * map of [floor, 0] dB to [-range, range].
 *
 * @param sampleRate samples a second of the sound that is taken
 * @param preEmphasis each sample less this part of the one before it
 * @param fftSize length of a transform, in samples
 * @param windowSize length of the window, in samples, at most {@code fftSize}
 * @param hop distance of two columns, in samples
 * @param bands number of mel filters
 * @param lowHz lower edge of the first filter
 * @param highHz upper edge of the last filter
 * @param floorDecibels level at which everything quieter lies, below 0; magnitudes are held above the same level
 * @param referenceDecibels level that becomes the top of the range
 * @param range largest value; values lie in [-range, range]
 */
public record MelConfig(
        int sampleRate,
        double preEmphasis,
        int fftSize,
        int windowSize,
        int hop,
        int bands,
        double lowHz,
        double highHz,
        double floorDecibels,
        double referenceDecibels,
        double range) {

    public MelConfig {
        if (sampleRate <= 0 || hop <= 0 || bands <= 0 || windowSize <= 0 || windowSize > fftSize) {
            throw new IllegalArgumentException("sizes must be positive and the window no longer than the transform");
        }
        if (!(lowHz >= 0 && lowHz < highHz && highHz <= sampleRate / 2.0)) {
            throw new IllegalArgumentException("mel edges must ascend and end at half the sample rate at most");
        }
        if (!(floorDecibels < 0 && range > 0)) {
            throw new IllegalArgumentException("the floor lies below 0 dB and the range above 0");
        }
    }

    /** The settings of Wav2Lip (Prajwal et al., 2020) and of its sync expert: 80 columns a second. */
    public static MelConfig wav2lip() {
        return new MelConfig(16_000, 0.97, 800, 800, 200, 80, 55, 7600, -100, 20, 4);
    }

    /**
     * The settings of AV-CAT (Sun et al., 2022): 100 columns a second. The paper names the sample rate, the transform,
     * the hop and the bands; the window is taken as long as the transform, everything else as Wav2Lip has it.
     */
    public static MelConfig avCat() {
        return new MelConfig(16_000, 0.97, 1280, 1280, 160, 80, 55, 7600, -100, 20, 4);
    }

    /** How many columns a sound of so many samples has: one at each hop, the first centred on sample 0. */
    public int columns(long samples) {
        return Math.toIntExact(1 + samples / hop);
    }

    public double columnsPerSecond() {
        return sampleRate / (double) hop;
    }

    /** The smallest magnitude that counts. */
    double floorMagnitude() {
        return Math.pow(10, floorDecibels / 20);
    }

    /** The value of silence. */
    public float floor() {
        return scaled(floorMagnitude());
    }

    /** The value of a filter's output that is not below the smallest magnitude. */
    float scaled(double magnitude) {
        double decibels = 20 * Math.log10(magnitude) - referenceDecibels;
        double value = 2 * range * (decibels - floorDecibels) / -floorDecibels - range;
        return (float) Math.clamp(value, -range, range);
    }
}
