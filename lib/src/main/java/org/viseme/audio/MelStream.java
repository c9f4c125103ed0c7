package org.viseme.audio;

import be.tarsos.dsp.util.fft.FloatFFT;
import java.util.Arrays;

/**
 * Makes a spectrogram of samples that come in pieces; the pieces' sizes do not change the result. Holds the columns so
 * far and a few windows of sound. For one thread.
 */
public final class MelStream {
    private static final int BLOCK = 1 << 15;

    private final MelConfig config;
    private final MelFilterBank filters;
    private final float[] window;
    private final FloatFFT transform;
    private final float[] spectrum;
    private final float[] magnitudes;
    private final double floorMagnitude;

    /** Pre-emphasised samples; index 0 is the sample {@link #origin} of the padded sound. */
    private float[] buffer;

    private int filled;
    private long origin;
    private long samples;
    private float previous;
    private boolean padded;
    private boolean finished;

    private float[] values;
    private int columns;

    MelStream(MelConfig config, MelFilterBank filters, float[] window) {
        this.config = config;
        this.filters = filters;
        this.window = window;
        this.transform = new FloatFFT(config.fftSize());
        this.spectrum = new float[config.fftSize()];
        this.magnitudes = new float[filters.bins()];
        this.floorMagnitude = config.floorMagnitude();
        this.buffer = new float[BLOCK + 4 * config.fftSize()];
        this.values = new float[config.bands() * 256];
    }

    /** Takes the next samples, full scale at -1 and 1. */
    public void accept(float[] source, int offset, int length) {
        if (finished) {
            throw new IllegalStateException("the spectrogram is finished");
        }
        for (int done = 0; done < length; done += BLOCK) {
            acceptBlock(source, offset + done, Math.min(BLOCK, length - done));
        }
    }

    private void acceptBlock(float[] source, int offset, int length) {
        room(length);
        float emphasis = (float) config.preEmphasis();
        for (int i = offset; i < offset + length; i++) {
            buffer[filled++] = source[i] - emphasis * previous;
            previous = source[i];
        }
        samples += length;
        if (!padded && filled > half()) {
            padStart();
        }
        if (padded) {
            transformFull();
        }
    }

    /** The spectrogram, when all samples have been taken. */
    public Mel finish() {
        if (finished) {
            throw new IllegalStateException("the spectrogram is finished");
        }
        finished = true;
        if (samples > 0) {
            if (!padded) {
                padStart();
            }
            padEnd();
            transformFull();
        }
        int expected = config.columns(samples);
        float[] all = values;
        values = null;
        if (columns < expected) {
            // Without any sample there is nothing to reflect: that column is silence.
            Arrays.fill(all, columns * config.bands(), expected * config.bands(), config.floor());
        }
        return new Mel(config, expected, all);
    }

    private int half() {
        return config.fftSize() / 2;
    }

    private void room(int length) {
        if (filled + length + 2 * config.fftSize() > buffer.length) {
            buffer = Arrays.copyOf(buffer, filled + length + 2 * config.fftSize());
        }
    }

    /** Puts the reflection of the first half window in front, the edge sample itself not repeated. */
    private void padStart() {
        int half = half();
        room(half);
        System.arraycopy(buffer, 0, buffer, half, filled);
        for (int i = 1; i <= half; i++) {
            buffer[half - i] = buffer[half + reflected(i, filled)];
        }
        filled += half;
        padded = true;
    }

    private void padEnd() {
        int half = half();
        room(half);
        int available = (int) Math.min(filled, samples);
        for (int i = 1; i <= half; i++) {
            buffer[filled + i - 1] = buffer[filled - 1 - reflected(i, available)];
        }
        filled += half;
    }

    /** The distance from the edge that is seen i samples beyond it, mirrored to and fro in a short sound. */
    private static int reflected(int i, int length) {
        if (length == 1) {
            return 0;
        }
        int period = 2 * (length - 1);
        int at = i % period;
        return at < length ? at : period - at;
    }

    private void transformFull() {
        int start = Math.toIntExact((long) columns * config.hop() - origin);
        while (start + config.fftSize() <= filled && columns < columnLimit()) {
            column(start);
            start += config.hop();
        }
        int keep = Math.max(0, start);
        // The reflection at the end needs half a window of what came before it.
        keep = Math.min(keep, Math.max(0, filled - config.fftSize()));
        System.arraycopy(buffer, keep, buffer, 0, filled - keep);
        filled -= keep;
        origin += keep;
    }

    private int columnLimit() {
        return finished ? config.columns(samples) : Integer.MAX_VALUE;
    }

    private void column(int start) {
        int size = config.fftSize();
        for (int i = 0; i < size; i++) {
            spectrum[i] = buffer[start + i] * window[i];
        }
        transform.realForward(spectrum);
        // Packed as: real 0, real size/2, then real and imaginary parts of 1, 2, ... (an even size).
        magnitudes[0] = Math.abs(spectrum[0]);
        magnitudes[size / 2] = Math.abs(spectrum[1]);
        for (int bin = 1; bin < size / 2; bin++) {
            float real = spectrum[2 * bin];
            float imaginary = spectrum[2 * bin + 1];
            magnitudes[bin] = (float) Math.sqrt(real * real + imaginary * imaginary);
        }
        int at = columns * config.bands();
        if (at + config.bands() > values.length) {
            values = Arrays.copyOf(values, values.length * 3 / 2 + config.bands());
        }
        for (int band = 0; band < config.bands(); band++) {
            double magnitude = filters.apply(band, magnitudes);
            values[at + band] = config.scaled(Math.max(floorMagnitude, magnitude));
        }
        columns++;
    }
}
