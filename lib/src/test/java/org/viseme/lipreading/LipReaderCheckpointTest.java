package org.viseme.lipreading;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.audio.Features;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.NetworkState;
import org.viseme.checkpoint.StateDict;
import org.viseme.data.ClipInfo;
import org.viseme.data.Split;
import org.viseme.data.Utterance;
import org.viseme.data.UtteranceBatch;
import org.viseme.decode.BeamSearch;
import org.viseme.model.avhubert.AvHubert;
import org.viseme.model.avhubert.AvHubertConfig;
import org.viseme.model.avhubert.AvHubertEncoderConfig;
import org.viseme.model.avhubert.Clips;
import org.viseme.nn.DropoutRates;
import org.viseme.nn.Pass;
import org.viseme.nn.TransformerConfig;
import org.viseme.nn.TransformerConfig.Activation;
import org.viseme.nn.TransformerDecoderConfig;
import org.viseme.text.Tokenizer;
import org.viseme.torch.Torch;

class LipReaderCheckpointTest {
    private static final Path SOURCE = Path.of("reader.pt");
    private static final int WIDTH = 32;
    private static final BeamSearch SEARCH = new BeamSearch(3, 4, 1);

    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    private static AvHubertConfig config(int vocabulary) {
        return new AvHubertConfig(
                new AvHubertEncoderConfig(
                        4,
                        Utterance.SOUND_WIDTH,
                        new TransformerConfig(1, WIDTH, 64, 2, Activation.GELU, DropoutRates.NONE),
                        new AvHubertEncoderConfig.Positions(4, 4),
                        0,
                        AvHubertEncoderConfig.ModalityDropout.NONE,
                        AvHubertEncoderConfig.Clusters.NONE),
                new TransformerDecoderConfig(
                        vocabulary,
                        1,
                        WIDTH,
                        new TransformerConfig(1, WIDTH, 64, 2, Activation.RELU, DropoutRates.NONE),
                        true,
                        false));
    }

    private static Utterance clip() {
        int frames = 5;
        byte[] mouths = new byte[frames * 96 * 96];
        SplittableRandom random = new SplittableRandom(5);
        random.nextBytes(mouths);
        ClipInfo info = new ClipInfo("c", Split.TEST, "", "", List.of(), "", "");
        return new Utterance(info, frames, mouths, 96, new Features(frames, 104, new float[frames * 104]));
    }

    @Test
    void picturesAreNormalisedAndWhatFillsThemUpIsZero() {
        Utterance longer = clip();
        Utterance shorter = new Utterance(longer.info(), 3, longer.mouths(), 96, new Features(3, 104, new float[312]));
        UtteranceBatch batch = UtteranceBatch.whole(List.of(longer, shorter));
        Clips clips = ClipArrays.of(batch, Modality.BOTH, manager);
        NDArray video = clips.video().orElseThrow();
        assertEquals(new Shape(2, 1, 5, 88, 88), video.getShape());
        assertEquals(new Shape(2, 104, 5), clips.audio().orElseThrow().getShape());
        int grey = longer.mouths()[(2 * 96 + 4 + 10) * 96 + 4 + 20] & 0xff;
        assertEquals((grey / 255.0 - 0.421) / 0.165, video.getFloat(0, 0, 2, 10, 20), 1e-5);
        assertEquals(video.getFloat(0, 0, 2, 10, 20), video.getFloat(1, 0, 2, 10, 20), 0);
        assertEquals(0, video.getFloat(1, 0, 3, 10, 20), 0);
        boolean[] padding = clips.padding().orElseThrow().toBooleanArray();
        assertArrayEquals(new boolean[] {false, false, false, false, false, false, false, false, true, true}, padding);
        assertEquals(DataType.FLOAT32, video.getDataType());
    }

    @Test
    void aReaderComesBackWithItsVocabularyAndItsWords(@TempDir Path folder) {
        Tokenizer tokenizer = Tokenizer.characters(List.of("set blue"));
        LipReadingNetwork network =
                new LipReadingNetwork(LipReaderConfig.of(config(4), Modality.VIDEO, tokenizer, List.of("blue", "set"))
                        .withCtc(true));
        network.initialize(manager, 3);
        Path file = folder.resolve("reader.safetensors");
        LipReaderCheckpoint.of(network).save(file);
        LipReader back = LipReader.load(file, SEARCH, manager);
        assertEquals(network.config(), back.config());
        Reading expected = new LipReader(network, SEARCH, manager).read(clip());
        Reading read = back.read(clip());
        assertEquals(expected.text(), read.text());
        assertArrayEquals(expected.context()[2], read.context()[2]);
        assertEquals(new LipReader(network, SEARCH, manager).spell(clip()), back.spell(clip()));
    }

    @Test
    void aPublishedReaderWritesWithItsOwnPieces() {
        AvHubert published = new AvHubert(config(6));
        published.initialize(manager, 4);
        Checkpoint file = new Checkpoint(NetworkState.copyOf(published.state()))
                .with(
                        "cfg",
                        "{\"model\": {\"decoder_attention_heads\": 2, \"no_scale_embedding\": true, \"w2v_args\":"
                                + " {\"model\": {\"encoder_attention_heads\": 2, \"conv_pos\": 4,"
                                + " \"conv_pos_groups\": 4}}}}");
        VisemeException silent =
                assertThrows(VisemeException.class, () -> LipReaderCheckpoint.load(file, SOURCE, manager));
        assertTrue(silent.getMessage().contains("tokens"), silent.getMessage());
        Checkpoint whole = file.with(
                "task_state",
                "{\"target_dictionary\": {\"symbols\":"
                        + " [\"<s>\", \"<pad>\", \"</s>\", \"<unk>\", \"\u2581at\", \"s\"]}}");
        LipReadingNetwork network = LipReaderCheckpoint.load(whole, SOURCE, manager);
        assertEquals("ats at", Tokenizer.of(network.config().tokenizer()).decode(new int[] {4, 5, 4}));
        Reading reading = new LipReader(network, SEARCH, manager).read(clip());
        UtteranceBatch batch = UtteranceBatch.whole(List.of(clip()));
        NDArray context = published
                .context(ClipArrays.of(batch, Modality.VIDEO, manager), Pass.INFERENCE)
                .values();
        assertArrayEquals(context.get(0, 3).toFloatArray(), reading.context()[3], 1e-6f);
        assertTrue(reading.words().stream().allMatch(word -> Double.isNaN(word.startSeconds())));
    }

    @Test
    void anotherFileIsNamed() {
        Checkpoint other = new Checkpoint(new StateDict());
        VisemeException problem =
                assertThrows(VisemeException.class, () -> LipReaderCheckpoint.load(other, SOURCE, manager));
        assertTrue(problem.getMessage().contains("no lip reader"), problem.getMessage());
    }
}
