package org.viseme.model.syncnet;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.NetworkState;
import org.viseme.checkpoint.StateDict;

/** Sync experts from files and to files: Viseme's own, which carry their configuration, and the published one. */
public final class SyncExpertCheckpoint {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODEL = "sync-expert";
    private static final String FIRST_WEIGHT = "face_encoder.0.conv_block.0.weight";
    private static final String THRESHOLD = "sync_threshold";

    private SyncExpertCheckpoint() {}

    /**
     * An expert's state with its configuration.
     *
     * @param threshold cosines above it mean "in sync", as measured on held-out clips
     */
    public static Checkpoint of(SyncExpert network, double threshold) {
        return new Checkpoint(NetworkState.copyOf(network.state()))
                .with(Checkpoint.CONFIG, write(network.config()))
                .with(THRESHOLD, String.valueOf(threshold));
    }

    /**
     * Builds the network of a checkpoint and fills it; it is frozen.
     *
     * @param manager owns the arrays
     * @throws VisemeException when the state is not one of a sync expert
     */
    public static SyncExpert load(Checkpoint checkpoint, Path source, NDManager manager) {
        SyncExpert network = new SyncExpert(config(checkpoint, source));
        StateDict.compare(network.stateShapes(), checkpoint.state()).orThrow(source.toString());
        network.initialize(manager, 0);
        NetworkState.load(network.state(), checkpoint.state(), source.toString());
        network.setTrainable(false);
        return network;
    }

    /** Whether a checkpoint says, or its tensors show, that it holds a sync expert. */
    public static boolean isExpert(Checkpoint checkpoint) {
        String json = checkpoint.metadata().get(Checkpoint.CONFIG);
        return json == null ? checkpoint.state().contains(FIRST_WEIGHT) : json.contains("\"model\":\"" + MODEL + "\"");
    }

    /** The cosine above which lips and sound are taken to be in sync; 0.5 for a file that does not say. */
    public static double threshold(Checkpoint checkpoint) {
        return Double.parseDouble(checkpoint.metadata().getOrDefault(THRESHOLD, "0.5"));
    }

    /** The configuration that a checkpoint carries; that of a published file is read off its first weight. */
    public static SyncExpertConfig config(Checkpoint checkpoint, Path source) {
        String json = checkpoint.metadata().get(Checkpoint.CONFIG);
        if (json != null) {
            try {
                Map<?, ?> values = JSON.readValue(json, Map.class);
                if (values.get("model") instanceof String model && model.equals(MODEL)) {
                    return new SyncExpertConfig(
                            SyncExpertConfig.Blocks.valueOf((String) values.get("blocks")),
                            ((Number) values.get("channels")).intValue(),
                            ((Number) values.get("frames")).intValue(),
                            ((Number) values.get("embedding")).intValue());
                }
            } catch (JsonProcessingException | RuntimeException e) {
                throw new VisemeException(
                        source.toString(),
                        "its configuration cannot be read: " + json,
                        "use the file as it was saved",
                        e);
            }
            throw new VisemeException(source.toString(), "holds another kind of model: " + json, "use a sync expert");
        }
        if (!checkpoint.state().contains(FIRST_WEIGHT)) {
            throw new VisemeException(
                    source.toString(),
                    "is no sync expert (" + FIRST_WEIGHT + " is missing among its "
                            + checkpoint.state().size() + " tensors)",
                    "use a file like lipsync_expert.pth, or one trained with ./viseme train sync-expert");
        }
        int channels = Math.toIntExact(checkpoint.state().get(FIRST_WEIGHT).shape()[0]);
        return new SyncExpertConfig(SyncExpertConfig.Blocks.WAV2LIP, channels, 5, 16 * channels);
    }

    private static String write(SyncExpertConfig config) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("model", MODEL);
        values.put("blocks", config.blocks());
        values.put("channels", config.channels());
        values.put("frames", config.frames());
        values.put("embedding", config.embedding());
        try {
            return JSON.writeValueAsString(values);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
