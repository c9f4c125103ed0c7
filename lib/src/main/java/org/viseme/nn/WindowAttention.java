package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.Optional;

/**
 * Multi-head attention within the windows of a map (Liu et al., "Swin Transformer", ICCV 2021, section 3.2): each place
 * looks at the places of its window, in the same map (self-attention) or in another one (mutual attention, AV-CAT,
 * section 3.2.3), with the same weights. As AV-CAT's equation 1 has it, nothing is added to the scores for how far
 * apart places are.
 */
public final class WindowAttention extends MultiHeadAttention {
    private final int width;
    private final ShiftedWindows windows;

    /**
     * A map that asks.
     *
     * @param map its name
     * @param windows the same, cut
     * @param asked the queries of the windows, in heads
     * @param strangers places that must not see each other
     */
    record Queries(String map, String windows, String asked, Optional<String> strangers) {}

    /**
     * @param width of maps and results
     */
    public WindowAttention(int width, int heads, ShiftedWindows windows) {
        super(width, width, heads, 0);
        this.width = width;
        this.windows = windows;
    }

    /**
     * @param inputs the map that asks, (batch, height, width, channels); the map that it looks at, of the same shape,
     *     itself where that is left out
     * @return as the map that asks
     * @throws IllegalArgumentException when the shapes are others, or windows do not fit into them
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        NDArray map = requireMap(inputs.get(0));
        boolean mutual = inputs.size() > 1;
        count(pass, map.getShape(), 1);
        Fusion call = new Fusion(pass);
        Queries queries = ask(call, call.input(map));
        if (!mutual) {
            return new NDList(call.run(self(call, queries)));
        }
        NDArray other = requireSame(map, inputs.get(1));
        return new NDList(call.run(mutual(call, queries, call.input(other))));
    }

    Queries ask(Fusion call, String map) {
        String cut = windows.partition(call, map);
        return new Queries(map, cut, asked(call, cut), windows.strangers(call, map));
    }

    /** What a map takes from itself. */
    String self(Fusion call, Queries queries) {
        return look(call, queries, queries.windows(), "self");
    }

    /** What a map takes from the same windows of another one. */
    String mutual(Fusion call, Queries queries, String other) {
        return look(call, queries, windows.partition(call, other), "mutual");
    }

    /** What a map takes from itself, recorded as that of the reference. */
    String reference(Fusion call, Queries queries) {
        return look(call, queries, queries.windows(), "reference");
    }

    private String look(Fusion call, Queries queries, String seen, String role) {
        String taken = take(call, queries.asked(), remember(call, seen), queries.strangers(), false, role);
        return windows.merge(call, taken, queries.map());
    }

    /** The work of one map's queries at {@code maps} maps that they look at. */
    void count(Pass pass, Shape map, int maps) {
        long places = map.size() / width;
        long perWindow = (long) windows.side() * windows.side();
        pass.multiplyAdds().accept(places * width * width);
        for (int i = 0; i < maps; i++) {
            countMemory(pass, places);
            pass.multiplyAdds().accept(places * width * (2 * perWindow + width));
        }
    }

    NDArray requireMap(NDArray map) {
        Shape shape = map.getShape();
        int side = windows.side();
        if (shape.dimension() != 4 || shape.get(3) != width || shape.get(1) % side != 0 || shape.get(2) % side != 0) {
            throw new IllegalArgumentException(
                    "WindowAttention: a map of shape %s instead of (batch, height, width, %d) with multiples of %d"
                            .formatted(shape, width, side));
        }
        return map;
    }

    NDArray requireSame(NDArray map, NDArray other) {
        if (!map.getShape().equals(other.getShape())) {
            throw new IllegalArgumentException("WindowAttention: a map of shape %s looks at one of %s"
                    .formatted(map.getShape(), other.getShape()));
        }
        return other;
    }
}
