package org.viseme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.data.synthetic.ClipSpec;
import org.viseme.data.synthetic.SyntheticClip;
import org.viseme.data.synthetic.SyntheticIdentity;
import org.viseme.data.synthetic.SyntheticSpeaker;
import org.viseme.media.Images;
import org.viseme.media.RgbImage;
import org.viseme.media.VideoWriter;
import org.viseme.media.Waveform;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.model.syncnet.SyncExpertCheckpoint;
import org.viseme.model.syncnet.SyncExpertConfig;
import org.viseme.torch.Torch;

/** What is printed, with an expert that knows nothing yet. */
class SyncCommandTest {
    private static final int SIZE = 160;

    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void saveExpert() {
        model = folder.resolve("untrained.safetensors");
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            SyncExpert network = new SyncExpert(new SyncExpertConfig(SyncExpertConfig.Blocks.STABLE, 8, 5, 64));
            network.initialize(manager, 7);
            SyncExpertCheckpoint.of(network, 0.5).save(model);
        }
    }

    private Ran run(Path video, String... more) {
        List<String> arguments = new ArrayList<>(List.of("sync", video.toString(), "--device", "cpu"));
        if (!List.of(more).contains("--model")) {
            arguments.addAll(List.of("--model", model.toString()));
        }
        arguments.addAll(List.of(more));
        return Ran.of(arguments.toArray(String[]::new));
    }

    private Path video(String name, int frames, int width, IntFunction<RgbImage> picture, Waveform sound) {
        Path file = folder.resolve(name);
        try (VideoWriter writer = VideoWriter.create(file, width, SIZE, 25)) {
            if (sound != null) {
                writer.withAudio(sound);
            }
            for (int i = 0; i < frames; i++) {
                writer.write(picture.apply(i));
            }
            writer.commit();
        }
        return file;
    }

    private static SyntheticClip clip(int seed) {
        return SyntheticSpeaker.speak(
                "bin red by g nine again", ClipSpec.of(SyntheticIdentity.random(seed), SIZE, seed));
    }

    private static RgbImage beside(RgbImage left, RgbImage right) {
        RgbImage both = RgbImage.black(2 * SIZE, SIZE);
        for (int row = 0; row < SIZE; row++) {
            System.arraycopy(left.bytes(), row * SIZE * 3, both.bytes(), row * SIZE * 6, SIZE * 3);
            System.arraycopy(right.bytes(), row * SIZE * 3, both.bytes(), row * SIZE * 6 + SIZE * 3, SIZE * 3);
        }
        return both;
    }

    @Test
    void everyFaceIsListedFromLeftToRightWithTheModelThatMeasuredIt() throws Exception {
        SyntheticClip one = clip(1);
        SyntheticClip other = clip(2);
        int frames = 40;
        Path video = video("two.mp4", frames, 2 * SIZE, i -> beside(one.frame(i), other.frame(i)), one.waveform());
        Path plot = folder.resolve("curves.png");
        Ran result = run(video, "--json", "--plot", plot.toString());
        assertEquals(0, result.code(), result.err());
        JsonNode json = new ObjectMapper().readTree(result.out());
        assertTrue(json.get("scorer").asText().startsWith("sync expert untrained.safetensors "), result.out());
        assertEquals("sound late", json.get("positive").asText());
        assertEquals(2, json.get("faces").size(), result.out());
        for (int i = 0; i < 2; i++) {
            JsonNode face = json.get("faces").get(i);
            assertEquals(i + 1, face.get("face").asInt());
            assertEquals(0, face.get("fromSeconds").asDouble());
            assertEquals(frames / 25.0, face.get("toSeconds").asDouble(), 1e-9);
            double middle = face.get("box").get("x").asDouble()
                    + face.get("box").get("width").asDouble() / 2;
            assertEquals(i == 0, middle < SIZE, "middle of the face at " + middle);
            assertEquals(31, face.get("curve").size());
            int offset = face.get("offsetFrames").asInt();
            assertEquals(40 * offset, face.get("offsetMilliseconds").asInt());
            assertEquals(
                    face.get("similarity").asDouble(),
                    face.get("curve").get(15 + offset).asDouble());
        }
        assertTrue(Images.read(plot).width() > 1000);

        Ran text = run(video);
        assertTrue(text.out().contains("positive = sound late"), text.out());
        assertEquals(
                2, text.out().lines().filter(line -> line.contains("0:00.00")).count(), text.out());
    }

    @Test
    void whatCannotBeMeasuredIsSaidInOneLine() {
        SyntheticClip clip = clip(3);
        IntFunction<RgbImage> black = i -> RgbImage.black(SIZE, SIZE);
        int frames = 40;
        Waveform sound = clip.waveform();
        Path[] videos = {
            folder.resolve("absent.mp4"),
            video("mute.mp4", frames, SIZE, clip::frame, null),
            video("empty.mp4", frames, SIZE, black, sound),
            video("short.mp4", 20, SIZE, clip::frame, sound.slice(0, 0.8)),
            video("soft.mp4", frames, SIZE, clip::frame, sound.slice(0, 0.4)),
        };
        String[] problems = {"absent.mp4", "has no sound", "no face of at least", "is too short", "its sound ends after"
        };
        for (int i = 0; i < videos.length; i++) {
            Ran result = run(videos[i]);
            assertEquals(1, result.code());
            assertEquals("", result.out());
            assertEquals(1, result.err().lines().count(), result.err());
            assertTrue(result.err().contains(problems[i]), result.err());
        }
    }

    @Test
    void aVideoIsNeverOverwrittenByThePlot() throws Exception {
        Path video = Files.writeString(folder.resolve("talk.mp4"), "precious");
        Ran result = run(video, "--plot", video.toString());
        assertEquals(1, result.code());
        assertTrue(result.err().contains("let it end with .png"), result.err());
        assertEquals("precious", Files.readString(video));
    }

    @Test
    void anotherModelIsRefused() {
        Ran result = run(folder.resolve("any.mp4"), "--model", "viseme-tiny");
        assertEquals(1, result.code());
        assertTrue(result.err().contains("use a sync expert"), result.err());
    }
}
