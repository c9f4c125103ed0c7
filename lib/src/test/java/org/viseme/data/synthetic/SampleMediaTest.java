package org.viseme.data.synthetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.viseme.media.AudioReader;
import org.viseme.media.MediaInfo;
import org.viseme.media.Waveform;

/** The files of data/samples are what this code makes: whoever changes a face or a voice makes them again. */
class SampleMediaTest {
    private static final Path SAMPLES =
            Path.of(System.getProperty("viseme.home", "..")).resolve("data/samples");

    @Test
    void sampleSentenceIsWhatTheSpeakerSays() throws IOException {
        SyntheticClip clip = SampleMedia.sentence();
        Waveform stored = AudioReader.read(SAMPLES.resolve("sentence.wav"), Waveform.SPEECH_RATE);
        float[] spoken = clip.waveform().samples();
        assertEquals(spoken.length, stored.samples().length);
        double difference = 0;
        for (int i = 0; i < spoken.length; i++) {
            difference = Math.max(difference, Math.abs(spoken[i] - stored.samples()[i]));
        }
        assertTrue(difference < 0.002, "largest difference of a sample: " + difference);
        assertEquals(clip.sentence(), truth("sentence.json").get("sentence").asText());
    }

    @Test
    void sampleVideoIsOfTheSpeaker() throws IOException {
        SyntheticClip clip = SampleMedia.speaker();
        MediaInfo info = MediaInfo.probe(SAMPLES.resolve("speaker.mp4"));
        assertEquals(256, info.width());
        assertEquals(clip.seconds(), info.seconds(), 0.1);
        JsonNode truth = truth("speaker.json");
        assertEquals(clip.sentence(), truth.get("sentence").asText());
        assertEquals(clip.frameCount(), truth.get("frames").size());
        for (int i = 0; i < clip.frameCount(); i++) {
            double opening = truth.get("frames").get(i).get("mouthOpening").asDouble();
            assertEquals(clip.landmarks(i).mouthOpening(), opening, 0.01);
        }
        assertNotEquals(clip.seconds(), SampleMedia.sentence().seconds(), "the two samples differ in length");
    }

    @Test
    void samplesAreSmall() throws IOException {
        long bytes = 0;
        try (var files = Files.list(SAMPLES)) {
            for (Path file : files.toList()) {
                bytes += Files.size(file);
            }
        }
        assertTrue(bytes < 600_000, bytes + " bytes");
    }

    private static JsonNode truth(String name) throws IOException {
        return new ObjectMapper().readTree(SAMPLES.resolve(name).toFile());
    }
}
