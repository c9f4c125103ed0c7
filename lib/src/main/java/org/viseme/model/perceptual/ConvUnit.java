package org.viseme.model.perceptual;

import ai.djl.ndarray.NDList;
import org.viseme.nn.BatchNorm;
import org.viseme.nn.Convolution;
import org.viseme.nn.Convolution.Geometry;
import org.viseme.nn.Layer;
import org.viseme.nn.Pass;
import org.viseme.nn.Relu;
import org.viseme.nn.Window;

/** What Inception is made of: convolution without a bias ({@code conv}), batch norm ({@code bn}), ReLU. */
final class ConvUnit extends Layer {
    private static final double EPSILON = 1e-3;

    private final Convolution convolution;
    private final BatchNorm norm;

    ConvUnit(int in, int out, Window window) {
        convolution = add("conv", Convolution.withoutBias(Geometry.of(in, out, window)));
        norm = add("bn", new BatchNorm(out, EPSILON));
    }

    @Override
    public NDList forward(NDList inputs, Pass pass) {
        return new Relu().forward(norm.forward(convolution.forward(inputs, pass), pass), pass);
    }
}
