package org.viseme.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.viseme.VisemeException;
import org.viseme.media.Waveform;

class SpeechFeaturesTest {
    private static Waveform noise(int length) {
        Random random = new Random(length);
        float[] samples = new float[length];
        for (int i = 0; i < length; i++) {
            samples[i] = (float) Math.rint(3000 * random.nextGaussian()) / 32768;
        }
        return new Waveform(samples, 16_000);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "400, 1", "401, 2", "560, 2", "561, 3", "16000, 99", "32000, 199"})
    void framesCoverTheSound(int samples, int frames) {
        assertEquals(frames, LogFilterBank.of(noise(samples)).time());
        assertEquals(frames, Mfcc.of(noise(samples)).time());
        assertEquals((frames + 3) / 4, LogFilterBank.avHubert(noise(samples)).time());
    }

    /** The definition, written out with sines and cosines, for the first, an inner and the last frame, which is cut. */
    @Test
    void rowsFollowTheDefinition() {
        Waveform sound = noise(1700);
        Features features = LogFilterBank.of(sound);
        Features mfcc = Mfcc.of(sound);
        assertEquals(10, features.time());
        for (int frame : new int[] {0, 4, 9}) {
            double[] power = new double[257];
            double whole = 0;
            for (int bin = 0; bin <= 256; bin++) {
                double real = 0;
                double imaginary = 0;
                for (int i = 0; i < 400 && frame * 160 + i < 1700; i++) {
                    int at = frame * 160 + i;
                    double before = at == 0 ? 0 : sound.samples()[at - 1] * 32768.0;
                    double value = sound.samples()[at] * 32768.0 - 0.97 * before;
                    real += value * Math.cos(2 * Math.PI * bin * i / 512);
                    imaginary -= value * Math.sin(2 * Math.PI * bin * i / 512);
                }
                power[bin] = (real * real + imaginary * imaginary) / 512;
                whole += power[bin];
            }
            double[] logs = new double[26];
            for (int filter = 0; filter < 26; filter++) {
                double energy = 0;
                for (int bin = 0; bin <= 256; bin++) {
                    energy += LogFilterBank.weight(filter, bin) * power[bin];
                }
                logs[filter] = Math.log(energy);
                assertEquals(logs[filter], features.at(frame, filter), 1e-4, "frame " + frame + ", filter " + filter);
            }
            assertEquals(Math.log(whole), mfcc.at(frame, 0), 1e-4);
            for (int k = 1; k < 13; k++) {
                double sum = 0;
                for (int filter = 0; filter < 26; filter++) {
                    sum += logs[filter] * Math.cos(Math.PI * k * (2 * filter + 1) / 52) * Math.sqrt(1 / 13.0);
                }
                assertEquals(sum * (1 + 11 * Math.sin(Math.PI * k / 22)), mfcc.at(frame, k), 1e-3);
            }
        }
    }

    /** Peaks of neighbouring filters are the edges of each other, so that between two peaks the weights add up to 1. */
    @Test
    void filtersShareThePowerBetweenTheirPeaks() {
        // the mel steps of 105.2 put the first peak at 68.4 Hz (bin 2.2) and the last at 7226 Hz (bin 231.7)
        for (int bin = 2; bin <= 231; bin++) {
            double sum = 0;
            for (int filter = 0; filter < 26; filter++) {
                sum += LogFilterBank.weight(filter, bin);
            }
            assertEquals(1, sum, 1e-12, "bin " + bin);
        }
    }

    @Test
    void samplesAreThoseOfASixteenBitFile() {
        float[] quiet = new float[1600];
        java.util.Arrays.fill(quiet, 0.4f / 32768);
        float silence = (float) Math.log(Math.ulp(1.0));
        for (float value : LogFilterBank.of(new Waveform(quiet, 16_000)).values()) {
            assertEquals(silence, value, "less than half a step is silence");
        }
    }

    @Test
    void anotherRateIsRefused() {
        Waveform wrong = new Waveform(new float[100], 44_100);
        assertThrows(VisemeException.class, () -> LogFilterBank.of(wrong));
        assertThrows(VisemeException.class, () -> Mfcc.of(wrong));
    }

    @Test
    void windowsLieBesideZeros() {
        Features features = new Features(3, 2, new float[] {1, 2, 3, 4, 5, 6});
        assertArrayEquals(new float[] {3, 4, 5, 6}, features.window(1, 2));
        assertArrayEquals(new float[] {0, 0, 1, 2}, features.window(-1, 2));
        assertArrayEquals(new float[] {5, 6, 0, 0}, features.window(2, 2));
        assertArrayEquals(new float[] {0, 0, 0, 0}, features.window(7, 2));
        assertArrayEquals(new float[] {0, 0, 0, 0}, features.window(-7, 2));
        assertArrayEquals(new float[] {3, 5, 4, 6}, features.transposedWindow(1, 2));
        assertArrayEquals(new float[] {0, 1, 3, 5, 0, 0, 2, 4, 6, 0}, features.transposedWindow(-1, 5));
        assertArrayEquals(
                new float[] {1, 2, 3, 4, 5, 6, 0, 0}, features.stacked(2).values());
        assertEquals(2, features.stacked(2).time());
        assertEquals(4, features.stacked(2).width());
    }

    @Test
    void rowsLieOneAfterTheOther() {
        Features features = Features.of(new float[][] {{1, 2, 3}, {4, 5, 6}});
        assertEquals(2, features.time());
        assertEquals(6, features.at(1, 2));
        assertThrows(IllegalArgumentException.class, () -> Features.of(new float[][] {{1, 2}, {3}}));
    }

    @Test
    void rowsAreNormalisedOneByOne() {
        Features normalised = new Features(2, 4, new float[] {1, 2, 3, 4, 7, 7, 7, 7}).normalised();
        double deviation = Math.sqrt(1.25 + 1e-5);
        float[] expected = {
            (float) (-1.5 / deviation), (float) (-0.5 / deviation), (float) (0.5 / deviation), (float) (1.5 / deviation)
        };
        assertArrayEquals(expected, java.util.Arrays.copyOf(normalised.values(), 4), 1e-6f);
        assertArrayEquals(new float[4], java.util.Arrays.copyOfRange(normalised.values(), 4, 8));
    }

    @Test
    void deltasOfALineAreItsSlope() {
        float[] values = new float[16];
        for (int row = 0; row < 8; row++) {
            values[2 * row] = 3 * row;
            values[2 * row + 1] = row * row;
        }
        Features deltas = new Features(8, 2, values).deltas();
        for (int row = 2; row < 6; row++) {
            assertEquals(3, deltas.at(row, 0), 1e-6);
            assertEquals(2 * row, deltas.at(row, 1), 1e-6);
        }
        // the first row stands for those before it: (3 - 0 + 2 (6 - 0)) / 10
        assertEquals(1.5, deltas.at(0, 0), 1e-6);
        Features both = new Features(8, 2, values).beside(deltas);
        assertEquals(4, both.width());
        assertEquals(9, both.at(3, 1), 0);
        assertEquals(6, both.at(3, 3), 1e-6);
    }
}
