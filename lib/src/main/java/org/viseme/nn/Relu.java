package org.viseme.nn;

import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;

/** The rectified linear unit as a layer, where published names count it in. */
public final class Relu extends Layer {
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        return Activation.relu(inputs);
    }
}
