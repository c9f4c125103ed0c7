package org.viseme.media;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/** The sound for a video being written: interleaved samples, cut or followed by silence to a length. */
final class SoundTrack implements AutoCloseable {
    private static final Set<Integer> AAC_RATES = Set.of(
            96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350);
    private static final int OTHER_RATE = 48_000;
    private static final Set<Integer> AAC_CHANNELS = Set.of(1, 2, 3, 4, 5, 6, 8);

    private final SoundDecoder decoder;
    private final int rate;
    private final int channels;
    private long left;
    private float[] samples;
    private int used;

    private SoundTrack(SoundDecoder decoder, float[] samples, int rate, int channels, double seconds) {
        this.decoder = decoder;
        this.samples = samples;
        this.rate = rate;
        this.channels = channels;
        this.left = Math.round(seconds * rate);
    }

    /** The sound of a file at its own rate and channels, or the nearest that AAC has. */
    static SoundTrack of(Path source, double seconds) {
        SoundDecoder decoder = SoundDecoder.original(source);
        if (!AAC_RATES.contains(decoder.rate()) || !AAC_CHANNELS.contains(decoder.channels())) {
            int rate = AAC_RATES.contains(decoder.rate()) ? decoder.rate() : OTHER_RATE;
            int channels = AAC_CHANNELS.contains(decoder.channels()) ? decoder.channels() : 2;
            decoder.close();
            decoder = SoundDecoder.of(source, rate, channels);
        }
        return new SoundTrack(decoder, new float[0], decoder.rate(), decoder.channels(), seconds);
    }

    static SoundTrack of(Waveform sound) {
        if (!AAC_RATES.contains(sound.sampleRate())) {
            throw new IllegalArgumentException("AAC has no rate of " + sound.sampleRate() + " Hz");
        }
        return new SoundTrack(null, sound.samples(), sound.sampleRate(), 1, sound.seconds());
    }

    int rate() {
        return rate;
    }

    int channels() {
        return channels;
    }

    /** Fills a block with interleaved samples; the number of sample times given, 0 at the end. */
    int read(float[] block) {
        int wanted = (int) Math.min(block.length, left * channels);
        int filled = 0;
        while (filled < wanted && samples != null) {
            int part = Math.min(wanted - filled, samples.length - used);
            System.arraycopy(samples, used, block, filled, part);
            filled += part;
            used += part;
            if (used == samples.length && filled < wanted) {
                samples = decoder == null ? null : decoder.next();
                used = 0;
            }
        }
        Arrays.fill(block, filled, wanted, 0);
        left -= wanted / channels;
        return wanted / channels;
    }

    @Override
    public void close() {
        if (decoder != null) {
            decoder.close();
        }
    }
}
