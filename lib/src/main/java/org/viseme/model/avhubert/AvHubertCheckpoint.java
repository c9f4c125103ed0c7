package org.viseme.model.avhubert;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.ModelConfig;
import org.viseme.checkpoint.NetworkState;
import org.viseme.checkpoint.PthOptions;
import org.viseme.checkpoint.StateDict;
import org.viseme.model.avhubert.AvHubertEncoderConfig.Clusters;
import org.viseme.model.avhubert.AvHubertEncoderConfig.ModalityDropout;
import org.viseme.model.avhubert.AvHubertEncoderConfig.Positions;
import org.viseme.nn.DropoutRates;
import org.viseme.nn.Layer;
import org.viseme.nn.TransformerConfig;
import org.viseme.nn.TransformerConfig.Activation;
import org.viseme.nn.TransformerDecoderConfig;

/**
 * Readers and encoders from files and to files: Viseme's own, which carry their configuration, and the published ones
 * of fairseq, whose sizes are read off their tensors and whose other settings off their {@code cfg} or {@code args}.
 *
 * <p>Published files hold their settings as objects of foreign classes. {@link #read} reads those as data; nothing of a
 * file is ever run.
 */
public final class AvHubertCheckpoint {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String READER = "avhubert";
    private static final String ENCODER = "avhubert-encoder";
    private static final String ENCODER_PREFIX = "encoder.w2v_model.";
    private static final String DECODER_PREFIX = "decoder.";
    private static final String AUDIO_WEIGHT = "feature_extractor_audio.proj.weight";
    private static final String VIDEO_WEIGHT = "feature_extractor_video.resnet.frontend3D.0.weight";
    private static final String TOKENS = "decoder.embed_tokens.weight";
    private static final List<String> PRETRAINING = List.of("final_proj.", "label_embs_concat", "target_glu.");

    private AvHubertCheckpoint() {}

    /** Reads a file; settings of foreign classes become data. */
    public static Checkpoint read(Path file) {
        return Checkpoint.read(file, PthOptions.inertRecords(true));
    }

    /** A reader's state with its configuration. */
    public static Checkpoint of(AvHubert network) {
        return of(network, ModelConfig.write(READER, network.config()));
    }

    /** An encoder's state with its configuration. */
    public static Checkpoint of(AvHubertEncoder network) {
        return of(network, ModelConfig.write(ENCODER, network.config()));
    }

    private static Checkpoint of(Layer network, String config) {
        return new Checkpoint(NetworkState.copyOf(network.state())).with(Checkpoint.CONFIG, config);
    }

    /**
     * Builds the reader of a checkpoint and fills it.
     *
     * @param source what the checkpoint was read from, for messages
     * @param manager owns the arrays
     * @throws VisemeException when the state is not one of a reader: fine-tuned, with a decoder
     */
    public static AvHubert load(Checkpoint checkpoint, Path source, NDManager manager) {
        AvHubert network = new AvHubert(config(checkpoint, source));
        fill(network, withoutHeads(checkpoint.state(), ENCODER_PREFIX), source, manager);
        return network;
    }

    /**
     * Builds an encoder and fills it: from its own checkpoint, pretrained or not, or from that of a reader.
     *
     * @param source what the checkpoint was read from, for messages
     * @param manager owns the arrays
     * @throws VisemeException when the state has no such encoder
     */
    public static AvHubertEncoder loadEncoder(Checkpoint checkpoint, Path source, NDManager manager) {
        if (isReader(checkpoint)) {
            AvHubertEncoder network =
                    new AvHubertEncoder(config(checkpoint, source).encoder());
            fill(network, withoutHeads(checkpoint.state().subset(ENCODER_PREFIX), ""), source, manager);
            return network;
        }
        AvHubertEncoder network = new AvHubertEncoder(encoderConfig(checkpoint, source));
        fill(network, checkpoint.state(), source, manager);
        return network;
    }

    /**
     * A state without the heads of pretraining, which published files of finished networks may still have.
     *
     * @param prefix what the names of the encoder's tensors begin with
     */
    public static StateDict withoutHeads(StateDict state, String prefix) {
        StateDict needed = new StateDict();
        state.asMap().forEach((name, tensor) -> {
            if (PRETRAINING.stream().noneMatch(head -> name.startsWith(prefix + head))) {
                needed.put(name, tensor);
            }
        });
        return needed;
    }

    private static void fill(Layer network, StateDict state, Path source, NDManager manager) {
        StateDict complete = NetworkState.withBatchCounts(state, network.stateShapes());
        StateDict.compare(network.stateShapes(), complete).orThrow(source.toString());
        network.initialize(manager, 0);
        NetworkState.load(network.state(), complete, source.toString());
    }

    /** Whether a checkpoint holds a reader, with a decoder, and not an encoder alone. */
    public static boolean isReader(Checkpoint checkpoint) {
        return checkpoint.state().contains(TOKENS);
    }

    /**
     * The tokens that a published reader writes, beginning with those that mean no text; empty when the file does not
     * say. Pieces of words begin with {@code U+2581} where a word begins.
     */
    public static Optional<List<String>> vocabulary(Checkpoint checkpoint, Path source) {
        String state = checkpoint.metadata().get("task_state");
        if (state == null) {
            return Optional.empty();
        }
        try {
            List<String> symbols = new ArrayList<>();
            JSON.readTree(state)
                    .path("target_dictionary")
                    .path("symbols")
                    .forEach(symbol -> symbols.add(symbol.asText()));
            return symbols.isEmpty() ? Optional.empty() : Optional.of(symbols);
        } catch (JsonProcessingException e) {
            throw new VisemeException(
                    source.toString(), "its dictionary cannot be read", "use the file as it was published", e);
        }
    }

    /** The configuration of a reader. */
    public static AvHubertConfig config(Checkpoint checkpoint, Path source) {
        Optional<ObjectNode> own = ModelConfig.find(checkpoint, source, READER, "use an " + READER);
        if (own.isPresent()) {
            return ModelConfig.read(own.get(), AvHubertConfig.class, source);
        }
        if (!isReader(checkpoint) || !checkpoint.state().contains(ENCODER_PREFIX + AUDIO_WEIGHT)) {
            throw new VisemeException(
                    source.toString(),
                    "is no reader of lips (" + TOKENS + " or " + ENCODER_PREFIX + AUDIO_WEIGHT
                            + " is missing among its " + checkpoint.state().size() + " tensors)",
                    "use a fine-tuned file like base_vox_433h.pt, or one trained with Viseme");
        }
        FairseqSettings settings = FairseqSettings.of(checkpoint, source);
        FairseqSettings encoder = settings.encoder();
        DropoutRates fineTuning = new DropoutRates(
                settings.rate("dropout", 0),
                settings.rate("attention_dropout", 0),
                settings.rate("activation_dropout", 0),
                settings.rate("layerdrop", 0));
        AvHubertEncoderConfig seeing = encoder(
                checkpoint.state().subset(ENCODER_PREFIX),
                encoder,
                fineTuning,
                settings.rate("dropout_input", 0),
                Clusters.NONE);
        return new AvHubertConfig(
                seeing,
                decoder(checkpoint.state(), settings, seeing.transformer().width()));
    }

    /** The configuration of an encoder that stands alone. */
    public static AvHubertEncoderConfig encoderConfig(Checkpoint checkpoint, Path source) {
        Optional<ObjectNode> own = ModelConfig.find(checkpoint, source, ENCODER, "use an " + ENCODER);
        if (own.isPresent()) {
            return ModelConfig.read(own.get(), AvHubertEncoderConfig.class, source);
        }
        if (!checkpoint.state().contains(AUDIO_WEIGHT)) {
            throw new VisemeException(
                    source.toString(),
                    "is no AV-HuBERT (" + AUDIO_WEIGHT + " is missing among its "
                            + checkpoint.state().size() + " tensors)",
                    "use a file like base_vox_iter5.pt, or one trained with Viseme");
        }
        FairseqSettings settings = FairseqSettings.of(checkpoint, source);
        DropoutRates rates = new DropoutRates(
                settings.rate("dropout", 0),
                settings.rate("attention_dropout", 0),
                settings.rate("activation_dropout", 0),
                settings.rate("encoder_layerdrop", 0));
        return encoder(
                checkpoint.state(),
                settings,
                rates,
                settings.rate("dropout_input", 0),
                clusters(checkpoint.state(), settings));
    }

    private static Clusters clusters(StateDict state, FairseqSettings settings) {
        if (!state.contains("label_embs_concat")) {
            return Clusters.NONE;
        }
        settings.require("sim_type", "cosine");
        settings.require("target_glu", "false");
        return new Clusters(
                size(state, "label_embs_concat", 0),
                size(state, "label_embs_concat", 1),
                settings.rate("logit_temp", Clusters.NONE.temperature()));
    }

    private static AvHubertEncoderConfig encoder(
            StateDict state, FairseqSettings settings, DropoutRates rates, double inputDropout, Clusters clusters) {
        settings.require("layer_norm_first", "true");
        settings.require("activation_fn", "gelu");
        settings.require("modality_fuse", "concat");
        settings.require("masking_type", "input");
        settings.require("resnet_relu_type", "prelu");
        settings.require("sub_encoder_layers", "0");
        int width = settings.number("encoder_embed_dim", size(state, AUDIO_WEIGHT, 0));
        return new AvHubertEncoderConfig(
                size(state, VIDEO_WEIGHT, 0),
                size(state, AUDIO_WEIGHT, 1),
                new TransformerConfig(
                        settings.number("encoder_layers", layers(state, "encoder.layers.")),
                        width,
                        settings.number("encoder_ffn_embed_dim", size(state, "encoder.layers.0.fc1.weight", 0)),
                        // 12 of 768 and 16 of 1024 values in the published networks
                        settings.number("encoder_attention_heads", Math.max(1, width / 64)),
                        Activation.GELU,
                        rates),
                new Positions(
                        settings.number("conv_pos", size(state, "encoder.pos_conv.0.weight_v", 2)),
                        settings.number("conv_pos_groups", width / size(state, "encoder.pos_conv.0.weight_v", 1))),
                inputDropout,
                new ModalityDropout(settings.rate("modality_dropout", 0), settings.rate("audio_dropout", 0)),
                clusters);
    }

    private static TransformerDecoderConfig decoder(StateDict state, FairseqSettings settings, int contextWidth) {
        settings.require("decoder_normalize_before", "true");
        settings.require("decoder_learned_pos", "false");
        settings.require("no_token_positional_embeddings", "false");
        int width = settings.number("decoder_embed_dim", size(state, TOKENS, 1));
        return new TransformerDecoderConfig(
                size(state, TOKENS, 0),
                AvHubertConfig.PADDING,
                contextWidth,
                new TransformerConfig(
                        settings.number("decoder_layers", layers(state, DECODER_PREFIX + "layers.")),
                        width,
                        settings.number("decoder_ffn_embed_dim", size(state, "decoder.layers.0.fc1.weight", 0)),
                        // 4 of 768 and 8 of 1024 values in the published networks
                        settings.number("decoder_attention_heads", width < 1024 ? 4 : 8),
                        Activation.RELU,
                        new DropoutRates(
                                settings.rate("decoder_dropout", 0),
                                settings.rate("decoder_attention_dropout", 0),
                                settings.rate("decoder_activation_dropout", 0),
                                settings.rate("decoder_layerdrop", 0))),
                settings.flag("share_decoder_input_output_embed", !state.contains("decoder.embed_out")),
                !settings.flag("no_scale_embedding", true));
    }

    /**
     * An axis of a tensor; one where there is no such tensor, so that the comparison of states can tell all that is
     * missing.
     */
    private static int size(StateDict state, String name, int axis) {
        long[] shape = state.contains(name) ? state.get(name).shape() : new long[0];
        return axis < shape.length && shape[axis] > 0 ? Math.toIntExact(shape[axis]) : 1;
    }

    private static int layers(StateDict state, String prefix) {
        int count = 0;
        while (state.contains(prefix + count + ".fc1.weight")) {
            count++;
        }
        return Math.max(1, count);
    }
}
