package org.viseme.parity;

import java.util.List;
import org.viseme.audio.Mel;
import org.viseme.audio.MelConfig;
import org.viseme.audio.MelFilterBank;
import org.viseme.audio.MelSpectrogram;
import org.viseme.checkpoint.TensorData;
import org.viseme.media.Waveform;

/** The spectrogram that Wav2Lip hears. */
final class MelParity {
    private static final double[] AMPLITUDES = {0.30, 0.20, 0.10};
    private static final double[] FROM_HERTZ = {100, 400, 1200};
    private static final double[] TO_HERTZ = {900, 2500, 7000};

    private MelParity() {}

    static List<Comparison> mel(Fixture fixture) {
        MelSpectrogram spectrogram = MelSpectrogram.of(MelConfig.wav2lip());
        Mel mel = spectrogram.compute(signal(fixture.manifest().path("samples").asInt()));
        MelFilterBank filters = spectrogram.filterBank();
        float[] sums = new float[filters.bands()];
        float[] every8 = new float[filters.bands() * ((filters.bins() + 7) / 8)];
        for (int band = 0, to = 0; band < filters.bands(); band++) {
            for (int bin = 0; bin < filters.bins(); bin++) {
                sums[band] += filters.weight(band, bin);
                if (bin % 8 == 0) {
                    every8[to++] = filters.weight(band, bin);
                }
            }
        }
        Mel silence = spectrogram.compute(new Waveform(new float[Waveform.SPEECH_RATE], Waveform.SPEECH_RATE));
        double fps = fixture.manifest().path("fps").asDouble();
        return List.of(
                fixture.compare("mel", mel.toArray()),
                fixture.compare("chunk_starts", floats(mel.chunkStarts(fps, 16))),
                fixture.compare("train_index", columns(fixture.expected().get("train_index"), fps)),
                fixture.compare("mel_basis_rowsum", sums),
                fixture.compare("mel_basis_s8", every8),
                fixture.compare("silence_value", new float[] {silence.at(0, 0)}));
    }

    /** Three tones that rise over the whole signal, in noise. */
    static Waveform signal(int size) {
        float[] samples = new float[size];
        double duration = size / (double) Waveform.SPEECH_RATE;
        for (int i = 0; i < size; i++) {
            double time = i / (double) Waveform.SPEECH_RATE;
            double value = 0.01 * (2 * GeneratedTensor.fraction("input.noise", 1, i) - 1);
            for (int k = 0; k < AMPLITUDES.length; k++) {
                double sweep = (TO_HERTZ[k] - FROM_HERTZ[k]) * time * time / (2 * duration);
                value += AMPLITUDES[k] * Math.sin(2 * Math.PI * (FROM_HERTZ[k] * time + sweep));
            }
            samples[i] = (float) value;
        }
        return new Waveform(samples, Waveform.SPEECH_RATE);
    }

    /** The fixture's frames with the columns that they get here. */
    private static float[] columns(TensorData pairs, double fps) {
        float[] columns = pairs.toFloats();
        for (int i = 0; i < columns.length; i += 2) {
            columns[i + 1] = Mel.columnAt(columns[i] / fps);
        }
        return columns;
    }

    private static float[] floats(int[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values[i];
        }
        return floats;
    }
}
