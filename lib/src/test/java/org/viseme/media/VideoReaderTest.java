package org.viseme.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.viseme.Shared;

class VideoReaderTest {
    @TempDir
    Path folder;

    /** Frame n is a grey of level 3 n. */
    private Path steps(double fps, int frames) {
        Path out = folder.resolve("steps.mp4");
        try (VideoWriter writer = VideoWriter.create(out, 16, 16, fps).withQuality(VideoWriter.Quality.LOSSLESS)) {
            for (int i = 0; i < frames; i++) {
                writer.write(TestPictures.grey(16, 16, 3 * i));
            }
            writer.commit();
        }
        return out;
    }

    private static List<VideoFrame> readAll(VideoReader reader) {
        List<VideoFrame> frames = new ArrayList<>();
        for (VideoFrame frame = reader.read(); frame != null; frame = reader.read()) {
            frames.add(frame);
        }
        return frames;
    }

    @ParameterizedTest
    @CsvSource({"25, 25", "30, 25", "25, 30", "29.97, 25", "60, 25", "12.5, 25", "25, 7", "240, 25", "25, 29.97"})
    void resamplingTakesThePictureShownAtEachTime(double from, double to) {
        int stored = 61;
        Path file = steps(from, stored);
        double rate = FrameRate.of(from).fps();
        try (VideoReader reader = VideoReader.openAt(file, to)) {
            List<VideoFrame> frames = readAll(reader);
            assertEquals(Math.max(1, Math.round(stored / rate * to)), frames.size());
            for (int n = 0; n < frames.size(); n++) {
                assertEquals(n, frames.get(n).index());
                assertEquals(n / to, frames.get(n).seconds(), 1e-9);
                int shown = Math.min(stored - 1, (int) Math.floor(n / to * rate + 1e-3));
                assertEquals(3 * shown, frames.get(n).image().get(3, 3, 1), "frame " + n);
            }
        }
    }

    @Test
    void aRepeatedPictureIsNotShared() {
        try (VideoReader reader = VideoReader.openAt(steps(10, 4), 20)) {
            RgbImage first = reader.read().image();
            first.bytes()[0] = 77;
            RgbImage second = reader.read().image();
            assertNotSame(first.bytes(), second.bytes());
            assertEquals(0, second.bytes()[0]);
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "25"})
    void seekingGivesThePictureShownThen(double fps) {
        Path file = steps(25, 80);
        try (VideoReader reader = fps > 0 ? VideoReader.openAt(file, fps) : VideoReader.open(file)) {
            for (double time : new double[] {2.0, 0.5, 3.18, 0, 1.23, 99}) {
                reader.seek(time);
                int expected = (int) Math.min(79, Math.floor(time * 25 + 1e-6));
                VideoFrame frame = reader.read();
                if (fps > 0 && time > 3.2) {
                    assertNull(frame, "beyond the end");
                    continue;
                }
                assertEquals(expected, frame.index(), "at " + time);
                assertEquals(3 * expected, frame.image().get(5, 5, 0), "at " + time);
                VideoFrame next = reader.read();
                assertEquals(expected < 79, next != null);
            }
        }
    }

    @Test
    void aStillPictureIsAVideoOfOneFrame() {
        Path file = folder.resolve("face.png");
        RgbImage image = TestPictures.noise(31, 17, 5);
        Images.write(image, file);
        MediaInfo info = MediaInfo.probe(file);
        assertTrue(info.isStill());
        assertEquals(31, info.width());
        assertEquals(17, info.height());
        try (VideoReader reader = VideoReader.openAt(file, 25)) {
            assertArrayEquals(image.bytes(), reader.read().image().bytes());
            assertNull(reader.read());
            reader.seek(0);
            assertNotNull(reader.read());
        }
    }

    @Test
    void picturesOfAVariableRateKeepTheirOwnTimes() {
        Path file = Shared.require("corpora/bad/vfr.mp4");
        MediaInfo info = MediaInfo.probe(file);
        assertTrue(info.variableRate());
        try (VideoReader stored = VideoReader.open(file);
                VideoReader constant = VideoReader.openAt(file, 25)) {
            List<VideoFrame> own = readAll(stored);
            assertEquals(54, own.size());
            assertEquals(0.033, own.get(0).seconds(), 1e-3);
            List<VideoFrame> resampled = readAll(constant);
            assertEquals(100, resampled.size());
            for (VideoFrame frame : resampled) {
                VideoFrame expected = own.get(0);
                for (VideoFrame candidate : own) {
                    expected = candidate.seconds() <= frame.seconds() + 1e-4 ? candidate : expected;
                }
                assertArrayEquals(expected.image().bytes(), frame.image().bytes(), "frame " + frame.index());
            }
        }
    }

    @Test
    void aLyingPictureIsTurnedUpright() {
        Path turned = Shared.require("corpora/bad/rotated.mp4");
        Path upright = Shared.require("corpora/grid-s1/clips/lbij9a.mp4");
        assertEquals(90, MediaInfo.probe(turned).rotationDegrees());
        try (VideoReader a = VideoReader.open(turned);
                VideoReader b = VideoReader.open(upright)) {
            double psnr = TestPictures.psnr(a.read().image(), b.read().image());
            assertTrue(psnr > 30, "against the upright clip: " + psnr + " dB");
        }
    }

    @Test
    void aGridClipHas75PicturesAndSeeksAnywhere() {
        Path file = Shared.require("corpora/grid-s1/clips/lbij9a.mp4");
        try (VideoReader reader = VideoReader.open(file)) {
            List<VideoFrame> all = readAll(reader);
            assertEquals(75, all.size());
            for (int n : new int[] {70, 3, 40, 0, 74}) {
                reader.seek(n / 25.0);
                VideoFrame frame = reader.read();
                assertEquals(n, frame.index());
                assertArrayEquals(all.get(n).image().bytes(), frame.image().bytes(), "picture " + n);
            }
        }
    }

    @Test
    void aContainerWithoutAnIndexSeeksToo() {
        Path file = Shared.require("corpora/grid-other/lbbc2a.mpg");
        try (VideoReader reader = VideoReader.open(file)) {
            List<VideoFrame> all = readAll(reader);
            assertEquals(75, all.size());
            reader.seek(1.2);
            VideoFrame frame = reader.read();
            assertEquals(30, frame.index());
            assertArrayEquals(all.get(30).image().bytes(), frame.image().bytes());
        }
    }
}
