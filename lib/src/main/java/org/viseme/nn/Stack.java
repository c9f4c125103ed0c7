package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;

/** Layers one after the other, named 0, 1, 2 and so on. */
public final class Stack extends Layer {
    private final List<Layer> layers;

    public Stack(Layer... layers) {
        this.layers = List.of(layers);
        for (int i = 0; i < layers.length; i++) {
            add(String.valueOf(i), layers[i]);
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
}
