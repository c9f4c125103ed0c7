package org.viseme.media;

/**
 * Mono sound.
 *
 * @param samples amplitudes, full scale at -1 and 1
 * @param sampleRate samples a second
 */
public record Waveform(float[] samples, int sampleRate) {
    /** The rate at which every model of this project listens. */
    public static final int SPEECH_RATE = 16_000;

    public double seconds() {
        return samples.length / (double) sampleRate;
    }

    /** The part between two times, cut at the ends of the sound. */
    public Waveform slice(double fromSeconds, double toSeconds) {
        int from = Math.clamp(Math.round(fromSeconds * sampleRate), 0, samples.length);
        int to = Math.clamp(Math.round(toSeconds * sampleRate), from, samples.length);
        return new Waveform(java.util.Arrays.copyOfRange(samples, from, to), sampleRate);
    }
}
