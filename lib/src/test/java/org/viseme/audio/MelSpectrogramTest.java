package org.viseme.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.viseme.VisemeException;
import org.viseme.media.Waveform;

class MelSpectrogramTest {
    private final MelSpectrogram spectrogram = MelSpectrogram.of(MelConfig.wav2lip());

    private static Waveform noise(int length) {
        Random random = new Random(length);
        float[] samples = new float[length];
        for (int i = 0; i < length; i++) {
            samples[i] = (float) (0.1 * random.nextGaussian());
        }
        return new Waveform(samples, 16_000);
    }

    @Test
    void silenceIsTheFloor() {
        Mel mel = spectrogram.compute(new Waveform(new float[16_000], 16_000));
        for (float value : mel.toArray()) {
            assertEquals(-4, value, 1e-6);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 100, 199, 200, 400, 401, 402, 800, 801, 1600, 12_345, 70_000})
    void aSoundInPiecesHasTheSameSpectrogram(int length) {
        Waveform sound = noise(length);
        Mel whole = spectrogram.compute(sound);
        assertEquals(1 + length / 200, whole.columns());
        for (int piece : new int[] {1, 137, 800, 5000}) {
            MelStream stream = spectrogram.stream();
            for (int at = 0; at < length; at += piece) {
                stream.accept(sound.samples(), at, Math.min(piece, length - at));
            }
            assertArrayEquals(whole.toArray(), stream.finish().toArray(), "in pieces of " + piece);
        }
    }

    /** The definition, written out with sines and cosines for a few columns, the reflected ends among them. */
    @Test
    void columnsFollowTheDefinitionAlsoAtTheEnds() {
        Waveform sound = noise(4100);
        Mel mel = spectrogram.compute(sound);
        MelFilterBank filters = spectrogram.filterBank();
        double[] emphasised = new double[4100];
        for (int i = 0; i < 4100; i++) {
            emphasised[i] = sound.samples()[i] - (i > 0 ? 0.97 * sound.samples()[i - 1] : 0);
        }
        for (int column : new int[] {0, 1, 2, 10, 19, 20}) {
            double[] output = new double[80];
            for (int bin = 0; bin <= 400; bin++) {
                double real = 0;
                double imaginary = 0;
                for (int i = 0; i < 800; i++) {
                    int at = Math.abs(column * 200 - 400 + i);
                    at = at >= 4100 ? 2 * 4099 - at : at;
                    double value = emphasised[at] * (0.5 - 0.5 * Math.cos(2 * Math.PI * i / 800));
                    real += value * Math.cos(2 * Math.PI * bin * i / 800);
                    imaginary += value * Math.sin(2 * Math.PI * bin * i / 800);
                }
                for (int band = 0; band < 80; band++) {
                    output[band] += filters.weight(band, bin) * Math.hypot(real, imaginary);
                }
            }
            for (int band = 0; band < 80; band++) {
                double level = 20 * Math.log10(Math.max(1e-5, output[band])) - 20;
                assertEquals(Math.clamp(8 * (level + 100) / 100 - 4, -4, 4), mel.at(band, column), 2e-4);
            }
        }
    }

    @Test
    void windowsStayInsideOrAreFollowedBySilence() {
        Mel mel = spectrogram.compute(noise(16_000));
        float[] last = mel.window(1000, 16);
        assertEquals(mel.at(3, mel.columns() - 1), last[3 * 16 + 15]);
        assertEquals(mel.at(7, 5), mel.window(5, 16)[7 * 16]);
        Mel shorter = spectrogram.compute(noise(1600));
        assertEquals(9, shorter.columns());
        float[] window = shorter.window(0, 16);
        assertEquals(shorter.at(2, 8), window[2 * 16 + 8]);
        assertEquals(-4, window[2 * 16 + 9], 1e-6);
        assertArrayEquals(new int[] {0}, shorter.chunkStarts(25, 16));
    }

    @Test
    void thePublishedTimelineIsOneFrameEarlier() {
        assertEquals(16, MelTimeline.FRAME_START.startColumn(5, 25));
        assertEquals(12, MelTimeline.WAV2LIP_PUBLISHED.startColumn(5, 25));
        assertEquals(0, MelTimeline.WAV2LIP_PUBLISHED.startColumn(0, 25));
        for (int frame = 0; frame < 100_000; frame++) {
            assertEquals(80L * frame / 25, MelTimeline.FRAME_START.startColumn(frame, 25));
        }
    }

    @Test
    void anotherSampleRateIsRefused() {
        assertThrows(VisemeException.class, () -> spectrogram.compute(new Waveform(new float[100], 44_100)));
    }

    /** A steady tone ends in the filter with the highest weight of its bin, 100 columns a second. */
    @Test
    void avCatHearsFinerSteps() {
        MelSpectrogram avCat = MelSpectrogram.of(MelConfig.avCat());
        float[] samples = new float[16_000];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (0.5 * Math.sin(2 * Math.PI * 1000 * i / 16_000));
        }
        Mel mel = avCat.compute(new Waveform(samples, 16_000));
        assertEquals(101, mel.columns());
        assertEquals(100, mel.config().columnsPerSecond());
        int loudest = 0;
        int nearest = 0;
        for (int band = 1; band < 80; band++) {
            loudest = mel.at(band, 50) > mel.at(loudest, 50) ? band : loudest;
            // 12.5 Hz a bin: 1000 Hz is bin 80
            nearest = avCat.filterBank().weight(band, 80) > avCat.filterBank().weight(nearest, 80) ? band : nearest;
        }
        assertEquals(nearest, loudest);
    }
}
