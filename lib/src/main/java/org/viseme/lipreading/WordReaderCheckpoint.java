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

/** Readers of single words in files, with their words. */
public final class WordReaderCheckpoint {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODEL = "word-reader";
    private static final String KIND = "model";

    private WordReaderCheckpoint() {}

    /** A network's state with its configuration. */
    public static Checkpoint of(WordReadingNetwork network) {
        ObjectNode config = JSON.valueToTree(network.config());
        config.put(KIND, MODEL);
        return new Checkpoint(NetworkState.copyOf(network.state())).with(Checkpoint.CONFIG, config.toString());
    }

    /** Whether a file holds such a reader. */
    public static boolean isWordReader(Checkpoint checkpoint) {
        try {
            String json = checkpoint.metadata().getOrDefault(Checkpoint.CONFIG, "{}");
            return JSON.readTree(json).path(KIND).asText().equals(MODEL);
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /**
     * Builds the network of a checkpoint and fills it; it is frozen.
     *
     * @param manager owns the arrays
     * @throws VisemeException when it holds something else
     */
    public static WordReadingNetwork load(Checkpoint checkpoint, Path source, NDManager manager) {
        if (!isWordReader(checkpoint)) {
            throw new VisemeException(
                    source.toString(),
                    "holds no reader of single words",
                    "use a file that './viseme train word-reading' has written");
        }
        WordReadingNetwork network = new WordReadingNetwork(config(checkpoint, source));
        StateDict.compare(network.stateShapes(), checkpoint.state()).orThrow(source.toString());
        network.initialize(manager, 0);
        NetworkState.load(network.state(), checkpoint.state(), source.toString());
        network.setTrainable(false);
        return network;
    }

    private static WordReaderConfig config(Checkpoint checkpoint, Path source) {
        String json = checkpoint.metadata().get(Checkpoint.CONFIG);
        try {
            ObjectNode config = (ObjectNode) JSON.readTree(json);
            config.remove(KIND);
            return JSON.treeToValue(config, WordReaderConfig.class);
        } catch (JsonProcessingException e) {
            throw new VisemeException(
                    source.toString(), "its configuration cannot be read: " + json, "use the file as it was saved", e);
        }
    }
}
