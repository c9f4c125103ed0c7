package org.viseme.model.avcat;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.ModelConfig;
import org.viseme.checkpoint.NetworkState;
import org.viseme.checkpoint.StateDict;

/** Networks from files and to files, which carry their configuration. */
public final class AvCatCheckpoint {
    /** What the configuration of such a file names as its {@code model}. */
    public static final String MODEL = "avcat";

    private AvCatCheckpoint() {}

    /** A network's state with its configuration. */
    public static Checkpoint of(AvCat network) {
        return new Checkpoint(NetworkState.copyOf(network.state()))
                .with(Checkpoint.CONFIG, ModelConfig.write(MODEL, network.config()));
    }

    /**
     * Builds the network of a checkpoint and fills it.
     *
     * @param manager owns the arrays
     * @throws VisemeException when the checkpoint holds another kind of model, or other arrays
     */
    public static AvCat load(Checkpoint checkpoint, Path source, NDManager manager) {
        AvCat network = new AvCat(config(checkpoint, source));
        StateDict.compare(network.stateShapes(), checkpoint.state()).orThrow(source.toString());
        network.initialize(manager, 0);
        NetworkState.load(network.state(), checkpoint.state(), source.toString());
        return network;
    }

    /**
     * The configuration that a checkpoint carries.
     *
     * @throws VisemeException when it carries none of this kind of network
     */
    public static AvCatConfig config(Checkpoint checkpoint, Path source) {
        return ModelConfig.find(checkpoint, source, MODEL, "use an AV-CAT")
                .map(values -> ModelConfig.read(values, AvCatConfig.class, source))
                .orElseThrow(() -> new VisemeException(
                        source.toString(), "does not say which AV-CAT it holds", "use a file as it was saved"));
    }
}
