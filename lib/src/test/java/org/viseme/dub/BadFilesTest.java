package org.viseme.dub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.viseme.Shared;
import org.viseme.VisemeException;
import org.viseme.face.FaceChoice;
import org.viseme.face.HaarDetector;
import org.viseme.media.AudioReader;
import org.viseme.media.MediaInfo;

/** Damaged and unusual files give a right result or one clear line, and never half a file. */
class BadFilesTest {
    private static final String SPEECH = "silence.wav";
    private static final String FACE = "no_audio.mp4";

    @TempDir
    Path folder;

    private static Path bad(String name) {
        return Shared.require("corpora/bad").resolve(name);
    }

    private DubReport dub(Path face, Path audio, DubSettings settings) {
        PreparedVideo video = new VideoPreparer(HaarDetector::new, null, DubProgress.SILENT).prepare(face);
        return new Dubber(new LoudnessSynthesizer(), settings, DubProgress.SILENT)
                .speak(video, audio, folder.resolve("out.mp4"));
    }

    private void assertRefused(Path face, Path audio, String reason) throws IOException {
        try {
            dub(face, audio, DubSettings.defaults());
        } catch (VisemeException e) {
            String message = e.getMessage();
            assertFalse(message.contains("\n"), message);
            assertTrue(message.contains(reason), message);
            String culprit = face.endsWith(FACE) ? audio.toString() : face.toString();
            assertTrue(message.startsWith(culprit + ": "), message);
            try (Stream<Path> left = Files.list(folder)) {
                assertEquals(List.of(), left.toList());
            }
            return;
        }
        throw new AssertionError("accepted: " + face + " with " + audio);
    }

    // pictures, width and height as the corpus describes them; found: frames with a face, at least
    @ParameterizedTest
    @CsvSource({
        "truncated.mp4,            29, 360, 288,  29",
        "no_audio.mp4,             75, 360, 288,  75",
        "vfr.mp4,                  54, 480, 480,  40",
        "rotated.mp4,              75, 360, 288,  75",
        "one_frame.mp4,             1, 360, 288,  75",
        "odd_size.mp4,             75, 355, 287,  75",
        "gray.mp4,                 75, 360, 288,  75",
        "two_faces.mp4,            75, 720, 288,  75",
        "face_leaves.mp4,          75, 360, 288,  50",
        "damaged_start.mpg,         0, 360, 288,  24"
    })
    void unusualFacesSpeak(String name, int pictures, int width, int height, int found) {
        DubReport report = dub(bad(name), bad(SPEECH), DubSettings.defaults());
        MediaInfo out = MediaInfo.probe(report.out());
        assertEquals(width, out.width());
        assertEquals(height, out.height());
        assertEquals(report.video().fps(), out.fps(), 0.01);
        long frames = Math.round(3 * report.video().fps());
        assertEquals(frames, Clips.frames(report.out()).size());
        assertEquals(frames, report.plan().frames());
        if (pictures > 0) {
            assertEquals(pictures, report.video().frames());
        }
        if (name.startsWith("truncated")) {
            assertEquals(frames, report.plan().found() + report.plan().bridged());
        } else {
            assertTrue(report.plan().found() + report.plan().bridged() >= found, report.describe());
        }
    }

    @Test
    void aFaceThatLeavesIsReportedAsAbsent() {
        DubReport report = dub(bad("face_leaves.mp4"), bad(SPEECH), DubSettings.defaults());
        assertEquals(List.of(new Span(1, 2)), report.plan().absentSpans());
    }

    @Test
    void bothOfTwoFacesCanSpeak() {
        DubSettings all = DubSettings.defaults().withFaces(FaceChoice.parse("all"));
        assertEquals(2, dub(bad("two_faces.mp4"), bad(SPEECH), all).plan().faces());
        DubSettings right = all.withFaces(FaceChoice.parse("1"));
        DubReport report = dub(bad("two_faces.mp4"), bad(SPEECH), right);
        assertTrue(report.video().tracks().stream()
                .anyMatch(track -> track.meanBox().x() > 360));
    }

    @Test
    void largePicturesSpeak() {
        DubReport report = dub(bad("tall_4k.mp4"), bad("very_short_audio.wav"), DubSettings.defaults());
        assertEquals(Math.round(0.1 * 25), report.plan().frames());
        assertEquals(report.plan().frames(), report.plan().found());
        MediaInfo out = MediaInfo.probe(report.out());
        assertEquals(2160, out.width());
        assertEquals(3840, out.height());
    }

    @ParameterizedTest
    @CsvSource({
        "zero_bytes.mp4, empty",
        "not_a_video.mp4, not a video",
        "truncated_no_index.mp4, index",
        "audio_only.m4a, no pictures",
        "silence.wav, no pictures",
        "no_face.mp4, no face",
        "missing.mp4, no such file"
    })
    void uselessFacesAreRefused(String name, String reason) throws IOException {
        assertRefused(bad(name), bad(SPEECH), reason);
    }

    @ParameterizedTest
    @CsvSource({
        "no_audio.mp4, sound",
        "empty.wav, empty",
        "zero_bytes.mp4, empty",
        "not_a_video.mp4, not a video",
        "missing.wav, no such file"
    })
    void uselessSpeechIsRefused(String name, String reason) throws IOException {
        assertRefused(bad(FACE), bad(name), reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "audio_only.m4a",
                "clipped.wav",
                "eight_khz.wav",
                "float32.wav",
                "mp3_vbr.mp3",
                "stereo_48k.wav",
                "very_short_audio.wav",
                "silence.wav",
                "no_face.mp4",
                "truncated.mp4",
                "one_frame.mp4",
                "vfr.mp4"
            })
    void unusualSpeechIsHeard(String name) {
        double seconds = AudioReader.read(bad(name), 16_000).seconds();
        DubReport report = dub(bad(FACE), bad(name), DubSettings.defaults());
        assertEquals(
                Math.max(1, Math.round(seconds * 25)),
                Clips.frames(report.out()).size());
        assertTrue(MediaInfo.probe(report.out()).hasAudio());
    }
}
