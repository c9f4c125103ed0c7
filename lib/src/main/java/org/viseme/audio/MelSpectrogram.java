package org.viseme.audio;

import org.viseme.VisemeException;
import org.viseme.media.AudioStream;
import org.viseme.media.Waveform;

/**
 * Log-mel spectrograms as Wav2Lip's {@code audio.py} makes them with librosa before 0.10 (edges are reflected). Safe for
 * several threads.
 */
public final class MelSpectrogram {
    private final MelConfig config;
    private final MelFilterBank filters;
    private final float[] window;

    private MelSpectrogram(MelConfig config) {
        if (config.fftSize() % 2 != 0) {
            throw new IllegalArgumentException("a transform of odd length " + config.fftSize());
        }
        this.config = config;
        this.filters = new MelFilterBank(config);
        this.window = new float[config.fftSize()];
        int margin = (config.fftSize() - config.windowSize()) / 2;
        for (int i = 0; i < config.windowSize(); i++) {
            window[margin + i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / config.windowSize()));
        }
    }

    public static MelSpectrogram of(MelConfig config) {
        return new MelSpectrogram(config);
    }

    public MelConfig config() {
        return config;
    }

    public MelFilterBank filterBank() {
        return filters;
    }

    /**
     * The spectrogram of a sound, 1 + samples / hop columns.
     *
     * @throws VisemeException when the sound has another sample rate than the configuration
     */
    public Mel compute(Waveform sound) {
        requireRate(sound.sampleRate());
        MelStream stream = stream();
        stream.accept(sound.samples(), 0, sound.samples().length);
        return stream.finish();
    }

    /** The spectrogram of what is left of a stream, without holding its samples. */
    public Mel compute(AudioStream sound) {
        requireRate(sound.sampleRate());
        MelStream stream = stream();
        float[] block = new float[1 << 14];
        for (int count = sound.read(block, 0, block.length); count >= 0; count = sound.read(block, 0, block.length)) {
            stream.accept(block, 0, count);
        }
        return stream.finish();
    }

    /** A spectrogram of samples that come in pieces. */
    public MelStream stream() {
        return new MelStream(config, filters, window);
    }

    private void requireRate(int rate) {
        if (rate != config.sampleRate()) {
            throw new VisemeException(
                    "sound of " + rate + " Hz",
                    "the spectrogram is defined for " + config.sampleRate() + " Hz",
                    "read it with AudioReader at that rate");
        }
    }
}
