package org.viseme.dub;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.viseme.media.Waveform;
import org.viseme.model.wav2lip.Wav2Lip;
import org.viseme.nn.Pass;

/** Wav2Lip generators in the dubbing pipeline. */
final class Wav2LipSynthesizer extends CropSynthesizer {
    private final Wav2Lip network;

    /** @param manager owns the network */
    Wav2LipSynthesizer(String name, Wav2Lip network, NDManager manager) {
        super(name, manager);
        this.network = network;
        network.foldForInference();
    }

    @Override
    public Speech listen(Waveform speech) {
        return HeardMel.of(speech);
    }

    @Override
    NDArray draw(Speech speech, List<Request> requests, NDArray faces) {
        NDArray mel = ((HeardMel) speech).windows(requests, faces.getManager());
        return network.forward(new NDList(mel, faces), Pass.INFERENCE).singletonOrThrow();
    }
}
