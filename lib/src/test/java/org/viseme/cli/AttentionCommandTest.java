package org.viseme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.data.TestClips;
import org.viseme.media.MediaInfo;
import org.viseme.model.wav2lip.Wav2Lip;
import org.viseme.model.wav2lip.Wav2LipCheckpoint;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.nn.CbamConfig.Attention;
import org.viseme.torch.Torch;

class AttentionCommandTest {
    @TempDir
    static Path folder;

    private static String store;

    @BeforeAll
    static void prepare() {
        Torch.setThreads(1);
        store = folder.resolve("store").toString();
        TestClips.trainingStore(Path.of(store));
    }

    private static String model(Wav2LipConfig config, String name) {
        Path file = folder.resolve(name + ".safetensors");
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            Wav2Lip network = new Wav2Lip(config);
            network.initialize(manager, 4);
            Wav2LipCheckpoint.of(network, config).save(file);
        }
        return file.toString();
    }

    private static Ran run(String model, String split, String out) {
        return Ran.of(
                "attention",
                "--model",
                model,
                "--data",
                store,
                "--split",
                split,
                "--clips",
                "1",
                "--threads",
                "1",
                "--out",
                folder.resolve(out).toString());
    }

    @Test
    void picturesVideoAndTablesAreLeft() throws IOException {
        Ran result = run(model(new Wav2LipConfig(1).withAttention(Attention.BOTH), "both"), "val", "both");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("the mouth has 17.50 % of the area"), result.out());
        assertFalse(result.out().contains("NaN"), result.out());
        assertTrue(result.out().contains("one cell: no places to choose from"), result.out());
        Path out = folder.resolve("both");
        for (String name : new String[] {
            "blocks.png", "frames.png", "mouth.png", "channels.png", "channel-spread.png", "channels.csv"
        }) {
            assertTrue(Files.size(out.resolve(name)) > 0, name);
        }
        // a heading, seven blocks of the encoder, seven of the decoder
        assertEquals(15, Files.readAllLines(out.resolve("places.csv")).size());
        MediaInfo video = MediaInfo.probe(out.resolve("attention.mp4"));
        assertEquals(25, video.fps(), 1e-6);
        assertTrue(video.hasAudio());
    }

    @Test
    void attentionToChannelsAloneHasNoMaps() {
        Ran result = run(model(new Wav2LipConfig(1).withAttention(Attention.CHANNEL), "channel"), "val", "channel");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("no spatial attention"), result.out());
        assertTrue(Files.exists(folder.resolve("channel").resolve("channels.png")));
        assertFalse(Files.exists(folder.resolve("channel").resolve("blocks.png")));
    }

    @Test
    void whatCannotBeShownIsSaidInOneLine() {
        Ran plain = run(model(new Wav2LipConfig(1), "plain"), "val", "none");
        assertEquals(1, plain.code());
        assertTrue(plain.err().contains("without attention"), plain.err());
        assertEquals(1, plain.err().lines().count(), plain.err());
        Ran missing = run("no-such-model", "val", "none");
        assertEquals(1, missing.code());
        assertEquals(1, missing.err().lines().count(), missing.err());
        Ran wrong = run("viseme-tiny", "half", "none");
        assertEquals(1, wrong.code());
        assertTrue(wrong.err().contains("use train, val or test"), wrong.err());
    }
}
