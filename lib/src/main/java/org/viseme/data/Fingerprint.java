package org.viseme.data;

import java.util.Locale;
import org.viseme.audio.Mel;
import org.viseme.media.RgbImage;

/**
 * 64 bits of what a clip shows and 128 of what it says, each a comparison of neighbours and therefore hardly changed by
 * another compression, size or volume. Two clips with nearly the same bits are copies of one recording.
 *
 * @param picture brightness of neighbouring fields of the middle crop, 8 rows of 8 comparisons (a "difference hash")
 * @param early loudness of neighbouring bands in the first 8 stretches of the clip, 8 comparisons each, against the
 *     stretch before
 * @param late the same in the last 8 stretches
 */
public record Fingerprint(long picture, long early, long late) {
    /** Bits of the picture that may differ in copies. */
    static final int PICTURE_TOLERANCE = 8;
    /** Bits of the sound that may differ in copies. */
    static final int SOUND_TOLERANCE = 15;

    private static final int FIELDS = 8;
    private static final int STRETCHES = 16;
    /** What is this much quieter than the loudest moment (35 dB) is noise, which no two copies share. */
    private static final double QUIET = 2.8;

    /**
     * The fingerprint of a clip.
     *
     * @param middle the crop in the middle of the clip
     * @param mel the whole spectrogram
     */
    public static Fingerprint of(RgbImage middle, Mel mel) {
        double[][] means = means(mel);
        return new Fingerprint(pictureBits(middle), soundBits(means, 1), soundBits(means, 1 + STRETCHES / 2));
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

    /** The mean loudness of every stretch and group of bands. */
    private static double[][] means(Mel mel) {
        double[][] means = new double[STRETCHES + 1][FIELDS + 1];
        double floor = loudest(mel) - QUIET;
        for (int part = 0; part <= STRETCHES; part++) {
            int from = Math.min(mel.columns() - 1, part * mel.columns() / (STRETCHES + 1));
            int to = Math.max(from + 1, (part + 1) * mel.columns() / (STRETCHES + 1));
            for (int group = 0; group <= FIELDS; group++) {
                means[part][group] = mean(mel, from, to, group, floor);
            }
        }
        return means;
    }

    /** As Haitsma and Kalker's audio fingerprint (2002): differences along time and pitch. */
    private static long soundBits(double[][] means, int first) {
        long bits = 0;
        for (int part = first; part < first + STRETCHES / 2; part++) {
            for (int group = 0; group < FIELDS; group++) {
                double now = means[part][group] - means[part][group + 1];
                double before = means[part - 1][group] - means[part - 1][group + 1];
                bits = bits << 1 | (now > before ? 1 : 0);
            }
        }
        return bits;
    }

    private static double loudest(Mel mel) {
        double loudest = Double.NEGATIVE_INFINITY;
        for (int column = 0; column < mel.columns(); column++) {
            for (int band = 0; band < mel.bands(); band++) {
                loudest = Math.max(loudest, mel.at(band, column));
            }
        }
        return loudest;
    }

    private static double mean(Mel mel, int from, int to, int group, double floor) {
        int low = group * mel.bands() / (FIELDS + 1);
        int high = (group + 1) * mel.bands() / (FIELDS + 1);
        double sum = 0;
        for (int column = from; column < to; column++) {
            for (int band = low; band < high; band++) {
                sum += Math.max(floor, mel.at(band, column));
            }
        }
        return sum / ((to - from) * (high - low));
    }

    boolean nearlyEquals(Fingerprint other) {
        return Long.bitCount(picture ^ other.picture) <= PICTURE_TOLERANCE
                && Long.bitCount(early ^ other.early) + Long.bitCount(late ^ other.late) <= SOUND_TOLERANCE;
    }

    /** 48 hexadecimal digits. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%016x%016x%016x", picture, early, late);
    }

    static Fingerprint parse(String text) {
        return new Fingerprint(part(text, 0), part(text, 1), part(text, 2));
    }

    private static long part(String text, int number) {
        return Long.parseUnsignedLong(text.substring(16 * number, 16 * (number + 1)), 16);
    }
}
