package org.viseme.model.syncnet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;
import org.viseme.nn.Layer;
import org.viseme.nn.Pass;
import org.viseme.nn.Stack;
import org.viseme.torch.TorchScript;

/**
 * The sync expert: do these lips say this sound? One encoder looks at the lower halves of a window of consecutive faces,
 * stacked as channels, one listens to the mel window of the same time; both end in an embedding that is nowhere negative
 * (a ReLU) and has length one, so that their product, the cosine, lies in 0..1 and is taken for the probability that they
 * belong together (Prajwal et al. 2020, section 3.1, after SyncNet of Chung and Zisserman 2016).
 */
public final class SyncExpert extends Layer {
    private static final TorchScript LOWER_HALVES = TorchScript.of(List.of("faces"), """
            half = torch.floordiv(torch.size(faces, 3), 2)
            lower = torch.slice(faces, 3, half)
            return torch.flatten(torch.permute(lower, [0, 2, 1, 3, 4]), 1, 2)
            """);
    private static final TorchScript EMBEDDING = TorchScript.of(List.of("x"), """
            flat = torch.flatten(x, 1)
            norm = torch.clamp_min(torch.norm(flat, 2, [1], True), 1e-12)
            return torch.div(flat, norm)
            """);

    private final SyncExpertConfig config;
    private final Stack faceEncoder;
    private final Stack audioEncoder;

    public SyncExpert(SyncExpertConfig config) {
        this.config = config;
        SyncBlocks blocks = SyncBlocks.of(config.blocks());
        int c = config.channels();
        faceEncoder = add("face_encoder", blocks.face(3 * config.frames(), c, config.embedding()));
        audioEncoder = add("audio_encoder", blocks.audio(config.frames(), c, config.embedding()));
    }

    public SyncExpertConfig config() {
        return config;
    }

    /**
     * @param inputs mel windows (batch, 1, 80, columns) scaled to -4..4, and faces as {@link #lowerHalves} makes them
     * @return their embeddings, each (batch, embedding): of the speech, of the lips
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        return new NDList(speech(inputs.get(0), pass), EMBEDDING.apply(faceEncoder.forward(inputs.get(1), pass)));
    }

    /**
     * What is heard.
     *
     * @param mel (batch, 1, 80, columns) scaled to -4..4; a window begins at the time of its first frame
     * @return (batch, embedding), no value negative, each row of length one
     */
    public NDArray speech(NDArray mel, Pass pass) {
        return EMBEDDING.apply(audioEncoder.forward(mel, pass));
    }

    /**
     * What is seen.
     *
     * @param faces (batch, 3, frames, 96, 96) in 0..1, blue first
     * @return (batch, embedding), no value negative, each row of length one
     */
    public NDArray lips(NDArray faces, Pass pass) {
        return EMBEDDING.apply(faceEncoder.forward(lowerHalves(faces), pass));
    }

    /**
     * The lower halves of a window, stacked as channels, frame after frame.
     *
     * @param faces (batch, 3, frames, height, width)
     * @return (batch, frames * 3, height / 2, width)
     */
    public static NDArray lowerHalves(NDArray faces) {
        return LOWER_HALVES.apply(faces);
    }
}
