package org.viseme.model.syncnet;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.NetworkState;
import org.viseme.checkpoint.StateDict;

/** {@link SyncNetV2} from files and to files; the published {@code syncnet_v2.model} is a map from names to tensors. */
public final class SyncNetV2Checkpoint {
    private static final String CONFIG = "{\"model\":\"syncnet_v2\"}";
    private static final String FIRST_WEIGHT = "netcnnlip.0.weight";

    private SyncNetV2Checkpoint() {}

    /** A network's state. */
    public static Checkpoint of(SyncNetV2 network) {
        return new Checkpoint(NetworkState.copyOf(network.state())).with(Checkpoint.CONFIG, CONFIG);
    }

    /**
     * Builds the network and fills it.
     *
     * @param source what the checkpoint was read from, for messages
     * @param manager owns the arrays
     * @throws VisemeException when the state is not one of this network
     */
    public static SyncNetV2 load(Checkpoint checkpoint, Path source, NDManager manager) {
        if (!checkpoint.state().contains(FIRST_WEIGHT)) {
            throw new VisemeException(
                    source.toString(),
                    "is no SyncNet v2 (" + FIRST_WEIGHT + " is missing among its "
                            + checkpoint.state().size() + " tensors)",
                    "use the file syncnet_v2.model that the authors of SyncNet publish");
        }
        SyncNetV2 network = new SyncNetV2();
        StateDict state = NetworkState.withBatchCounts(checkpoint.state(), network.stateShapes());
        StateDict.compare(network.stateShapes(), state).orThrow(source.toString());
        network.initialize(manager, 0);
        NetworkState.load(network.state(), state, source.toString());
        return network;
    }
}
