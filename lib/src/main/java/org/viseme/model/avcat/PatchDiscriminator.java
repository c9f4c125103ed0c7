package org.viseme.model.avcat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import java.util.ArrayList;
import java.util.List;
import org.viseme.VisemeException;
import org.viseme.nn.AveragePool;
import org.viseme.nn.ConvBlock;
import org.viseme.nn.Convolution;
import org.viseme.nn.Convolution.Geometry;
import org.viseme.nn.Layer;
import org.viseme.nn.Pass;
import org.viseme.nn.Stack;
import org.viseme.nn.Window;

/**
 * A multi-scale patch discriminator (Wang et al., "High-resolution image synthesis and semantic manipulation with
 * conditional GANs", CVPR 2018, section 3.2): the same network, with weights of its own, at the picture and at smaller
 * copies of it, each saying of every patch how real it is. Convolutions with leaky rectifiers, without norms, as in
 * {@link org.viseme.model.wav2lip.QualityDiscriminator}.
 */
public final class PatchDiscriminator extends Layer {
    private static final int MOST_TIMES = 8;

    private final List<Stack> scales = new ArrayList<>();
    private final AveragePool halving =
            new AveragePool(Window.of(3, 3).stride(2, 2).padding(1, 1));

    /**
     * @param channels of the first convolution; the others have 2, 4 and 8 times as many. 64 in the paper cited
     * @param scales how many sizes of a picture are looked at, each half as large as the one before; 3 in the paper
     *     cited
     */
    public PatchDiscriminator(int channels, int scales) {
        if (channels < 1 || scales < 1) {
            throw new VisemeException(
                    "channels=" + channels + ", scales=" + scales, "are no discriminator", "use at least 1 of each");
        }
        for (int i = 0; i < scales; i++) {
            this.scales.add(add("scales." + i, network(channels)));
        }
    }

    private static Stack network(int c) {
        return new Stack(
                ConvBlock.withoutNorm(Geometry.of(3, c, 4, 2, 1)),
                ConvBlock.withoutNorm(Geometry.of(c, 2 * c, 4, 2, 1)),
                ConvBlock.withoutNorm(Geometry.of(2 * c, 4 * c, 4, 2, 1)),
                ConvBlock.withoutNorm(Geometry.of(4 * c, MOST_TIMES * c, 3, 1, 1)),
                new Convolution(Geometry.of(MOST_TIMES * c, 1, 3, 1, 1)));
    }

    /**
     * @param inputs faces (batch, 3, height, width) in 0..1
     * @return for each scale the probabilities that patches are real, (batch, 1, height / 8, width / 8) at the first
     *     one, half as high and wide from one to the next
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        NDList answers = new NDList();
        NDArray faces = inputs.singletonOrThrow();
        for (Stack scale : scales) {
            answers.add(Activation.sigmoid(scale.forward(faces, pass)));
            faces = halving.forward(new NDList(faces), pass).singletonOrThrow();
        }
        return answers;
    }
}
