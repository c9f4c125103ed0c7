package org.viseme.model.perceptual;

import java.util.ArrayList;
import java.util.List;
import org.viseme.nn.Layer;
import org.viseme.nn.MaxPool;
import org.viseme.nn.Relu;
import org.viseme.nn.Stack;
import org.viseme.nn.Window;

/**
 * The convolutions of VGG (Simonyan and Zisserman, "Very deep convolutional networks for large-scale image
 * recognition", ICLR 2015, table 1), without batch norms, as torchvision publishes it. The fifth stage wants pictures
 * of at least 16 pixels.
 */
public final class Vgg extends Backbone {
    private static final int FIRST_CHANNELS = 64;
    private static final int MOST_CHANNELS = 512;

    public Vgg(VggConfig config) {
        this(plan(config));
    }

    private Vgg(Plan plan) {
        super(new Stack(plan.layers.toArray(Layer[]::new)), plan.taps);
    }

    private record Plan(List<Layer> layers, List<Tap> taps) {}

    private static Plan plan(VggConfig config) {
        Plan plan = new Plan(new ArrayList<>(), new ArrayList<>());
        int convolutions = 0;
        int in = 3;
        int out = FIRST_CHANNELS;
        for (int stage : config.stages()) {
            for (int i = 0; i < stage && convolutions < config.taps().getLast(); i++) {
                plan.layers.add(convolution(in, out, 3, 1, 1));
                plan.layers.add(new Relu());
                convolutions++;
                if (config.taps().contains(convolutions)) {
                    plan.taps.add(new Tap(plan.layers.size() - 1, out));
                }
                in = out;
            }
            plan.layers.add(new MaxPool(Window.of(2, 2).stride(2, 2)));
            out = Math.min(2 * out, MOST_CHANNELS);
        }
        return plan;
    }
}
