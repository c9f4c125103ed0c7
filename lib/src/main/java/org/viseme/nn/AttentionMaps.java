package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The maps of attention of a network's last pass, by name. A pass that carries one ({@link Pass#recording}) fills it;
 * without it the maps are freed on the way, and nothing is spent on them.
 *
 * <pre>{@code
 * AttentionMaps maps = AttentionMaps.of(network);
 * network.forward(inputs, Pass.INFERENCE.recording(maps));
 * maps.byName().forEach((name, map) -> draw(name, map));
 * }</pre>
 */
public final class AttentionMaps {
    private final Map<Layer, String> names;
    private final Map<Layer, NDArray> maps = new LinkedHashMap<>();

    private AttentionMaps(Map<Layer, String> names) {
        this.names = names;
    }

    /** For the passes of a network and of the layers in it. */
    public static AttentionMaps of(Layer network) {
        return new AttentionMaps(network.names());
    }

    /** What a layer has just looked at; it takes the place of what it looked at before. */
    void add(Layer layer, NDArray map) {
        if (!names.containsKey(layer)) {
            throw new IllegalArgumentException(layer.getClass().getSimpleName() + " is no part of the network");
        }
        maps.remove(layer);
        maps.put(layer, map);
    }

    /**
     * The maps in the order in which the network made them: (batch, 1, height, width) of a spatial attention, (batch,
     * channels, 1, 1) of a channel attention, (batch, heads, queries, keys) of a multi-head attention, values in 0..1,
     * outside the graph. Frames of sequences are time-major, as
     * {@link Sequences} puts them. They live as long as the manager of the network's input, and are named as the arrays
     * of their layers, such as {@code face_encoder_blocks.1.3.spatial}.
     */
    public Map<String, NDArray> byName() {
        Map<String, NDArray> named = new LinkedHashMap<>();
        maps.forEach((layer, map) -> named.put(names.get(layer), map));
        return named;
    }
}
