package org.viseme.media;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.viseme.Shared;
import org.viseme.VisemeException;

class UnusualFilesTest {
    @TempDir
    Path folder;

    private static int countFrames(VideoReader reader) {
        int count = 0;
        while (reader.read() != null) {
            count++;
        }
        return count;
    }

    private static void assertRefused(Path file, String problem, Runnable action) {
        VisemeException error = assertThrows(VisemeException.class, action::run);
        String message = error.getMessage();
        assertAll(
                () -> assertTrue(message.startsWith(file.toString()), message),
                () -> assertTrue(message.contains(problem), message),
                () -> assertTrue(message.contains("; "), "a remedy: " + message),
                () -> assertFalse(message.contains("\n"), message));
    }

    /** File, width, height, pictures, pictures at 25 fps, seconds of sound (0: none). */
    @ParameterizedTest
    @CsvSource({
        "bad/truncated.mp4, 360, 288, 29, 29, 1.09",
        "bad/no_audio.mp4, 360, 288, 75, 75, 0",
        "bad/no_face.mp4, 360, 288, 75, 75, 3.0",
        "bad/vfr.mp4, 480, 480, 54, 100, 4.0",
        "bad/rotated.mp4, 360, 288, 75, 75, 2.978",
        "bad/one_frame.mp4, 360, 288, 1, 1, 0.023",
        "bad/tall_4k.mp4, 2160, 3840, 8, 8, 0.302",
        "bad/odd_size.mp4, 355, 287, 75, 75, 2.995",
        "bad/gray.mp4, 360, 288, 75, 75, 2.978",
        "bad/two_faces.mp4, 720, 288, 75, 75, 2.978",
        "bad/face_leaves.mp4, 360, 288, 75, 75, 2.978",
        "bad/damaged_start.mpg, 360, 288, 36, 36, 1.41",
        "wild/1.mp4, 700, 700, 135, 153, 6.107",
        "wild/4.mp4, 700, 700, 199, 166, 6.577",
        "grid-other/lbbc2a.mpg, 360, 288, 75, 75, 2.978",
    })
    void videosGiveTheirPicturesAndSound(
            String name, int width, int height, int pictures, int atRate, double soundSeconds) {
        Path file = Shared.require("corpora/" + name);
        MediaInfo info = MediaInfo.probe(file);
        assertEquals(width, info.width());
        assertEquals(height, info.height());
        try (VideoReader stored = VideoReader.open(file);
                VideoReader constant = VideoReader.openAt(file, 25)) {
            VideoFrame first = stored.read();
            assertEquals(width, first.image().width());
            assertEquals(height, first.image().height());
            assertEquals(0, first.seconds(), 0.04);
            assertEquals(pictures, 1 + countFrames(stored));
            assertEquals(atRate, countFrames(constant));
        }
        assertEquals(soundSeconds > 0, info.hasAudio());
        if (soundSeconds > 0) {
            assertEquals(soundSeconds, AudioReader.read(file, 16_000).seconds(), 0.01);
        } else {
            assertRefused(file, "no sound", () -> AudioReader.read(file, 16_000));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "audio_only.m4a, 2.978",
        "eight_khz.wav, 2.995",
        "stereo_48k.wav, 1.5",
        "silence.wav, 3.0",
        "clipped.wav, 2.995",
        "float32.wav, 2.995",
        "mp3_vbr.mp3, 2.995",
        "very_short_audio.wav, 0.1",
    })
    void soundsAreReadAndAreNoVideos(String name, double seconds) {
        Path file = Shared.require("corpora/bad/" + name);
        assertFalse(MediaInfo.probe(file).hasVideo());
        assertEquals(seconds, MediaInfo.probe(file).seconds(), 0.02);
        assertEquals(seconds, AudioReader.read(file, 16_000).seconds(), 0.001);
        assertRefused(file, "no pictures", () -> VideoReader.open(file).close());
    }

    @ParameterizedTest
    @CsvSource({
        "truncated_no_index.mp4, index",
        "zero_bytes.mp4, empty",
        "not_a_video.mp4, not a video",
    })
    void whatCannotBeOpenedIsRefusedInOneLine(String name, String problem) {
        Path file = Shared.require("corpora/bad/" + name);
        assertRefused(file, problem, () -> MediaInfo.probe(file));
        assertRefused(file, problem, () -> VideoReader.openAt(file, 25).close());
        assertRefused(file, problem, () -> AudioReader.read(file, 16_000));
    }

    @Test
    void anEmptySoundIsRefused() {
        Path file = Shared.require("corpora/bad/empty.wav");
        assertRefused(file, "empty", () -> AudioReader.read(file, 16_000));
    }

    @Test
    void greyStaysGrey() {
        Path file = Shared.require("corpora/bad/gray.mp4");
        try (VideoReader grey = VideoReader.open(file);
                VideoReader colour = VideoReader.open(Shared.require("corpora/grid-s1/clips/lbij9a.mp4"))) {
            RgbImage image = grey.read().image();
            RgbImage original = colour.read().image();
            double mean = 0;
            for (int i = 0; i < image.bytes().length; i += 3) {
                assertEquals(image.bytes()[i], image.bytes()[i + 1], 2);
                assertEquals(image.bytes()[i], image.bytes()[i + 2], 2);
                double luma = 0.299 * (original.bytes()[i] & 0xff)
                        + 0.587 * (original.bytes()[i + 1] & 0xff)
                        + 0.114 * (original.bytes()[i + 2] & 0xff);
                mean += ((image.bytes()[i] & 0xff) - luma) / (image.width() * image.height());
            }
            assertEquals(0, mean, 2, "full range is neither stretched nor squeezed");
        }
    }

    @Test
    void missingFilesFoldersAndPicturesAsSoundAreRefused() {
        Path missing = folder.resolve("missing.mp4");
        assertRefused(missing, "no such file", () -> MediaInfo.probe(missing));
        assertRefused(missing, "no such file", () -> VideoReader.open(missing).close());
        assertRefused(missing, "no such file", () -> AudioReader.read(missing, 16_000));
        assertRefused(folder, "folder", () -> VideoReader.open(folder).close());
        Path picture = folder.resolve("a.jpg");
        Images.write(RgbImage.black(8, 8), picture);
        assertRefused(picture, "without sound", () -> AudioReader.read(picture, 16_000));
    }

    @Test
    void damageInTheMiddleCostsPicturesButNotTheirPlace() throws IOException {
        byte[] bytes = Files.readAllBytes(Shared.require("corpora/grid-s1/clips/lbij9a.mp4"));
        for (int i = 40_000; i < 44_000; i++) {
            bytes[i] ^= (byte) (i * 31);
        }
        Path file = folder.resolve("damaged.mp4");
        Files.write(file, bytes);
        try (VideoReader reader = VideoReader.openAt(file, 25)) {
            assertEquals(75, countFrames(reader));
        }
        assertEquals(2.978, AudioReader.read(file, 16_000).seconds(), 0.05);
    }

    @Test
    void theLibrariesAreToldToPrintNothing() {
        assertThrows(VisemeException.class, () -> MediaInfo.probe(folder.resolve("missing.mp4")));
        Path file = folder.resolve("text.mp4");
        assertThrows(VisemeException.class, () -> {
            Files.writeString(file, "no video");
            MediaInfo.probe(file);
        });
        assertEquals(avutil.AV_LOG_QUIET, avutil.av_log_get_level());
    }
}
