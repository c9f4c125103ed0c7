package org.viseme.nn;

import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;

/** ReLU as a layer of its own. */
public final class Rectifier extends Layer {
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        return new NDList(Activation.relu(inputs.singletonOrThrow()));
    }
}
