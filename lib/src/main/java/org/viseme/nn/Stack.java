package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;

/** Layers one after the other, named 0, 1, 2 and so on. */
public final class Stack extends Layer {
    private final List<Layer> layers;

    public Stack(Layer... layers) {
        this(List.of(layers));
    }

    public Stack(List<? extends Layer> layers) {
        this.layers = List.copyOf(layers);
        for (int i = 0; i < this.layers.size(); i++) {
            add(String.valueOf(i), this.layers.get(i));
        }
    }

    @Override
    public NDList forward(NDList inputs, Pass pass) {
        NDList flow = inputs;
        for (Layer layer : layers) {
            flow = layer.forward(flow, pass);
        }
        return flow;
    }

    public NDArray forward(NDArray input, Pass pass) {
        return forward(new NDList(input), pass).singletonOrThrow();
    }

    /**
     * What some of the layers put out; layers behind the last of them are not run.
     *
     * @param places their numbers, rising
     */
    public NDList outputs(NDArray input, Pass pass, List<Integer> places) {
        NDList outputs = new NDList();
        NDList flow = new NDList(input);
        for (int i = 0; i <= places.getLast(); i++) {
            flow = layers.get(i).forward(flow, pass);
            if (places.contains(i)) {
                outputs.add(flow.singletonOrThrow());
            }
        }
        return outputs;
    }
}
