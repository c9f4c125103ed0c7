package org.viseme.data;

import java.util.Locale;
import org.viseme.audio.Features;
import org.viseme.audio.LogFilterBank;
import org.viseme.audio.Mel;
import org.viseme.audio.MelConfig;
import org.viseme.audio.MelSpectrogram;
import org.viseme.audio.Mfcc;
import org.viseme.media.Waveform;

/** What the models of each family hear of a clip. */
public enum AudioFeature {
    /** Wav2Lip's log-mel spectrogram: (80 bands, 80 columns a second). */
    MEL {
        @Override
        float[][] of(Waveform sound) {
            return rows(MelSpectrogram.of(MelConfig.wav2lip()).compute(sound));
        }
    },
    /** AV-HuBERT's log filter banks: (25 rows a second, 4 * 26 values). */
    AVHUBERT {
        @Override
        float[][] of(Waveform sound) {
            return rows(LogFilterBank.avHubert(sound));
        }
    },
    /** SyncNet's cepstral coefficients: (100 rows a second, 13 values). */
    MFCC {
        @Override
        float[][] of(Waveform sound) {
            return rows(Mfcc.of(sound));
        }
    },
    /** AV-CAT's log-mel spectrogram: (80 bands, 100 columns a second). */
    AVCAT {
        @Override
        float[][] of(Waveform sound) {
            return rows(MelSpectrogram.of(MelConfig.avCat()).compute(sound));
        }
    };

    /** The feature of a sound of 16 kHz, as (rows, columns). */
    abstract float[][] of(Waveform sound);

    /** As it is written in file names and on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static float[][] rows(Mel mel) {
        float[][] rows = new float[mel.bands()][mel.columns()];
        for (int band = 0; band < mel.bands(); band++) {
            for (int column = 0; column < mel.columns(); column++) {
                rows[band][column] = mel.at(band, column);
            }
        }
        return rows;
    }

    private static float[][] rows(Features features) {
        float[][] rows = new float[features.time()][];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = features.window(row, 1);
        }
        return rows;
    }
}
