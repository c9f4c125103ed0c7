package org.viseme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.data.synthetic.ClipSpec;
import org.viseme.data.synthetic.SyntheticClip;
import org.viseme.data.synthetic.SyntheticIdentity;
import org.viseme.data.synthetic.SyntheticSpeaker;
import org.viseme.lipreading.LipReaderCheckpoint;
import org.viseme.lipreading.LipReaderConfig;
import org.viseme.lipreading.LipReadingNetwork;
import org.viseme.lipreading.Modality;
import org.viseme.media.VideoWriter;
import org.viseme.model.avhubert.AvHubertConfig;
import org.viseme.text.Tokenizer;
import org.viseme.torch.Torch;

/** What is printed, with a reader that knows nothing yet. */
class LipreadCommandTest {
    private static final int SIZE = 160;
    private static final List<String> WORDS = List.of("bin", "red");

    @TempDir
    private Path folder;

    private Path model() {
        Path file = folder.resolve("untrained.safetensors");
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            LipReadingNetwork network = new LipReadingNetwork(
                    LipReaderConfig.of(AvHubertConfig.tiny(4), Modality.VIDEO, Tokenizer.words(WORDS), WORDS));
            network.initialize(manager, 7);
            LipReaderCheckpoint.of(network).save(file);
        }
        return file;
    }

    private Path video(int frames) {
        SyntheticClip clip =
                SyntheticSpeaker.speak("bin red by g nine again", ClipSpec.of(SyntheticIdentity.random(1), SIZE, 1));
        Path file = folder.resolve("talks.mp4");
        try (VideoWriter writer = VideoWriter.create(file, SIZE, SIZE, 25)) {
            for (int i = 0; i < frames; i++) {
                writer.write(clip.frame(i));
            }
            writer.commit();
        }
        return file;
    }

    @Test
    void everyPieceIsReadWithTimes() throws Exception {
        int frames = 30;
        String[] arguments = {
            "lipread", video(frames).toString(), "--model", model().toString(), "--longest", "4", "--device", "cpu"
        };
        List<String> more = new ArrayList<>(List.of(arguments));
        more.add("--json");
        Ran result = Ran.of(more.toArray(String[]::new));
        assertEquals(0, result.code(), result.err());
        JsonNode faces = new ObjectMapper().readTree(result.out());
        assertEquals(1, faces.size());
        JsonNode face = faces.get(0);
        assertEquals(frames / 25.0, face.get("toSeconds").asDouble(), 1e-9);
        double before = 0;
        for (JsonNode word : face.get("words")) {
            assertTrue(face.get("text").asText().contains(word.get("text").asText()));
            assertTrue(word.get("probability").asDouble() > 0
                    && word.get("probability").asDouble() <= 1);
            if (word.has("fromSeconds")) {
                assertTrue(word.get("fromSeconds").asDouble() >= before, result.out());
                before = word.get("toSeconds").asDouble();
                assertTrue(before <= frames / 25.0, result.out());
            }
        }
        Ran text = Ran.of(arguments);
        assertTrue(
                text.out()
                        .startsWith(
                                "face 1, 0.00 to 1.20 s: " + face.get("text").asText()),
                text.out());
    }

    @Test
    void anotherModelIsNamed() {
        Ran result = Ran.of("lipread", video(30).toString(), "--model", "absent.safetensors");
        assertEquals(1, result.code());
        assertTrue(result.err().contains("absent.safetensors"), result.err());
    }
}
