package org.viseme.lipreading;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.NetworkState;
import org.viseme.checkpoint.StateDict;

/** Readers in files, with their vocabulary. */
public final class LipReaderCheckpoint {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODEL = "lip-reader";
    private static final String KIND = "model";

    private LipReaderCheckpoint() {}

    /** A network's state with its configuration. */
    public static Checkpoint of(LipReadingNetwork network) {
        ObjectNode config = JSON.valueToTree(network.config());
        config.put(KIND, MODEL);
        return new Checkpoint(NetworkState.copyOf(network.state())).with(Checkpoint.CONFIG, config.toString());
    }

    /**
     * Builds the network of a checkpoint and fills it; it is frozen.
     *
     * @param manager owns the arrays
     * @throws VisemeException when it holds something else
     */
    public static LipReadingNetwork load(Checkpoint checkpoint, Path source, NDManager manager) {
        LipReadingNetwork network = new LipReadingNetwork(config(checkpoint, source));
        StateDict.compare(network.stateShapes(), checkpoint.state()).orThrow(source.toString());
        network.initialize(manager, 0);
        NetworkState.load(network.state(), checkpoint.state(), source.toString());
        network.setTrainable(false);
        return network;
    }

    private static LipReaderConfig config(Checkpoint checkpoint, Path source) {
        String json = checkpoint.metadata().getOrDefault(Checkpoint.CONFIG, "{}");
        try {
            ObjectNode config = (ObjectNode) JSON.readTree(json);
            if (!config.path(KIND).asText().equals(MODEL)) {
                throw new VisemeException(
                        source.toString(),
                        "holds no lip reader",
                        "use a file that './viseme train lip-reading' has written");
            }
            config.remove(KIND);
            return JSON.treeToValue(config, LipReaderConfig.class);
        } catch (JsonProcessingException e) {
            throw new VisemeException(
                    source.toString(),
                    "its configuration cannot be read: " + json,
                    "use the file as it was saved",
                    e);
        }
    }
}
