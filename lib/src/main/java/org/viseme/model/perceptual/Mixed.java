package org.viseme.model.perceptual;

import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.List;
import org.viseme.nn.AveragePool;
import org.viseme.nn.Layer;
import org.viseme.nn.MaxPool;
import org.viseme.nn.Pass;
import org.viseme.nn.Window;

/**
 * A block of {@link InceptionV3}: several paths from the same maps, whose results stand side by side as channels.
 * Blocks are lettered as in torchvision. In FID's network, averages at the edges leave out what lies beyond them, and
 * the last block takes the largest value instead of the average.
 */
final class Mixed extends Layer {
    static final Layer AVERAGE = new AveragePool(Window.of(3, 3).padding(1, 1));
    static final Layer LARGEST = new MaxPool(Window.of(3, 3).padding(1, 1));
    private static final Layer HALVED = new MaxPool(Window.of(3, 3).stride(2, 2));

    private static final Window ONE = Window.of(1, 1);
    private static final Window THREE = Window.of(3, 3).padding(1, 1);
    private static final Window FIVE = Window.of(5, 5).padding(2, 2);
    private static final Window HALVE = Window.of(3, 3).stride(2, 2);
    private static final Window ROW3 = Window.of(1, 3).padding(0, 1);
    private static final Window COLUMN3 = Window.of(3, 1).padding(1, 0);
    private static final Window ROW7 = Window.of(1, 7).padding(0, 3);
    private static final Window COLUMN7 = Window.of(7, 1).padding(3, 0);

    private final List<Path> paths = new ArrayList<>();

    /**
     * @param chain layers one after the other
     * @param ends layers that all see what comes out of the chain; none where it ends itself
     */
    private record Path(List<Layer> chain, List<Layer> ends) {}

    private Mixed() {}

    /** 35x35, to 224 channels more than {@code pooled}. */
    static Mixed a(int in, int pooled) {
        Mixed block = new Mixed();
        block.path(block.unit("branch1x1", in, 64, ONE));
        block.path(block.unit("branch5x5_1", in, 48, ONE), block.unit("branch5x5_2", 48, 64, FIVE));
        block.path(
                block.unit("branch3x3dbl_1", in, 64, ONE),
                block.unit("branch3x3dbl_2", 64, 96, THREE),
                block.unit("branch3x3dbl_3", 96, 96, THREE));
        block.path(AVERAGE, block.unit("branch_pool", in, pooled, ONE));
        return block;
    }

    /** 35x35 to 17x17, to 480 channels more. */
    static Mixed b(int in) {
        Mixed block = new Mixed();
        block.path(block.unit("branch3x3", in, 384, HALVE));
        block.path(
                block.unit("branch3x3dbl_1", in, 64, ONE),
                block.unit("branch3x3dbl_2", 64, 96, THREE),
                block.unit("branch3x3dbl_3", 96, 96, HALVE));
        block.path(HALVED);
        return block;
    }

    /** 17x17, 768 channels, with {@code narrow} between the halves of its 7x7 convolutions. */
    static Mixed c(int narrow) {
        Mixed block = new Mixed();
        block.path(block.unit("branch1x1", 768, 192, ONE));
        block.path(
                block.unit("branch7x7_1", 768, narrow, ONE),
                block.unit("branch7x7_2", narrow, narrow, ROW7),
                block.unit("branch7x7_3", narrow, 192, COLUMN7));
        block.path(
                block.unit("branch7x7dbl_1", 768, narrow, ONE),
                block.unit("branch7x7dbl_2", narrow, narrow, COLUMN7),
                block.unit("branch7x7dbl_3", narrow, narrow, ROW7),
                block.unit("branch7x7dbl_4", narrow, narrow, COLUMN7),
                block.unit("branch7x7dbl_5", narrow, 192, ROW7));
        block.path(AVERAGE, block.unit("branch_pool", 768, 192, ONE));
        return block;
    }

    /** 17x17 to 8x8, 768 to 1280 channels. */
    static Mixed d() {
        Mixed block = new Mixed();
        block.path(block.unit("branch3x3_1", 768, 192, ONE), block.unit("branch3x3_2", 192, 320, HALVE));
        block.path(
                block.unit("branch7x7x3_1", 768, 192, ONE),
                block.unit("branch7x7x3_2", 192, 192, ROW7),
                block.unit("branch7x7x3_3", 192, 192, COLUMN7),
                block.unit("branch7x7x3_4", 192, 192, HALVE));
        block.path(HALVED);
        return block;
    }

    /** 8x8, to 2048 channels. */
    static Mixed e(int in, Layer pool) {
        Mixed block = new Mixed();
        block.path(block.unit("branch1x1", in, 320, ONE));
        block.path(block.unit("branch3x3_1", in, 384, ONE))
                .endingIn(block.unit("branch3x3_2a", 384, 384, ROW3), block.unit("branch3x3_2b", 384, 384, COLUMN3));
        block.path(block.unit("branch3x3dbl_1", in, 448, ONE), block.unit("branch3x3dbl_2", 448, 384, THREE))
                .endingIn(
                        block.unit("branch3x3dbl_3a", 384, 384, ROW3),
                        block.unit("branch3x3dbl_3b", 384, 384, COLUMN3));
        block.path(pool, block.unit("branch_pool", in, 192, ONE));
        return block;
    }

    private ConvUnit unit(String name, int in, int out, Window window) {
        return add(name, new ConvUnit(in, out, window));
    }

    private Mixed path(Layer... chain) {
        paths.add(new Path(List.of(chain), List.of()));
        return this;
    }

    /** Splits the last path. */
    private void endingIn(Layer... ends) {
        paths.add(new Path(paths.removeLast().chain, List.of(ends)));
    }

    @Override
    public NDList forward(NDList inputs, Pass pass) {
        NDList results = new NDList();
        for (Path path : paths) {
            NDList flow = inputs;
            for (Layer layer : path.chain) {
                flow = layer.forward(flow, pass);
            }
            if (path.ends.isEmpty()) {
                results.addAll(flow);
            }
            for (Layer end : path.ends) {
                results.addAll(end.forward(flow, pass));
            }
        }
        return new NDList(NDArrays.concat(results, 1));
    }
}
