package org.viseme.parity;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.LongBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.viseme.model.avhubert.AvHubertEncoderConfig;
import org.viseme.model.avhubert.AvHubertEncoderConfig.Clusters;
import org.viseme.model.avhubert.AvHubertEncoderConfig.ModalityDropout;
import org.viseme.model.avhubert.AvHubertEncoderConfig.Positions;
import org.viseme.model.talklip.TalkLip;
import org.viseme.model.talklip.TalkLipConfig;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.nn.DropoutRates;
import org.viseme.nn.Pass;
import org.viseme.nn.SequenceBatch;
import org.viseme.nn.TransformerConfig;
import org.viseme.nn.TransformerConfig.Activation;
import org.viseme.torch.GradientScope;
import org.viseme.torch.Torch;

/** TalkLip's generator. */
final class TalkLipParity {
    private static final int SIZE = Wav2LipConfig.FACE_SIZE;

    private TalkLipParity() {}

    static List<Comparison> generator(Fixture fixture) {
        try (NDManager manager = Torch.newManager(Device.cpu());
                GradientScope off = GradientScope.off()) {
            TalkLip network = new TalkLip(TalkLipConfig.global().withEncoder(standIn()));
            network.initialize(manager, 0);
            Map<String, NDArray> published = new LinkedHashMap<>(network.state());
            published.keySet().removeIf(name -> name.startsWith("audio_encoder."));
            Wav2LipParity.load(published, fixture);
            SequenceBatch heard = new SequenceBatch(
                    Wav2LipParity.input(fixture, "embedding", manager).transpose(1, 0, 2));
            NDArray speech = heard.positions(indices(fixture, manager));
            NDArray face = Wav2LipParity.input(fixture, "face", manager);
            NDArray frames = network.draw(speech, face, Pass.INFERENCE);
            NDArray logits = network.logits(speech, face, Pass.INFERENCE);
            return List.of(
                    fixture.compare("frames_s2", Fixture.strided(frames.toFloatArray(), SIZE, SIZE, 2)),
                    fixture.compare("logits_s8", Fixture.strided(logits.toFloatArray(), SIZE, SIZE, 8)));
        }
    }

    /** As wide as the published listener and otherwise as small as can be: the fixture gives what was heard. */
    private static AvHubertEncoderConfig standIn() {
        int width = AvHubertEncoderConfig.base().transformer().width();
        return new AvHubertEncoderConfig(
                1,
                1,
                new TransformerConfig(1, width, 1, 1, Activation.GELU, DropoutRates.NONE),
                new Positions(1, width),
                0,
                ModalityDropout.NONE,
                Clusters.NONE);
    }

    private static NDArray indices(Fixture fixture, NDManager manager) {
        JsonNode entries = fixture.manifest().path("audio_index");
        LongBuffer values = LongBuffer.allocate(entries.size());
        entries.forEach(entry -> values.put(entry.asLong()));
        return Torch.create(manager, values.flip(), new Shape(entries.size()), DataType.INT64);
    }
}
