package org.viseme.model.perceptual;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.ModelConfig;
import org.viseme.checkpoint.NetworkState;
import org.viseme.checkpoint.StateDict;

/** Feature networks from files and to files. */
public final class FeatureNetworkCheckpoint {
    /** What the configuration of such a file names as its {@code model}. */
    public static final String MODEL = "features";

    private static final String REMEDY = "use one trained with ./viseme train feature-network";

    private FeatureNetworkCheckpoint() {}

    /** A network's state with its configuration. */
    public static Checkpoint of(FeatureNetwork network) {
        return new Checkpoint(NetworkState.copyOf(network.state()))
                .with(Checkpoint.CONFIG, ModelConfig.write(MODEL, network.config()));
    }

    /**
     * Builds the network of a checkpoint and fills it; it is frozen.
     *
     * @param manager owns the arrays
     * @throws VisemeException when the checkpoint holds another kind of model
     */
    public static FeatureNetwork load(Checkpoint checkpoint, Path source, NDManager manager) {
        FeatureNetwork network = new FeatureNetwork(config(checkpoint, source));
        StateDict.compare(network.stateShapes(), checkpoint.state()).orThrow(source.toString());
        network.initialize(manager, 0);
        NetworkState.load(network.state(), checkpoint.state(), source.toString());
        network.setTrainable(false);
        return network;
    }

    private static FeatureConfig config(Checkpoint checkpoint, Path source) {
        return ModelConfig.find(checkpoint, source, MODEL, REMEDY)
                .map(values -> ModelConfig.read(values, FeatureConfig.class, source))
                .orElseThrow(() -> new VisemeException(source.toString(), "is no feature network", REMEDY));
    }
}
