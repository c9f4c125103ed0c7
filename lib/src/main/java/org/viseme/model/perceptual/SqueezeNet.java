package org.viseme.model.perceptual;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;
import org.viseme.nn.Convolution;
import org.viseme.nn.Layer;
import org.viseme.nn.MaxPool;
import org.viseme.nn.Pass;
import org.viseme.nn.Relu;
import org.viseme.nn.Stack;
import org.viseme.nn.Window;
import org.viseme.torch.TorchScript;

/**
 * The convolutions of SqueezeNet 1.1 (Iandola et al., "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters",
 * 2016), as torchvision publishes it. The seven maps are those that LPIPS compares.
 */
public final class SqueezeNet extends Backbone {
    private static final Window POOL = Window.of(3, 3).stride(2, 2);

    public SqueezeNet() {
        super(
                new Stack(
                        convolution(3, 64, 3, 2, 0),
                        new Relu(),
                        MaxPool.withPartialWindows(POOL),
                        new Fire(64, 16, 64),
                        new Fire(128, 16, 64),
                        MaxPool.withPartialWindows(POOL),
                        new Fire(128, 32, 128),
                        new Fire(256, 32, 128),
                        MaxPool.withPartialWindows(POOL),
                        new Fire(256, 48, 192),
                        new Fire(384, 48, 192),
                        new Fire(384, 64, 256),
                        new Fire(512, 64, 256)),
                List.of(
                        new Tap(1, 64),
                        new Tap(4, 128),
                        new Tap(7, 256),
                        new Tap(9, 384),
                        new Tap(10, 384),
                        new Tap(11, 512),
                        new Tap(12, 512)));
    }

    /** Few channels that see one pixel each, then many that see one pixel and as many that see nine. */
    private static final class Fire extends Layer {
        private static final TorchScript RECTIFIED =
                TorchScript.of(List.of("one", "nine"), "return torch.relu(torch.cat([one, nine], 1))");

        private final Convolution squeeze;
        private final Convolution expand1x1;
        private final Convolution expand3x3;

        /**
         * @param expanded channels of each of the two expansions
         */
        Fire(int in, int squeezed, int expanded) {
            squeeze = add("squeeze", convolution(in, squeezed, 1, 1, 0));
            expand1x1 = add("expand1x1", convolution(squeezed, expanded, 1, 1, 0));
            expand3x3 = add("expand3x3", convolution(squeezed, expanded, 3, 1, 1));
        }

        @Override
        public NDList forward(NDList inputs, Pass pass) {
            NDList few = new Relu().forward(squeeze.forward(inputs, pass), pass);
            NDArray one = expand1x1.forward(few, pass).singletonOrThrow();
            NDArray nine = expand3x3.forward(few, pass).singletonOrThrow();
            return new NDList(RECTIFIED.apply(one, nine));
        }
    }
}
