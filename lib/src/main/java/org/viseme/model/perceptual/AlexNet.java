package org.viseme.model.perceptual;

import java.util.List;
import org.viseme.nn.MaxPool;
import org.viseme.nn.Relu;
import org.viseme.nn.Stack;
import org.viseme.nn.Window;

/**
 * The five convolutions of AlexNet in its version for one GPU (Krizhevsky, "One weird trick for parallelizing
 * convolutional neural networks", 2014), as torchvision publishes it. A map comes from behind each rectifier; pictures
 * have to be at least 31 pixels wide and high.
 */
public final class AlexNet extends Backbone {
    private static final Window POOL = Window.of(3, 3).stride(2, 2);

    public AlexNet() {
        super(
                new Stack(
                        convolution(3, 64, 11, 4, 2),
                        new Relu(),
                        new MaxPool(POOL),
                        convolution(64, 192, 5, 1, 2),
                        new Relu(),
                        new MaxPool(POOL),
                        convolution(192, 384, 3, 1, 1),
                        new Relu(),
                        convolution(384, 256, 3, 1, 1),
                        new Relu(),
                        convolution(256, 256, 3, 1, 1),
                        new Relu()),
                List.of(new Tap(1, 64), new Tap(4, 192), new Tap(7, 384), new Tap(9, 256), new Tap(11, 256)));
    }
}
