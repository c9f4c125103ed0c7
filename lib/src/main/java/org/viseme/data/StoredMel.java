package org.viseme.data;

import java.util.Arrays;
import org.viseme.audio.MelConfig;

/**
 * A clip's mel spectrogram as its store holds it, for cutting many windows without allocation. Its windows equal those
 * of {@link org.viseme.audio.Mel}.
 *
 * @param values (bands, columns), row-major
 */
record StoredMel(int bands, int columns, float[] values) {
    private static final float FLOOR = MelConfig.wav2lip().floor();

    /** Writes the window as (bands, width), row-major; one that would leave the sound is moved back inside. */
    void copyWindow(int startColumn, int width, float[] target, int offset) {
        int start = Math.clamp(startColumn, 0, Math.max(0, columns - width));
        int count = Math.min(width, columns - start);
        for (int band = 0; band < bands; band++) {
            int row = offset + band * width;
            System.arraycopy(values, band * columns + start, target, row, count);
            Arrays.fill(target, row + count, row + width, FLOOR);
        }
    }

    long bytes() {
        return (long) values.length * Float.BYTES;
    }
}
