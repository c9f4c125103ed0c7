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
    private final Map<Source, NDArray> maps = new LinkedHashMap<>();

    /**
     * Where a map comes from.
     *
     * @param role tells the maps of a layer apart that looks more than once; empty where it looks once
     */
    record Source(Layer layer, String role) {}

    private AttentionMaps(Map<Layer, String> names) {
        this.names = names;
    }

    /** For the passes of a network and of the layers in it. */
    public static AttentionMaps of(Layer network) {
        return new AttentionMaps(network.names());
    }

    /** What a layer has just looked at; it takes the place of what it looked at before. */
    void add(Layer layer, NDArray map) {
        add(new Source(layer, ""), map);
    }

    void add(Source source, NDArray map) {
        if (!names.containsKey(source.layer())) {
            throw new IllegalArgumentException(
                    source.layer().getClass().getSimpleName() + " is no part of the network");
        }
        maps.remove(source);
        maps.put(source, map);
    }

    /**
     * The maps in the order in which the network made them: (batch, 1, height, width) of a spatial attention, (batch,
     * channels, 1, 1) of a channel attention, (batch, heads, queries, keys) of a multi-head attention, values in 0..1,
     * outside the graph. Frames of sequences are time-major, as
     * {@link Sequences} puts them. They live as long as the manager of the network's input, and are named as the arrays
     * of their layers, such as {@code face_encoder_blocks.1.3.spatial}. A layer that looks more than once adds what it
     * looked as: a {@link WindowAttention} {@code self} and {@code mutual}, its batch being every window of every map.
     */
    public Map<String, NDArray> byName() {
        Map<String, NDArray> named = new LinkedHashMap<>();
        maps.forEach((source, map) -> {
            String name = names.get(source.layer());
            named.put(source.role().isEmpty() ? name : name + "." + source.role(), map);
        });
        return named;
    }
}
