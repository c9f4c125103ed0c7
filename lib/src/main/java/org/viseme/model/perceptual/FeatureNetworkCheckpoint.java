package org.viseme.model.perceptual;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.NetworkState;
import org.viseme.checkpoint.StateDict;

/** Feature networks from files and to files. */
public final class FeatureNetworkCheckpoint {
    /** What the configuration of such a file names as its {@code model}. */
    public static final String MODEL = "features";

    private static final ObjectMapper JSON = new ObjectMapper();

    private FeatureNetworkCheckpoint() {}

    /** A network's state with its configuration. */
    public static Checkpoint of(FeatureNetwork network) {
        String config = JSON.createObjectNode()
                .put("model", MODEL)
                .setAll(JSON.<ObjectNode>valueToTree(network.config()))
                .toString();
        return new Checkpoint(NetworkState.copyOf(network.state())).with(Checkpoint.CONFIG, config);
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
        String json = checkpoint.metadata().getOrDefault(Checkpoint.CONFIG, "none");
        try {
            if (JSON.readTree(json) instanceof ObjectNode values
                    && values.path("model").asText().equals(MODEL)) {
                values.remove("model");
                return JSON.treeToValue(values, FeatureConfig.class);
            }
        } catch (JsonProcessingException e) {
            throw notOne(source, json, e);
        }
        throw notOne(source, json, null);
    }

    private static VisemeException notOne(Path source, String json, Exception cause) {
        return new VisemeException(
                source.toString(),
                "is no feature network; its configuration is: " + json,
                "use one trained with ./viseme train feature-network",
                cause);
    }
}
