package org.viseme.data;

import org.viseme.audio.Mel;
import org.viseme.media.RgbImage;

/**
 * 64 bits of what a clip shows and 64 of what it says, each a comparison of neighbours and therefore hardly changed by
 * another compression, size or volume. Two clips with nearly the same bits are copies of one recording.
 *
 * @param picture brightness of neighbouring fields of the middle crop, 8 rows of 8 comparisons (a "difference hash")
 * @param sound loudness of neighbouring bands in 8 stretches of the clip, 8 comparisons each, against the stretch before
 */
public record Fingerprint(long picture, long sound) {
    /** Bits that may differ in each half of the fingerprints of copies. */
    static final int TOLERANCE = 6;

    private static final int FIELDS = 8;

    /**
     * The fingerprint of a clip.
     *
     * @param middle the crop in the middle of the clip
     * @param mel the whole spectrogram
     */
    public static Fingerprint of(RgbImage middle, Mel mel) {
        return new Fingerprint(pictureBits(middle), soundBits(mel));
    }

    private static long pictureBits(RgbImage crop) {
        RgbImage small = crop.resize(FIELDS + 1, FIELDS);
        long bits = 0;
        for (int y = 0; y < FIELDS; y++) {
            for (int x = 0; x < FIELDS; x++) {
                bits = bits << 1 | (small.get(x, y, 1) < small.get(x + 1, y, 1) ? 1 : 0);
            }
        }
        return bits;
    }

    /** As Haitsma and Kalker's audio fingerprint (2002), over the whole clip: differences along time and pitch. */
    private static long soundBits(Mel mel) {
        double[][] means = new double[FIELDS + 1][FIELDS + 1];
        for (int part = 0; part <= FIELDS; part++) {
            int from = part * mel.columns() / (FIELDS + 1);
            int to = Math.max(from + 1, (part + 1) * mel.columns() / (FIELDS + 1));
            for (int group = 0; group <= FIELDS; group++) {
                means[part][group] = mean(mel, from, Math.min(to, mel.columns()), group);
            }
        }
        long bits = 0;
        for (int part = 1; part <= FIELDS; part++) {
            for (int group = 0; group < FIELDS; group++) {
                double now = means[part][group] - means[part][group + 1];
                double before = means[part - 1][group] - means[part - 1][group + 1];
                bits = bits << 1 | (now > before ? 1 : 0);
            }
        }
        return bits;
    }

    private static double mean(Mel mel, int from, int to, int group) {
        int low = group * mel.bands() / (FIELDS + 1);
        int high = (group + 1) * mel.bands() / (FIELDS + 1);
        double sum = 0;
        for (int column = from; column < to; column++) {
            for (int band = low; band < high; band++) {
                sum += mel.at(band, column);
            }
        }
        return sum / ((to - from) * (high - low));
    }

    boolean nearlyEquals(Fingerprint other) {
        return Long.bitCount(picture ^ other.picture) <= TOLERANCE && Long.bitCount(sound ^ other.sound) <= TOLERANCE;
    }

    /** 32 hexadecimal digits. */
    @Override
    public String toString() {
        return String.format("%016x%016x", picture, sound);
    }

    static Fingerprint parse(String text) {
        return new Fingerprint(
                Long.parseUnsignedLong(text.substring(0, 16), 16), Long.parseUnsignedLong(text.substring(16), 16));
    }
}
