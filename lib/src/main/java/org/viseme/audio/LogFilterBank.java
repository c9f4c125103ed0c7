package org.viseme.audio;

import be.tarsos.dsp.util.fft.FloatFFT;
import org.viseme.VisemeException;
import org.viseme.media.Waveform;

/**
 * Logarithms of the power in {@value #FILTERS} triangular filters, {@value #FRAMES_PER_SECOND} times a second, as the
 * {@code logfbank} of python_speech_features gives them by default: pre-emphasis, frames of 25 ms without a window
 * function, a transform of {@value #FFT_SIZE} samples, filters of height 1 between whole bins that are evenly spaced on
 * the mel scale of HTK. Samples are taken as the whole numbers of a 16-bit file, since the published code reads such
 * files.
 *
 * <p>AV-HuBERT (Shi et al., 2022) hears four of these rows a video frame: {@link #avHubert}.
 */
public final class LogFilterBank {
    /** Number of filters. */
    public static final int FILTERS = 26;

    /** Rows a second. */
    public static final int FRAMES_PER_SECOND = 100;

    /** Rows that AV-HuBERT stacks, so that there are 25 stacks a second. */
    public static final int STACKED_ROWS = 4;

    static final int FFT_SIZE = 512;
    static final int BINS = FFT_SIZE / 2 + 1;

    private static final int FRAME = 400;
    private static final int HOP = Waveform.SPEECH_RATE / FRAMES_PER_SECOND;
    private static final double EMPHASIS = 0.97;
    private static final double FULL_SCALE = 32768;

    /** Stands for a power of 0, whose logarithm would be infinite: the distance from 1 to the next double. */
    private static final double LEAST_POWER = Math.ulp(1.0);

    /** The bins at which filters begin, peak and end; filter {@code i} has the edges {@code i} to {@code i + 2}. */
    private static final int[] EDGES = edges();

    private LogFilterBank() {}

    /** What is done with each frame of a sound. */
    @FunctionalInterface
    interface FrameUse {
        /**
         * @param logEnergies natural logarithms of the power in each filter; valid until the next frame
         * @param logPower natural logarithm of the whole power
         */
        void frame(int index, double[] logEnergies, double logPower);
    }

    /**
     * The log energies of a sound as (frames, {@value #FILTERS}).
     *
     * @throws VisemeException when the sound has another rate than 16 kHz
     */
    public static Features of(Waveform sound) {
        float[] values = new float[frames(sound) * FILTERS];
        forEachFrame(sound, (index, logEnergies, logPower) -> {
            for (int filter = 0; filter < FILTERS; filter++) {
                values[index * FILTERS + filter] = (float) logEnergies[filter];
            }
        });
        return new Features(values.length / FILTERS, FILTERS, values);
    }

    /**
     * What AV-HuBERT hears: (ceil(frames / 4), 104), 25 rows a second. Its checkpoints with normalised audio take {@link
     * Features#normalised} of it.
     */
    public static Features avHubert(Waveform sound) {
        return of(sound).stacked(STACKED_ROWS);
    }

    /** One filter's weight of one frequency. */
    public static double weight(int filter, int bin) {
        int left = EDGES[filter];
        int centre = EDGES[filter + 1];
        int right = EDGES[filter + 2];
        if (bin < left || bin >= right) {
            return 0;
        }
        return bin < centre ? (bin - left) / (double) (centre - left) : (right - bin) / (double) (right - centre);
    }

    private static int[] edges() {
        int[] edges = new int[FILTERS + 2];
        double top = mel(Waveform.SPEECH_RATE / 2.0);
        for (int i = 0; i < edges.length; i++) {
            double hertz = 700 * (Math.pow(10, top * i / (FILTERS + 1) / 2595) - 1);
            edges[i] = (int) Math.floor((FFT_SIZE + 1) * hertz / Waveform.SPEECH_RATE);
        }
        return edges;
    }

    private static double mel(double hertz) {
        return 2595 * Math.log10(1 + hertz / 700);
    }

    /** How many frames cover a sound, the last one filled up with zeros; at least one. */
    static int frames(Waveform sound) {
        return 1 + Math.ceilDiv(Math.max(0, sound.samples().length - FRAME), HOP);
    }

    static void forEachFrame(Waveform sound, FrameUse use) {
        if (sound.sampleRate() != Waveform.SPEECH_RATE) {
            throw new VisemeException(
                    "sound of " + sound.sampleRate() + " Hz",
                    "speech features are defined for " + Waveform.SPEECH_RATE + " Hz",
                    "read it with AudioReader at that rate");
        }
        FloatFFT transform = new FloatFFT(FFT_SIZE);
        float[] spectrum = new float[FFT_SIZE];
        double[] power = new double[BINS];
        double[] logEnergies = new double[FILTERS];
        float[] samples = sound.samples();
        int frames = frames(sound);
        for (int frame = 0; frame < frames; frame++) {
            int start = frame * HOP;
            double before = start == 0 ? 0 : sixteenBit(samples[start - 1]);
            for (int i = 0; i < FFT_SIZE; i++) {
                if (i < FRAME && start + i < samples.length) {
                    double sample = sixteenBit(samples[start + i]);
                    spectrum[i] = (float) (sample - EMPHASIS * before);
                    before = sample;
                } else {
                    spectrum[i] = 0;
                }
            }
            transform.realForward(spectrum);
            double whole = power(spectrum, power);
            for (int filter = 0; filter < FILTERS; filter++) {
                logEnergies[filter] = Math.log(positive(energy(filter, power)));
            }
            use.frame(frame, logEnergies, Math.log(positive(whole)));
        }
    }

    private static double sixteenBit(float sample) {
        return Math.clamp(Math.rint(sample * FULL_SCALE), -FULL_SCALE, FULL_SCALE - 1);
    }

    /** The power of each bin, from the packed form of {@link FloatFFT#realForward}, and their sum. */
    private static double power(float[] spectrum, double[] power) {
        power[0] = square(spectrum[0], 0);
        power[BINS - 1] = square(spectrum[1], 0);
        double sum = power[0] + power[BINS - 1];
        for (int bin = 1; bin < BINS - 1; bin++) {
            power[bin] = square(spectrum[2 * bin], spectrum[2 * bin + 1]);
            sum += power[bin];
        }
        return sum;
    }

    private static double square(double real, double imaginary) {
        return (real * real + imaginary * imaginary) / FFT_SIZE;
    }

    private static double energy(int filter, double[] power) {
        double sum = 0;
        for (int bin = EDGES[filter]; bin < EDGES[filter + 2]; bin++) {
            sum += weight(filter, bin) * power[bin];
        }
        return sum;
    }

    private static double positive(double power) {
        return power == 0 ? LEAST_POWER : power;
    }
}
