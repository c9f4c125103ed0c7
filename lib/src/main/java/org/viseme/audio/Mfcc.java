package org.viseme.audio;

import org.viseme.media.Waveform;

/**
 * Mel-frequency cepstral coefficients as the {@code mfcc} of python_speech_features gives them by default: an orthonormal
 * cosine transform (DCT-II) of the {@link LogFilterBank}, liftered; coefficient 0 is the logarithm of the frame's power.
 * SyncNet (Chung and Zisserman, 2016) hears 20 steps of them, 0.2 s, with time along the rows: {@link
 * Features#transposedWindow}.
 */
public final class Mfcc {
    /** Coefficients of each step. */
    public static final int COEFFICIENTS = 13;

    /** Steps a second. */
    public static final int STEPS_PER_SECOND = LogFilterBank.FRAMES_PER_SECOND;

    private static final int LIFTER = 22;

    /** (coefficients, filters): the cosine transform with the lifter in it. */
    private static final double[][] TRANSFORM = transform();

    private Mfcc() {}

    /**
     * The coefficients of a sound as (steps, {@value #COEFFICIENTS}).
     *
     * @throws org.viseme.VisemeException when the sound has another rate than 16 kHz
     */
    public static Features of(Waveform sound) {
        float[] values = new float[LogFilterBank.frames(sound) * COEFFICIENTS];
        LogFilterBank.forEachFrame(sound, (index, logEnergies, logPower) -> {
            values[index * COEFFICIENTS] = (float) logPower;
            for (int k = 1; k < COEFFICIENTS; k++) {
                double sum = 0;
                for (int filter = 0; filter < logEnergies.length; filter++) {
                    sum += TRANSFORM[k][filter] * logEnergies[filter];
                }
                values[index * COEFFICIENTS + k] = (float) sum;
            }
        });
        return new Features(values.length / COEFFICIENTS, COEFFICIENTS, values);
    }

    private static double[][] transform() {
        double[][] transform = new double[COEFFICIENTS][LogFilterBank.FILTERS];
        double scale = Math.sqrt(2.0 / LogFilterBank.FILTERS);
        for (int k = 1; k < COEFFICIENTS; k++) {
            double lift = 1 + LIFTER / 2.0 * Math.sin(Math.PI * k / LIFTER);
            for (int filter = 0; filter < LogFilterBank.FILTERS; filter++) {
                transform[k][filter] = lift * scale * Math.cos(Math.PI * k * (filter + 0.5) / LogFilterBank.FILTERS);
            }
        }
        return transform;
    }
}
