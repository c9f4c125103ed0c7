package org.viseme.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.viseme.Shared;

class AudioReaderTest {
    @TempDir
    Path folder;

    @Test
    void sixteenBitSamplesComeBackExactly() {
        float[] samples = new float[12_345];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = ((i * 7919) % 65_536 - 32_768) / 32_768f;
        }
        Path file = folder.resolve("exact.wav");
        AudioWriter.writeWav(new Waveform(samples, 16_000), file);
        assertArrayEquals(samples, AudioReader.read(file, 16_000).samples());
    }

    @ParameterizedTest
    @ValueSource(ints = {8000, 11_025, 22_050, 32_000, 44_100, 48_000, 96_000})
    void anyRateBecomesTheSameToneInPlace(int rate) {
        Path file = folder.resolve("tone.wav");
        AudioWriter.writeWav(TestPictures.sine(1000, 1, rate), file);
        Waveform got = AudioReader.read(file, 16_000);
        Waveform expected = TestPictures.sine(1000, 1, 16_000);
        assertEquals(16_000, got.samples().length, 2);
        double signal = 0;
        double error = 0;
        for (int i = 800; i < 15_200; i++) {
            signal += Math.pow(expected.samples()[i], 2);
            error += Math.pow(expected.samples()[i] - got.samples()[i], 2);
        }
        double ratio = 10 * Math.log10(signal / error);
        assertTrue(ratio > 80, "signal to error " + ratio + " dB");
    }

    @ParameterizedTest
    @ValueSource(doubles = {8800, 10_000, 15_000, 20_000})
    void whatLiesBeyondHalfTheRateIsGone(double hertz) {
        Path file = folder.resolve("high.wav");
        AudioWriter.writeWav(TestPictures.sine(hertz, 1, 48_000), file);
        float[] got = AudioReader.read(file, 16_000).samples();
        double loudest = 0;
        for (int i = 800; i < got.length - 800; i++) {
            loudest = Math.max(loudest, Math.abs(got[i]));
        }
        assertTrue(20 * Math.log10(loudest / 0.5) < -80, hertz + " Hz leaves " + loudest);
    }

    @Test
    void readingInPiecesGivesTheSameSamples() {
        Path file = folder.resolve("pieces.wav");
        AudioWriter.writeWav(TestPictures.softNoise(1.3, 22_050, 3), file);
        float[] whole = AudioReader.read(file, 16_000).samples();
        try (AudioStream stream = AudioReader.stream(file, 16_000)) {
            float[] pieces = new float[whole.length + 100];
            int count = 0;
            for (int size = 1; ; size = size * 3 % 1009 + 1) {
                int read = stream.read(pieces, count, Math.min(size, pieces.length - count));
                if (read < 0) {
                    break;
                }
                count += read;
            }
            assertArrayEquals(whole, Arrays.copyOf(pieces, count));
        }
    }

    @Test
    void encoderDelayDoesNotShiftTheSound() {
        float[] coded = AudioReader.read(Shared.require("corpora/grid-s1/clips/lbij9a.mp4"), 44_100)
                .samples();
        float[] plain = AudioReader.read(Shared.require("corpora/bad/eight_khz.wav"), 44_100)
                .samples();
        assertEquals(131_328, coded.length, 4);
        assertEquals(0, TestPictures.lag(plain, coded, 1500), 2);
    }

    @Test
    void everyCodingOfTheSameSoundLiesInTheSamePlace() {
        float[] reference = AudioReader.read(Shared.require("corpora/bad/float32.wav"), 16_000)
                .samples();
        for (String name : new String[] {
            "eight_khz.wav", "clipped.wav", "mp3_vbr.mp3", "audio_only.m4a", "face_leaves.mp4", "rotated.mp4"
        }) {
            float[] other = AudioReader.read(Shared.require("corpora/bad/" + name), 16_000)
                    .samples();
            assertEquals(0, TestPictures.lag(reference, other, 500), 1, name);
        }
    }

    @Test
    void stereoIsTheMeanOfItsChannels() {
        Path file = Shared.require("corpora/bad/stereo_48k.wav");
        float[] mono = AudioReader.read(file, 48_000).samples();
        assertEquals(72_000, mono.length);
        try (SoundDecoder decoder = SoundDecoder.original(file)) {
            int at = 0;
            for (float[] block = decoder.next(); block != null; block = decoder.next()) {
                for (int i = 0; i < block.length; i += 2) {
                    assertEquals((block[i] + block[i + 1]) / 2, mono[at++], 1e-5);
                }
            }
            assertEquals(72_000, at);
        }
    }
}
