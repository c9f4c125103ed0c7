package org.viseme.parity;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.LongBuffer;
import java.util.List;
import org.viseme.model.avhubert.AvHubertConfig;
import org.viseme.model.avhubert.AvHubertEncoder;
import org.viseme.model.avhubert.AvHubertEncoderConfig;
import org.viseme.model.avhubert.Clips;
import org.viseme.nn.Layer;
import org.viseme.nn.Pass;
import org.viseme.nn.SequenceBatch;
import org.viseme.nn.TransformerDecoder;
import org.viseme.torch.GradientScope;
import org.viseme.torch.Torch;

/** AV-HuBERT's encoder and decoder. */
final class AvHubertParity {
    private static final int[] PADDED_LENGTHS = {10, 7};

    private AvHubertParity() {}

    /** A network under the name that it has within the one that was published. */
    private static final class Part extends Layer {
        Part(String name, Layer network) {
            add(name, network);
        }

        @Override
        public NDList forward(NDList inputs, Pass pass) {
            throw new UnsupportedOperationException();
        }
    }

    static List<Comparison> encoder(Fixture fixture) {
        try (NDManager manager = Torch.newManager(Device.cpu());
                GradientScope off = GradientScope.off()) {
            AvHubertEncoder network = filledEncoder(fixture, manager);
            NDArray video = Wav2LipParity.input(fixture, "video", manager);
            NDArray audio = Wav2LipParity.input(fixture, "audio", manager);
            Clips both = Clips.of(audio, video);
            Clips padded = Clips.unseen(Wav2LipParity.input(fixture, "audio_padded", manager))
                    .withPadding(SequenceBatch.padding(manager, PADDED_LENGTHS));
            return List.of(
                    fixture.compare("video_only", context(network, Clips.silent(video))),
                    fixture.compare("audio_only", context(network, Clips.unseen(audio))),
                    fixture.compare("audio_visual", context(network, both)),
                    fixture.compare("audio_padded", context(network, padded)),
                    fixture.compare("audio_visual_layer6", everyNth(network.layer(both, 6, Pass.INFERENCE), 4)),
                    fixture.compare(
                            "resnet",
                            network.frames(video, Pass.INFERENCE)
                                    .transpose(0, 2, 1)
                                    .toFloatArray()));
        }
    }

    static List<Comparison> decoder(Fixture fixture) {
        try (NDManager manager = Torch.newManager(Device.cpu());
                GradientScope off = GradientScope.off()) {
            TransformerDecoder network =
                    new TransformerDecoder(AvHubertConfig.base().decoder());
            Wav2LipParity.fill(new Part("decoder", network), fixture, manager);
            NDArray tokens = tokens(fixture, manager);
            SequenceBatch context = new SequenceBatch(
                    Wav2LipParity.input(fixture, "encoder_out", manager).transpose(1, 0, 2));
            Fixture heard = Fixture.read(fixture.folder().resolve("avhubert_encoder.json"));
            SequenceBatch chained = filledEncoder(heard, manager)
                    .context(
                            Clips.of(
                                    Wav2LipParity.input(heard, "audio", manager),
                                    Wav2LipParity.input(heard, "video", manager)),
                            Pass.INFERENCE);
            return List.of(
                    fixture.compare(
                            "logits",
                            network.logits(tokens, context, Pass.INFERENCE).toFloatArray()),
                    fixture.compare("features_s4", everyNth(network.features(tokens, context, Pass.INFERENCE), 4)),
                    fixture.compare("logits_chained_s3", everyNth(network.logits(tokens, chained, Pass.INFERENCE), 3)));
        }
    }

    private static AvHubertEncoder filledEncoder(Fixture fixture, NDManager manager) {
        AvHubertEncoder network = new AvHubertEncoder(AvHubertEncoderConfig.base());
        Wav2LipParity.fill(new Part("encoder.w2v_model", network), fixture, manager);
        return network;
    }

    private static float[] context(AvHubertEncoder network, Clips clips) {
        return network.context(clips, Pass.INFERENCE).values().toFloatArray();
    }

    /** Every n-th value of the last axis. */
    private static float[] everyNth(NDArray values, int step) {
        return values.get(new NDIndex("..., ::" + step)).toFloatArray();
    }

    private static NDArray tokens(Fixture fixture, NDManager manager) {
        JsonNode rows = fixture.manifest().path("tokens");
        LongBuffer values = LongBuffer.allocate(rows.size() * rows.get(0).size());
        rows.forEach(row -> row.forEach(token -> values.put(token.asLong())));
        return Torch.create(
                manager, values.flip(), new Shape(rows.size(), rows.get(0).size()), DataType.INT64);
    }
}
