package org.viseme.model.avhubert;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.Differences;
import org.viseme.checkpoint.UnsafePickleException;
import org.viseme.lipreading.WordReaderCheckpoint;
import org.viseme.model.avhubert.AvHubertEncoderConfig.Clusters;
import org.viseme.model.avhubert.AvHubertEncoderConfig.ModalityDropout;
import org.viseme.model.avhubert.AvHubertEncoderConfig.Positions;
import org.viseme.model.avhubert.FairseqFile.Foreign;
import org.viseme.model.avhubert.FairseqFile.Settings;
import org.viseme.nn.DropoutRates;
import org.viseme.nn.Layer;
import org.viseme.nn.TransformerConfig;
import org.viseme.nn.TransformerConfig.Activation;
import org.viseme.nn.TransformerDecoderConfig;
import org.viseme.torch.Torch;

class AvHubertCheckpointTest {
    private static final int WIDTH = 12;

    @TempDir
    Path folder;

    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    /** Of sizes that nothing could guess: three heads here, two there. */
    private static AvHubertConfig config() {
        return new AvHubertConfig(
                encoderConfig(Clusters.NONE, new DropoutRates(0.1, 0.2, 0.3, 0.4)),
                new TransformerDecoderConfig(
                        9,
                        AvHubertConfig.PADDING,
                        WIDTH,
                        new TransformerConfig(1, 8, 20, 2, Activation.RELU, new DropoutRates(0.15, 0.25, 0.35, 0.45)),
                        false,
                        true));
    }

    private static AvHubertEncoderConfig encoderConfig(Clusters clusters, DropoutRates rates) {
        return new AvHubertEncoderConfig(
                2,
                10,
                new TransformerConfig(2, WIDTH, 16, 3, Activation.GELU, rates),
                new Positions(6, 2),
                0.05,
                new ModalityDropout(0.5, 0.25),
                clusters);
    }

    private <L extends Layer> L filled(L network) {
        network.initialize(manager, 7);
        return network;
    }

    private static Map<String, Object> entries(Object... keysAndValues) {
        Map<String, Object> entries = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            entries.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return entries;
    }

    private static Map<String, Object> encoderSettings() {
        return entries(
                "_name",
                "av_hubert",
                "encoder_layers",
                2,
                "encoder_embed_dim",
                WIDTH,
                "encoder_ffn_embed_dim",
                16,
                "encoder_attention_heads",
                3,
                "dropout",
                0.1,
                "attention_dropout",
                0.2,
                "activation_dropout",
                0.3,
                "encoder_layerdrop",
                0.4,
                "dropout_input",
                0.05,
                "layer_norm_first",
                true,
                "modality_fuse",
                "concat",
                "modality_dropout",
                0.5,
                "audio_dropout",
                0.25,
                "conv_pos",
                6,
                "conv_pos_groups",
                2,
                "audio_feat_dim",
                10,
                "logit_temp",
                0.2);
    }

    private static Map<String, Object> readerSettings(Object encoder) {
        return entries(
                "_name",
                "av_hubert_seq2seq",
                "w2v_path",
                "/pretrained.pt",
                "dropout",
                0.1,
                "attention_dropout",
                0.2,
                "activation_dropout",
                0.3,
                "layerdrop",
                0.4,
                "dropout_input",
                0.05,
                "decoder_layers",
                1,
                "decoder_embed_dim",
                8,
                "decoder_ffn_embed_dim",
                20,
                "decoder_attention_heads",
                2,
                "decoder_dropout",
                0.15,
                "decoder_attention_dropout",
                0.25,
                "decoder_activation_dropout",
                0.35,
                "decoder_layerdrop",
                0.45,
                "share_decoder_input_output_embed",
                false,
                "no_scale_embedding",
                false,
                "decoder_normalize_before",
                true,
                "w2v_args",
                encoder);
    }

    private static Foreign namespace(Map<String, Object> attributes) {
        return new Foreign("argparse", "Namespace", attributes);
    }

    private static Object dictionary(String... symbols) {
        return new Foreign(
                "fairseq.data.dictionary",
                "Dictionary",
                entries("pad_word", "<pad>", "symbols", List.of((Object[]) symbols), "nspecial", 4));
    }

    private static Object taskState() {
        return entries(
                "dictionaries",
                List.of(dictionary("<s>", "<pad>", "</s>", "<unk>", "0", "1")),
                "target_dictionary",
                dictionary("<s>", "<pad>", "</s>", "<unk>", "\u2581BLUE", "AT"),
                "s2s_tokenizer",
                new Foreign("fairseq.data.encoders.sentencepiece_bpe", "SentencepieceBPE", entries("sp", new byte[] {
                    10, (byte) 0xf0, 0
                })));
    }

    private Path fineTuned(Map<String, NDArray> state) {
        return FairseqFile.write(
                folder,
                state,
                entries(
                        "args",
                        null,
                        "cfg",
                        entries(
                                "task",
                                entries("fine_tuning", true),
                                "model",
                                readerSettings(entries("model", encoderSettings()))),
                        "task_state",
                        taskState()));
    }

    private static void assertSameWeights(Layer expected, Layer actual) {
        Map<String, NDArray> state = actual.state();
        assertEquals(List.copyOf(expected.state().keySet()), List.copyOf(state.keySet()));
        expected.state()
                .forEach((name, array) ->
                        assertArrayEquals(array.toFloatArray(), state.get(name).toFloatArray(), name));
    }

    @Test
    void aFineTunedFileBecomesTheReaderItWas() {
        AvHubert published = filled(new AvHubert(config()));
        Path file = fineTuned(published.state());
        Checkpoint checkpoint = AvHubertCheckpoint.read(file);
        assertTrue(AvHubertCheckpoint.isReader(checkpoint));
        AvHubert reader = AvHubertCheckpoint.load(checkpoint, file, manager);
        assertEquals(config(), reader.config());
        assertSameWeights(published, reader);
        assertEquals(
                Optional.of(List.of("<s>", "<pad>", "</s>", "<unk>", "\u2581BLUE", "AT")),
                AvHubertCheckpoint.vocabulary(checkpoint, file));
        assertSameWeights(published.encoder(), AvHubertCheckpoint.loadEncoder(checkpoint, file, manager));
    }

    @Test
    void settingsMayBeObjectsOfForeignClasses() {
        AvHubert published = filled(new AvHubert(config()));
        List<Object> trees = List.of(
                namespace(readerSettings(namespace(entries("model", namespace(encoderSettings()))))),
                new Settings(readerSettings(new Settings(entries("model", new Settings(encoderSettings()))))));
        for (Object tree : trees) {
            Path file =
                    FairseqFile.write(folder, published.state(), entries("cfg", new Settings(entries("model", tree))));
            assertEquals(config(), AvHubertCheckpoint.config(AvHubertCheckpoint.read(file), file));
        }
    }

    @Test
    void aPretrainedFileBecomesTheEncoderWithItsHeads() {
        AvHubertEncoderConfig config = encoderConfig(new Clusters(5, 4, 0.2), new DropoutRates(0.1, 0.2, 0.3, 0.4));
        AvHubertEncoder published = filled(new AvHubertEncoder(config));
        Path file = FairseqFile.write(
                folder, published.state(), entries("args", namespace(encoderSettings()), "cfg", null));
        Checkpoint checkpoint = AvHubertCheckpoint.read(file);
        AvHubertEncoder encoder = AvHubertCheckpoint.loadEncoder(checkpoint, file, manager);
        assertEquals(config, encoder.config());
        assertSameWeights(published, encoder);
        VisemeException refusal =
                assertThrows(VisemeException.class, () -> AvHubertCheckpoint.load(checkpoint, file, manager));
        assertTrue(refusal.getMessage().contains("is no reader of lips"), refusal.getMessage());
    }

    @Test
    void aFileWithoutSettingsIsReadByItsShapes() {
        TransformerConfig transformer = new TransformerConfig(1, 128, 32, 2, Activation.GELU, DropoutRates.NONE);
        AvHubertConfig config = new AvHubertConfig(
                new AvHubertEncoderConfig(
                        1, 7, transformer, new Positions(8, 16), 0, ModalityDropout.NONE, Clusters.NONE),
                new TransformerDecoderConfig(
                        9,
                        AvHubertConfig.PADDING,
                        128,
                        new TransformerConfig(2, 12, 20, 4, Activation.RELU, DropoutRates.NONE),
                        true,
                        false));
        AvHubert published = filled(new AvHubert(config));
        Path file = FairseqFile.write(folder, published.state(), entries());
        assertEquals(
                config,
                AvHubertCheckpoint.load(Checkpoint.read(file), file, manager).config());
    }

    @Test
    void whatPretrainingLeftBehindIsNotNeededForReading() {
        AvHubert published = filled(new AvHubert(config()));
        Map<String, NDArray> state = new LinkedHashMap<>(published.state());
        state.put("encoder.w2v_model.label_embs_concat", manager.ones(new Shape(5, 4)));
        state.put("encoder.w2v_model.final_proj.bias", manager.ones(new Shape(4)));
        Path file = fineTuned(state);
        Checkpoint checkpoint = AvHubertCheckpoint.read(file);
        assertSameWeights(published, AvHubertCheckpoint.load(checkpoint, file, manager));
        assertSameWeights(published.encoder(), AvHubertCheckpoint.loadEncoder(checkpoint, file, manager));
    }

    @Test
    void differencesArePrintedAsATable() {
        AvHubert published = filled(new AvHubert(config()));
        Map<String, NDArray> state = new LinkedHashMap<>(published.state());
        NDArray moved = state.remove("decoder.layer_norm.bias");
        state.put("decoder.layernorm.bias", moved);
        state.put("encoder.w2v_model.encoder.layers.1.fc2.bias", manager.ones(new Shape(3)));
        Path file = fineTuned(state);
        Differences differences = assertThrows(
                        Differences.MismatchException.class,
                        () -> AvHubertCheckpoint.load(AvHubertCheckpoint.read(file), file, manager))
                .differences();
        assertEquals(List.of("decoder.layer_norm.bias"), differences.missing());
        assertEquals(List.of("decoder.layernorm.bias"), differences.unexpected());
        assertEquals(
                List.of(new Differences.WrongShape("encoder.w2v_model.encoder.layers.1.fc2.bias", "[12]", "[3]")),
                differences.wrongShape());
        assertTrue(differences.toString().contains("needed [12], found [3]"));
    }

    @Test
    void settingsThatNothingHereComputesAreRefused() {
        AvHubert published = filled(new AvHubert(config()));
        for (String[] setting :
                new String[][] {{"layer_norm_first", "false"}, {"modality_fuse", "add"}, {"sub_encoder_layers", "2"}}) {
            Map<String, Object> settings = encoderSettings();
            settings.put(setting[0], setting[1]);
            Path file = FairseqFile.write(
                    folder,
                    published.state(),
                    entries("cfg", entries("model", readerSettings(entries("model", settings)))));
            VisemeException refusal =
                    assertThrows(VisemeException.class, () -> AvHubertCheckpoint.config(Checkpoint.read(file), file));
            assertTrue(refusal.getMessage().contains(setting[0] + "=" + setting[1]), refusal.getMessage());
        }
    }

    @Test
    void foreignClassesAreNamedAndRefusedWhereNobodyAllowedThem() {
        Path file = fineTuned(filled(new AvHubert(config())).state());
        UnsafePickleException refusal = assertThrows(UnsafePickleException.class, () -> Checkpoint.read(file));
        assertEquals(
                List.of(
                        "fairseq.data.dictionary.Dictionary",
                        "fairseq.data.encoders.sentencepiece_bpe.SentencepieceBPE",
                        "_codecs.encode"),
                refusal.globals());
        assertFalse(WordReaderCheckpoint.isWordReader(file), "who asks what it holds allows them");
    }

    @Test
    void ownFilesComeBackAsTheyWere() {
        AvHubert reader = filled(new AvHubert(config()));
        Path file = folder.resolve("reader.safetensors");
        AvHubertCheckpoint.of(reader).save(file);
        AvHubert again = AvHubertCheckpoint.load(AvHubertCheckpoint.read(file), file, manager);
        assertEquals(config(), again.config());
        assertSameWeights(reader, again);
        assertSameWeights(
                reader.encoder(), AvHubertCheckpoint.loadEncoder(AvHubertCheckpoint.read(file), file, manager));

        AvHubertEncoderConfig pretrained = encoderConfig(new Clusters(5, 4, 0.2), DropoutRates.NONE);
        AvHubertEncoder encoder = filled(new AvHubertEncoder(pretrained));
        Path other = folder.resolve("encoder.safetensors");
        AvHubertCheckpoint.of(encoder).save(other);
        AvHubertEncoder back = AvHubertCheckpoint.loadEncoder(Checkpoint.read(other), other, manager);
        assertEquals(pretrained, back.config());
        assertSameWeights(encoder, back);
        assertThrows(VisemeException.class, () -> AvHubertCheckpoint.load(Checkpoint.read(other), other, manager));
        Checkpoint foreign = Checkpoint.read(other).with(Checkpoint.CONFIG, "{\"model\":\"wav2lip\"}");
        assertTrue(assertThrows(VisemeException.class, () -> AvHubertCheckpoint.loadEncoder(foreign, other, manager))
                .getMessage()
                .contains("another kind of model"));
    }
}
