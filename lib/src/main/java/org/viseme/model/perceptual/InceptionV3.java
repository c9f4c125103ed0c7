package org.viseme.model.perceptual;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;
import org.viseme.nn.Layer;
import org.viseme.nn.Linear;
import org.viseme.nn.MaxPool;
import org.viseme.nn.Pass;
import org.viseme.nn.Window;
import org.viseme.torch.TorchScript;

/**
 * Inception v3 (Szegedy et al., "Rethinking the Inception architecture for computer vision", CVPR 2016) in the variant
 * whose features FID is measured with (Heusel et al., "GANs trained by a two time-scale update rule", NeurIPS 2017):
 * the network of 2015-12-05 that TensorFlow published and {@code pytorch-fid} converted, under the names of that state.
 * It departs from torchvision's network in the pools of its blocks, see {@link Mixed}, and in its 1008 classes, whose
 * layer is part of the state and never run.
 */
public final class InceptionV3 extends Layer {
    /** Values of a picture's feature. */
    public static final int FEATURES = 2048;

    /** Width and height to which pictures are resized, bilinearly between pixel centres and without smoothing. */
    public static final int SIZE = 299;

    private static final int CLASSES = 1008;
    private static final TorchScript SCALED = TorchScript.of(List.of("x"), """
            y = torch.upsample_bilinear2d(x, [%d, %d], False)
            return torch.sub(torch.mul(y, 2.0), 1.0)
            """.formatted(SIZE, SIZE));
    private static final TorchScript POOLED = TorchScript.of(List.of("x"), "return torch.mean(torch.to(x, 6), [2, 3])");

    private final List<List<Layer>> blocks;

    public InceptionV3() {
        MaxPool halved = new MaxPool(Window.of(3, 3).stride(2, 2));
        blocks = List.of(
                List.of( // 299
                        add("Conv2d_1a_3x3", new ConvUnit(3, 32, Window.of(3, 3).stride(2, 2))), // 149
                        add("Conv2d_2a_3x3", new ConvUnit(32, 32, Window.of(3, 3))), // 147
                        add(
                                "Conv2d_2b_3x3",
                                new ConvUnit(32, 64, Window.of(3, 3).padding(1, 1))),
                        halved), // 73
                List.of(
                        add("Conv2d_3b_1x1", new ConvUnit(64, 80, Window.of(1, 1))),
                        add("Conv2d_4a_3x3", new ConvUnit(80, 192, Window.of(3, 3))), // 71
                        halved), // 35
                List.of(
                        add("Mixed_5b", Mixed.a(192, 32)),
                        add("Mixed_5c", Mixed.a(256, 64)),
                        add("Mixed_5d", Mixed.a(288, 64)),
                        add("Mixed_6a", Mixed.b(288)), // 17
                        add("Mixed_6b", Mixed.c(128)),
                        add("Mixed_6c", Mixed.c(160)),
                        add("Mixed_6d", Mixed.c(160)),
                        add("Mixed_6e", Mixed.c(192))),
                List.of(
                        add("Mixed_7a", Mixed.d()), // 8
                        add("Mixed_7b", Mixed.e(1280, Mixed.AVERAGE)),
                        add("Mixed_7c", Mixed.e(2048, Mixed.LARGEST))));
        add("fc", new Linear(FEATURES, CLASSES));
    }

    /**
     * The features that FID compares: the last maps, averaged over the picture.
     *
     * @param inputs pictures (batch, 3, height, width), red first, in 0..1
     * @return (batch, 2048), not negative
     * @throws IllegalArgumentException when the input has another shape
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        return new NDList(POOLED.apply(maps(inputs.singletonOrThrow(), pass).getLast()));
    }

    /**
     * The maps between the blocks.
     *
     * @param pictures (batch, 3, height, width), red first, in 0..1
     * @return (batch, 64, 73, 73), (batch, 192, 35, 35), (batch, 768, 17, 17), (batch, 2048, 8, 8)
     */
    public NDList maps(NDArray pictures, Pass pass) {
        NDList maps = new NDList();
        NDList flow = new NDList(SCALED.apply(Pictures.require(pictures)));
        for (List<Layer> block : blocks) {
            for (Layer layer : block) {
                flow = layer.forward(flow, pass);
            }
            maps.addAll(flow);
        }
        return maps;
    }
}
