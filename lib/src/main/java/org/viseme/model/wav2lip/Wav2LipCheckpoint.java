package org.viseme.model.wav2lip;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Optional;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.ModelConfig;
import org.viseme.checkpoint.NetworkState;
import org.viseme.checkpoint.StateDict;

/** Generators from files and to files: Viseme's own, which carry their configuration, and the published ones. */
public final class Wav2LipCheckpoint {
    /** What the configuration of such a file names as its {@code model}. */
    public static final String FAMILY = "wav2lip";

    private static final String FIRST_WEIGHT = "face_encoder_blocks.0.0.conv_block.0.weight";

    private Wav2LipCheckpoint() {}

    /** A generator's state with its configuration. */
    public static Checkpoint of(Wav2Lip network, Wav2LipConfig config) {
        return new Checkpoint(NetworkState.copyOf(network.state()))
                .with(Checkpoint.CONFIG, ModelConfig.write(FAMILY, config));
    }

    /**
     * Builds the network of a checkpoint and fills it.
     *
     * @param manager owns the arrays
     * @throws VisemeException when the state is not one of a Wav2Lip generator
     */
    public static Wav2Lip load(Checkpoint checkpoint, Path source, NDManager manager) {
        Wav2Lip network = new Wav2Lip(config(checkpoint, source));
        StateDict.compare(network.stateShapes(), checkpoint.state()).orThrow(source.toString());
        network.initialize(manager, 0);
        NetworkState.load(network.state(), checkpoint.state(), source.toString());
        return network;
    }

    /** The configuration that a checkpoint carries; that of a published file is read off its first weight. */
    public static Wav2LipConfig config(Checkpoint checkpoint, Path source) {
        Optional<ObjectNode> own = ModelConfig.find(checkpoint, source, FAMILY, "use a Wav2Lip generator");
        if (own.isPresent()) {
            return ModelConfig.read(complete(own.get()), Wav2LipConfig.class, source);
        }
        if (!checkpoint.state().contains(FIRST_WEIGHT)) {
            throw new VisemeException(
                    source.toString(),
                    "is no Wav2Lip generator (" + FIRST_WEIGHT + " is missing among its "
                            + checkpoint.state().size() + " tensors)",
                    "use a file like wav2lip.pth, wav2lip_gan.pth or one trained with ./viseme train wav2lip");
        }
        return new Wav2LipConfig(
                Math.toIntExact(checkpoint.state().get(FIRST_WEIGHT).shape()[0]));
    }

    /** What is not said is as in Wav2Lip itself: files from before the variants name the channels alone. */
    private static ObjectNode complete(ObjectNode values) {
        ObjectNode complete = ModelConfig.components(Wav2LipConfig.paper());
        complete.remove("channels");
        return complete.setAll(values);
    }
}
