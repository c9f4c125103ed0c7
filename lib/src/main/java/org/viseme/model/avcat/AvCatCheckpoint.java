package org.viseme.model.avcat;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.NetworkState;
import org.viseme.checkpoint.StateDict;

/** Networks from files and to files, which carry their configuration. */
public final class AvCatCheckpoint {
    /** What the configuration of such a file names as its {@code model}. */
    public static final String MODEL = "avcat";

    private static final ObjectMapper JSON = new ObjectMapper();

    private AvCatCheckpoint() {}

    /** A network's state with its configuration. */
    public static Checkpoint of(AvCat network) {
        String config = JSON.createObjectNode()
                .put("model", MODEL)
                .setAll(JSON.<ObjectNode>valueToTree(network.config()))
                .toString();
        return new Checkpoint(NetworkState.copyOf(network.state())).with(Checkpoint.CONFIG, config);
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
        String json = checkpoint.metadata().getOrDefault(Checkpoint.CONFIG, "none");
        try {
            if (JSON.readTree(json) instanceof ObjectNode values
                    && values.path("model").asText().equals(MODEL)) {
                values.remove("model");
                return JSON.treeToValue(values, AvCatConfig.class);
            }
        } catch (JsonProcessingException e) {
            throw notOne(source, json, e);
        }
        throw notOne(source, json, null);
    }

    private static VisemeException notOne(Path source, String json, Exception cause) {
        return new VisemeException(
                source.toString(), "is no AV-CAT; its configuration is: " + json, "use a file as it was saved", cause);
    }
}
