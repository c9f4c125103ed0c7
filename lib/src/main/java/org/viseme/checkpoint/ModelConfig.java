package org.viseme.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Optional;
import org.viseme.VisemeException;

/**
 * The configuration that a checkpoint carries: a JSON object that names the kind of network as its {@code model}, beside the
 * components of the network's configuration record.
 */
public final class ModelConfig {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODEL = "model";

    private ModelConfig() {}

    /**
     * @param model the kind of network
     * @param config a record
     */
    public static String write(String model, Object config) {
        return JSON.createObjectNode()
                .put(MODEL, model)
                .setAll(components(config))
                .toString();
    }

    /** The components of a record. */
    public static ObjectNode components(Object config) {
        return JSON.valueToTree(config);
    }

    /**
     * The components, without {@code model}; empty when the checkpoint carries no configuration, as published ones do.
     *
     * @param source what the checkpoint was read from, for messages
     * @param remedy what to use where another kind of network is there
     * @throws VisemeException when the configuration is damaged, or that of another kind of network
     */
    public static Optional<ObjectNode> find(Checkpoint checkpoint, Path source, String model, String remedy) {
        String json = checkpoint.metadata().get(Checkpoint.CONFIG);
        if (json == null) {
            return Optional.empty();
        }
        try {
            if (JSON.readTree(json) instanceof ObjectNode values
                    && values.path(MODEL).asText().equals(model)) {
                values.remove(MODEL);
                return Optional.of(values);
            }
        } catch (JsonProcessingException e) {
            throw unreadable(json, source, e);
        }
        throw new VisemeException(source.toString(), "holds another kind of model: " + json, remedy);
    }

    /** Whether a checkpoint says that it holds this kind of network; not for one that does not say what it holds. */
    public static boolean names(Checkpoint checkpoint, String model) {
        try {
            String json = checkpoint.metadata().getOrDefault(Checkpoint.CONFIG, "{}");
            return JSON.readTree(json).path(MODEL).asText().equals(model);
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /** The record of components that {@link #find} found. */
    public static <C> C read(ObjectNode values, Class<C> type, Path source) {
        try {
            return JSON.treeToValue(values, type);
        } catch (JsonProcessingException e) {
            throw unreadable(values.toString(), source, e);
        }
    }

    private static VisemeException unreadable(String json, Path source, Exception cause) {
        return new VisemeException(
                source.toString(), "its configuration cannot be read: " + json, "use the file as it was saved", cause);
    }
}
