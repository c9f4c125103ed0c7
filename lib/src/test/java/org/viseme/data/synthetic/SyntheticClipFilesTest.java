package org.viseme.data.synthetic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.data.ClipMedia;
import org.viseme.data.ClipSource;
import org.viseme.face.Landmarks;
import org.viseme.media.AudioReader;
import org.viseme.media.RgbImage;
import org.viseme.media.VideoFrame;
import org.viseme.media.VideoReader;
import org.viseme.media.Waveform;

class SyntheticClipFilesTest {
    @TempDir
    private Path folder;

    @Test
    void writtenClipHasItsFramesItsSoundAndItsGroundTruth() throws IOException {
        SyntheticClip clip = SyntheticSpeaker.speak("my boat is new", ClipSpec.of(SyntheticIdentity.random(4), 96, 2));
        Path video = clip.write(folder);
        int frames = 0;
        try (VideoReader reader = VideoReader.open(video)) {
            for (VideoFrame frame = reader.read(); frame != null; frame = reader.read()) {
                assertTrue(meanDifference(clip.frame(frames), frame.image()) < 3, "frame " + frames);
                frames++;
            }
        }
        assertEquals(clip.frameCount(), frames);
        Waveform sound = AudioReader.read(video, Waveform.SPEECH_RATE);
        assertEquals(clip.seconds(), sound.seconds(), 0.08);
        JsonNode truth =
                new ObjectMapper().readTree(folder.resolve(clip.id() + ".json").toFile());
        assertEquals("my boat is new", truth.get("sentence").asText());
        assertEquals(
                clip.words().get(1).startSeconds(),
                truth.at("/words/1/startSeconds").asDouble(),
                1e-4);
        assertEquals(frames, truth.get("frames").size());
        assertEquals(FaceLandmarks.COUNT, truth.at("/frames/5/x").size());
        assertEquals(clip.landmarks(5).y()[8], truth.at("/frames/5/y/8").asDouble(), 0.006);
        assertEquals(60, truth.at("/parts/INNER_LIPS/0").asInt());
    }

    @Test
    void corpusHandsItsClipsToPreparation() {
        SyntheticCorpus corpus = new SyntheticCorpus(3, 2, 64);
        ClipSource source = corpus.clips().get(1);
        SyntheticClip clip = corpus.clip(1);
        assertEquals(clip.sentence(), source.info().transcript());
        try (ClipMedia media = source.open()) {
            List<Landmarks> landmarks = media.landmarks().orElseThrow();
            assertEquals(clip.frameCount(), landmarks.size());
            assertEquals(clip.landmarks(3).x()[8], landmarks.get(3).x(8));
            for (int i = 0; i < clip.frameCount(); i++) {
                RgbImage frame = media.nextFrame();
                assertNotNull(frame);
                if (i == 4) {
                    assertArrayEquals(clip.frame(4).bytes(), frame.bytes());
                }
            }
            assertNull(media.nextFrame());
            assertArrayEquals(
                    clip.waveform().samples(), media.sound(0, clip.seconds()).samples());
        }
    }

    private static double meanDifference(RgbImage a, RgbImage b) {
        double sum = 0;
        for (int i = 0; i < a.bytes().length; i++) {
            sum += Math.abs((a.bytes()[i] & 0xff) - (b.bytes()[i] & 0xff));
        }
        return sum / a.bytes().length;
    }
}
