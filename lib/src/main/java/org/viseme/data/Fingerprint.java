package org.viseme.data;

import java.util.Arrays;
import java.util.Locale;
import org.viseme.audio.Mel;
import org.viseme.media.RgbImage;

/**
 * What a clip shows and says in few bits, each a comparison of neighbours and therefore hardly changed by another
 * compression, size or volume. Two clips with nearly the same bits are copies of one recording. Measured on GRID, where
 * all sentences are built alike: copies at another volume with noise differ in at most 11 of the 384 bits of the sound,
 * other sentences of the same speaker in 49 or more.
 */
public final class Fingerprint {
    /** Bits of the picture that may differ in copies, of 64. */
    static final int PICTURE_TOLERANCE = 8;
    /** Bits of the sound that may differ in copies. */
    static final int SOUND_TOLERANCE = 23;

    private static final int FIELDS = 8;
    private static final int STRETCHES = 48;
    private static final int SOUND_WORDS = STRETCHES * FIELDS / Long.SIZE;
    /** What is this much quieter than the loudest moment (35 dB) is noise, which no two copies share. */
    private static final double QUIET = 2.8;

    private final long picture;
    private final long[] sound;

    Fingerprint(long picture, long... sound) {
        if (sound.length != SOUND_WORDS) {
            throw new IllegalArgumentException(sound.length + " words of sound");
        }
        this.picture = picture;
        this.sound = sound.clone();
    }

    /**
     * The fingerprint of a clip.
     *
     * @param middle the crop in the middle of the clip
     * @param mel the whole spectrogram
     */
    public static Fingerprint of(RgbImage middle, Mel mel) {
        return new Fingerprint(pictureBits(middle), soundBits(mel));
    }

    /** Brightness of neighbouring fields, 8 rows of 8 comparisons (a "difference hash"). */
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

    /**
     * As Haitsma and Kalker's audio fingerprint (2002), over the whole clip: whether the difference of loudness between
     * two neighbouring groups of bands has grown since the stretch before.
     */
    private static long[] soundBits(Mel mel) {
        double[][] means = new double[STRETCHES + 1][];
        double floor = loudest(mel) - QUIET;
        for (int part = 0; part <= STRETCHES; part++) {
            int from = Math.min(mel.columns() - 1, part * mel.columns() / (STRETCHES + 1));
            int to = Math.max(from + 1, (part + 1) * mel.columns() / (STRETCHES + 1));
            means[part] = groups(mel, from, to, floor);
        }
        long[] bits = new long[SOUND_WORDS];
        for (int part = 1; part <= STRETCHES; part++) {
            for (int group = 0; group < FIELDS; group++) {
                double now = means[part][group] - means[part][group + 1];
                double before = means[part - 1][group] - means[part - 1][group + 1];
                int bit = (part - 1) * FIELDS + group;
                bits[bit / Long.SIZE] |= (now > before ? 1L : 0) << bit % Long.SIZE;
            }
        }
        return bits;
    }

    /** The mean loudness of each group of bands in a stretch of columns. */
    private static double[] groups(Mel mel, int from, int to, double floor) {
        double[] means = new double[FIELDS + 1];
        for (int group = 0; group <= FIELDS; group++) {
            int low = group * mel.bands() / (FIELDS + 1);
            int high = (group + 1) * mel.bands() / (FIELDS + 1);
            for (int column = from; column < to; column++) {
                for (int band = low; band < high; band++) {
                    means[group] += Math.max(floor, mel.at(band, column));
                }
            }
            means[group] /= (to - from) * (double) (high - low);
        }
        return means;
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

    /** One of {@code pieces} equal parts of the sound's bits, a divisor of 384 that is not above 24. */
    int piece(int number, int pieces) {
        int bits = STRETCHES * FIELDS / pieces;
        int value = 0;
        for (int i = 0; i < bits; i++) {
            int bit = number * bits + i;
            value |= (int) (sound[bit / Long.SIZE] >>> bit % Long.SIZE & 1) << i;
        }
        return value;
    }

    boolean nearlyEquals(Fingerprint other) {
        int differing = 0;
        for (int i = 0; i < SOUND_WORDS; i++) {
            differing += Long.bitCount(sound[i] ^ other.sound[i]);
        }
        return differing <= SOUND_TOLERANCE && Long.bitCount(picture ^ other.picture) <= PICTURE_TOLERANCE;
    }

    /** Hexadecimal digits, 16 of the picture first. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%016x", picture));
        for (long word : sound) {
            text.append(String.format(Locale.ROOT, "%016x", word));
        }
        return text.toString();
    }

    static Fingerprint parse(String text) {
        long[] words = new long[SOUND_WORDS + 1];
        for (int i = 0; i < words.length; i++) {
            words[i] = Long.parseUnsignedLong(text.substring(16 * i, 16 * (i + 1)), 16);
        }
        return new Fingerprint(words[0], Arrays.copyOfRange(words, 1, words.length));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fingerprint fingerprint
                && picture == fingerprint.picture
                && Arrays.equals(sound, fingerprint.sound);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(picture) + Arrays.hashCode(sound);
    }
}
