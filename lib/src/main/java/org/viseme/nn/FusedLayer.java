package org.viseme.nn;

import ai.djl.ndarray.NDList;

/** A layer of one array that can be part of a larger native call. */
abstract class FusedLayer extends Layer {
    /**
     * Adds the layer's statements to a call.
     *
     * @param x the name of its input there
     * @return the name of its output
     */
    abstract String fuse(Fusion call, String x);

    @Override
    public NDList forward(NDList inputs, Pass pass) {
        Fusion call = new Fusion(pass);
        return new NDList(call.run(fuse(call, call.input(inputs.singletonOrThrow()))));
    }
}
