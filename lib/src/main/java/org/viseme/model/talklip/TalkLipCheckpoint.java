package org.viseme.model.talklip;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Optional;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.ModelConfig;
import org.viseme.checkpoint.NetworkState;
import org.viseme.checkpoint.StateDict;
import org.viseme.model.avhubert.AvHubertCheckpoint;
import org.viseme.model.avhubert.AvHubertEncoderConfig;
import org.viseme.model.talklip.TalkLipConfig.Hearing;

/**
 * Generators from files and to files: Viseme's own, which carry their configuration, and the published ones, whose sizes are
 * read off their tensors.
 */
public final class TalkLipCheckpoint {
    /** What the configuration of such a file names as its {@code model}. */
    public static final String FAMILY = "talklip";

    private static final String FIRST_WEIGHT = "face_encoder_blocks.0.0.conv_block.0.weight";
    private static final String PROJECTION = "sync_net.Linearaudio.weight";

    private TalkLipCheckpoint() {}

    /** A generator's state with its configuration. */
    public static Checkpoint of(TalkLip network) {
        return new Checkpoint(NetworkState.copyOf(network.state()))
                .with(Checkpoint.CONFIG, ModelConfig.write(FAMILY, network.config()));
    }

    /** Whether a checkpoint says, or its tensors show, that it holds a TalkLip generator. */
    public static boolean isTalkLip(Checkpoint checkpoint) {
        return checkpoint.metadata().containsKey(Checkpoint.CONFIG)
                ? ModelConfig.names(checkpoint, FAMILY)
                : checkpoint.state().contains(TalkLip.AUDIO_MAP)
                        || checkpoint.state().contains(PROJECTION);
    }

    /**
     * Builds the network of a checkpoint and fills it.
     *
     * @param source what the checkpoint was read from, for messages
     * @param manager owns the arrays
     * @throws VisemeException when the state is not one of a TalkLip generator
     */
    public static TalkLip load(Checkpoint checkpoint, Path source, NDManager manager) {
        TalkLip network = new TalkLip(config(checkpoint, source));
        network.initialize(manager, 0);
        fill(network, checkpoint, source);
        return network;
    }

    /**
     * Fills a network of the same configuration; what published files have beside it is left out.
     *
     * @throws VisemeException when the state is not one of such a network
     */
    public static void fill(TalkLip network, Checkpoint checkpoint, Path source) {
        StateDict state = NetworkState.withBatchCounts(needed(checkpoint), network.stateShapes());
        NetworkState.load(network.state(), state, source.toString());
    }

    /** The configuration that a checkpoint carries; that of a published file is read off its tensors. */
    public static TalkLipConfig config(Checkpoint checkpoint, Path source) {
        Optional<ObjectNode> own = ModelConfig.find(checkpoint, source, FAMILY, "use a TalkLip generator");
        if (own.isPresent()) {
            return ModelConfig.read(own.get(), TalkLipConfig.class, source);
        }
        StateDict state = needed(checkpoint);
        if (!state.contains(FIRST_WEIGHT) || !isTalkLip(checkpoint)) {
            throw new VisemeException(
                    source.toString(),
                    "is no TalkLip generator (" + FIRST_WEIGHT + ", or both " + TalkLip.AUDIO_MAP + " and " + PROJECTION
                            + " are missing among its " + state.size() + " tensors)",
                    "use a published file of TalkLip, or one trained with ./viseme train talklip");
        }
        boolean global = state.contains(TalkLip.AUDIO_MAP);
        AvHubertEncoderConfig encoder = global
                ? AvHubertCheckpoint.encoderConfig(new Checkpoint(state.subset(TalkLip.LISTENER + ".")), source)
                : AvHubertEncoderConfig.base();
        return new TalkLipConfig(
                size(state, FIRST_WEIGHT),
                global ? Hearing.GLOBAL : Hearing.LOCAL,
                encoder,
                state.contains(PROJECTION) ? size(state, PROJECTION) : 0);
    }

    private static StateDict needed(Checkpoint checkpoint) {
        return AvHubertCheckpoint.withoutHeads(checkpoint.state(), TalkLip.LISTENER + ".");
    }

    private static int size(StateDict state, String weight) {
        return Math.toIntExact(state.get(weight).shape()[0]);
    }
}
