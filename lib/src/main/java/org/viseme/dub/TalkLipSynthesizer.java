package org.viseme.dub;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.List;
import org.viseme.audio.Features;
import org.viseme.audio.LogFilterBank;
import org.viseme.media.Waveform;
import org.viseme.model.avhubert.AvHubertEncoderConfig;
import org.viseme.model.talklip.TalkLip;
import org.viseme.model.talklip.TalkLipConfig.Hearing;
import org.viseme.nn.Pass;
import org.viseme.nn.SequenceBatch;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.Torch;

/**
 * TalkLip generators in the dubbing pipeline. One that hears globally listens to the whole speech before it draws; to a long
 * one in overlapping windows of 30 seconds, so that its attention takes no more memory for an hour than for a minute.
 */
final class TalkLipSynthesizer extends CropSynthesizer {
    /** 30 seconds, about twice as long as the utterances of LRS2 and LRS3. */
    static final int WINDOW = 30 * AvHubertEncoderConfig.FRAMES_A_SECOND;

    /** 5 seconds. */
    static final int MARGIN = 5 * AvHubertEncoderConfig.FRAMES_A_SECOND;

    private final TalkLip network;

    /** A speech, of which one row belongs to each 40 ms. */
    private record HeardUtterance(Features embeddings) implements Speech {
        /** The rows nearest to the times of some frames; frames behind the last row share it. */
        NDArray rows(List<Request> requests, NDManager manager) {
            int width = embeddings.width();
            FloatBuffer rows = FloatBuffer.allocate(requests.size() * width);
            for (Request request : requests) {
                long nearest = Math.round(request.seconds() * AvHubertEncoderConfig.FRAMES_A_SECOND);
                rows.put(embeddings.values(), width * Math.clamp(nearest, 0, embeddings.time() - 1), width);
            }
            return Torch.create(manager, rows.flip(), new Shape(requests.size(), width), DataType.FLOAT32);
        }
    }

    /** @param manager owns the network */
    TalkLipSynthesizer(String name, TalkLip network, NDManager manager) {
        super(name, manager);
        this.network = network;
        network.foldForInference();
    }

    @Override
    public Reference reference() {
        return Reference.FIRST;
    }

    @Override
    public Speech listen(Waveform speech) {
        if (network.config().hearing() == Hearing.LOCAL) {
            return HeardMel.of(speech);
        }
        Features sound = LogFilterBank.avHubert(speech).normalised();
        int width = network.config().speechWidth();
        float[] embeddings = new float[sound.time() * width];
        for (ListeningWindow window : ListeningWindow.over(sound.time(), WINDOW, MARGIN)) {
            float[] heard = hear(sound, window);
            System.arraycopy(
                    heard,
                    (window.keptFrom() - window.from()) * width,
                    embeddings,
                    window.keptFrom() * width,
                    (window.keptTo() - window.keptFrom()) * width);
        }
        return new HeardUtterance(new Features(sound.time(), width, embeddings));
    }

    private float[] hear(Features sound, ListeningWindow window) {
        try (NativeScope scope = NativeScope.under(manager());
                GradientScope off = GradientScope.off()) {
            NDArray rows = Torch.create(
                    scope.manager(),
                    FloatBuffer.wrap(sound.window(window.from(), window.frames())),
                    new Shape(1, window.frames(), sound.width()),
                    DataType.FLOAT32);
            return network.hear(new SequenceBatch(rows), Pass.INFERENCE)
                    .values()
                    .toFloatArray();
        }
    }

    @Override
    NDArray draw(Speech speech, List<Request> requests, NDArray faces) {
        NDManager arrays = faces.getManager();
        NDArray heard = speech instanceof HeardMel mel
                ? network.hear(mel.windows(requests, arrays), Pass.INFERENCE)
                : ((HeardUtterance) speech).rows(requests, arrays);
        return network.draw(heard, faces, Pass.INFERENCE);
    }
}
