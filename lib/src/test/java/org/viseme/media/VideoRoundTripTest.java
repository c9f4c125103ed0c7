package org.viseme.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.viseme.VisemeException;

class VideoRoundTripTest {
    @TempDir
    Path folder;

    private Path write(String name, int width, int height, double fps, int frames, VideoWriter.Quality quality) {
        Path out = folder.resolve(name);
        try (VideoWriter writer = VideoWriter.create(out, width, height, fps).withQuality(quality)) {
            for (int i = 0; i < frames; i++) {
                writer.write(TestPictures.smooth(width, height, i));
            }
            writer.commit();
        }
        return out;
    }

    @ParameterizedTest
    @CsvSource({"25", "30", "29.97", "23.976", "12.5", "50"})
    void everyFrameComesBackAtItsTime(double fps) {
        Path file = write("a.mp4", 96, 64, fps, 40, VideoWriter.Quality.HIGH);
        double exact = FrameRate.of(fps).fps();
        MediaInfo info = MediaInfo.probe(file);
        assertEquals(exact, info.fps(), 1e-9);
        assertEquals(40 / exact, info.seconds(), 1e-3);
        assertFalse(info.variableRate());
        try (VideoReader reader = VideoReader.open(file)) {
            for (int i = 0; i < 40; i++) {
                VideoFrame frame = reader.read();
                assertEquals(i, frame.index());
                assertEquals(i / exact, frame.seconds(), 1e-4);
                double psnr = TestPictures.psnr(TestPictures.smooth(96, 64, i), frame.image());
                assertTrue(psnr > 36, "frame " + i + ": " + psnr + " dB");
            }
            assertNull(reader.read());
        }
    }

    @Test
    void ntscRatesAreFractions() {
        assertEquals(new FrameRate(30_000, 1001), FrameRate.of(29.97));
        assertEquals(new FrameRate(24_000, 1001), FrameRate.of(23.976));
        assertEquals(new FrameRate(60_000, 1001), FrameRate.of(59.94));
        assertEquals(new FrameRate(30_000, 1001), FrameRate.of(30_000 / 1001.0));
        assertEquals(new FrameRate(25, 1), FrameRate.of(25));
        assertEquals(new FrameRate(25, 2), FrameRate.of(12.5));
    }

    @ParameterizedTest
    @CsvSource({"97, 64", "96, 65", "35, 27", "2, 2", "1, 1"})
    void everySizeIsKept(int width, int height) {
        Path file = write("odd.mp4", width, height, 25, 3, VideoWriter.Quality.HIGH);
        try (VideoReader reader = VideoReader.open(file)) {
            RgbImage image = reader.read().image();
            assertEquals(width, image.width());
            assertEquals(height, image.height());
            assertTrue(TestPictures.psnr(TestPictures.smooth(width, height, 0), image) > 33);
        }
    }

    @ParameterizedTest
    @CsvSource({"64, 48", "35, 27"})
    void losslessKeepsEveryPixel(int width, int height) {
        Path file = folder.resolve("exact.mp4");
        try (VideoWriter writer =
                VideoWriter.create(file, width, height, 25).withQuality(VideoWriter.Quality.LOSSLESS)) {
            for (int i = 0; i < 5; i++) {
                writer.write(TestPictures.noise(width, height, i));
            }
            writer.commit();
        }
        try (VideoReader reader = VideoReader.open(file)) {
            for (int i = 0; i < 5; i++) {
                assertArrayEquals(
                        TestPictures.noise(width, height, i).bytes(),
                        reader.read().image().bytes());
            }
        }
    }

    @Test
    void coloursOfHighDefinitionSurvive() {
        Path file = write("hd.mp4", 1280, 720, 25, 2, VideoWriter.Quality.HIGH);
        try (VideoReader reader = VideoReader.open(file)) {
            RgbImage image = reader.read().image();
            RgbImage original = TestPictures.smooth(1280, 720, 0);
            for (int channel = 0; channel < 3; channel++) {
                double difference = 0;
                for (int i = channel; i < image.bytes().length; i += 3) {
                    difference += (image.bytes()[i] & 0xff) - (original.bytes()[i] & 0xff);
                }
                assertEquals(0, difference / (1280 * 720), 0.7, "mean of channel " + channel);
            }
        }
    }

    @Test
    void soundIsCutOrFollowedBySilenceAndStaysInPlace() {
        Waveform noise = TestPictures.softNoise(2, 16_000, 7);
        Path wav = folder.resolve("noise.wav");
        AudioWriter.writeWav(noise, wav);
        for (double seconds : new double[] {1.2, 2.8}) {
            Path file = folder.resolve("sound.mp4");
            try (VideoWriter writer = VideoWriter.create(file, 32, 32, 25).withAudio(wav, seconds)) {
                for (int i = 0; i < Math.round(seconds * 25); i++) {
                    writer.write(TestPictures.grey(32, 32, i));
                }
                writer.commit();
            }
            Waveform back = AudioReader.read(file, 16_000);
            assertEquals(seconds, back.seconds(), 1e-3);
            assertEquals(0, TestPictures.lag(noise.samples(), back.samples(), 400));
            double loud = 0;
            for (int i = 33_500; i < back.samples().length; i++) {
                loud = Math.max(loud, Math.abs(back.samples()[i]));
            }
            assertTrue(loud < 0.01, "after its end the sound is silence: " + loud);
        }
    }

    @Test
    void theRateOfTheSoundIsKept() {
        Path file = folder.resolve("from wave.mp4");
        Waveform tone = TestPictures.sine(440, 1, 22_050);
        try (VideoWriter writer = VideoWriter.create(file, 32, 32, 25).withAudio(tone)) {
            for (int i = 0; i < 25; i++) {
                writer.write(TestPictures.grey(32, 32, i));
            }
            writer.commit();
        }
        MediaInfo info = MediaInfo.probe(file);
        assertEquals(22_050, info.audioRate());
        assertEquals(1, info.audioChannels());
        assertEquals(1, info.seconds(), 1e-3);
    }

    @Test
    void closedWithoutCommitNothingIsLeft() throws IOException {
        Path file = folder.resolve("never.mp4");
        try (VideoWriter writer = VideoWriter.create(file, 32, 32, 25)) {
            writer.write(TestPictures.grey(32, 32, 1));
        }
        try (var files = Files.list(folder)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void aFullDiskIsSaidInOneLine() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "skipped: this system has no /dev/full");
        VisemeException error = assertThrows(VisemeException.class, () -> {
            try (MediaSink sink = new MediaSink(full, Path.of("out.mp4"));
                    PictureEncoder pictures =
                            new PictureEncoder(sink, 64, 64, FrameRate.of(25), VideoWriter.Quality.LOSSLESS)) {
                sink.begin(Map.of());
                for (int i = 0; i < 20; i++) {
                    pictures.write(TestPictures.noise(64, 64, i));
                }
                pictures.finish();
                sink.finish();
            }
        });
        assertTrue(error.getMessage().contains("out.mp4") && error.getMessage().contains("full"), error.getMessage());
    }

    @Test
    void spacesAndLettersOfAnyScriptAreFine() throws IOException {
        String name = "Grüße und 話す 50% [a] #1: b.mp4";
        String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
        assumeTrue(
                Charset.forName(encoding).newEncoder().canEncode(name),
                "skipped: this system's file names are in " + encoding);
        Path sub = Files.createDirectory(folder.resolve("ein Ordner ü"));
        Path file = sub.resolve(name);
        try (VideoWriter writer = VideoWriter.create(file, 32, 32, 25).withMetadata("title", "話す")) {
            writer.write(TestPictures.grey(32, 32, 99));
            writer.commit();
        }
        assertTrue(MediaInfo.probe(file).hasVideo());
        try (VideoReader reader = VideoReader.open(file)) {
            assertEquals(99, reader.read().image().get(16, 16, 0), 2);
        }
        Path picture = sub.resolve("ü 話.png");
        Images.write(TestPictures.noise(8, 8, 1), picture);
        assertArrayEquals(
                TestPictures.noise(8, 8, 1).bytes(), Images.read(picture).bytes());
    }

    @Test
    void aWriterRefusesAPictureOfAnotherSize() {
        try (VideoWriter writer = VideoWriter.create(folder.resolve("b.mp4"), 32, 32, 25)) {
            assertThrows(IllegalArgumentException.class, () -> writer.write(RgbImage.black(32, 34)));
        }
    }
}
