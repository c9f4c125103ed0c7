package org.viseme.model.avcat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import java.util.ArrayList;
import java.util.List;
import org.viseme.nn.ConvBlock;
import org.viseme.nn.Convolution;
import org.viseme.nn.Convolution.Geometry;
import org.viseme.nn.Layer;
import org.viseme.nn.Pass;
import org.viseme.nn.Stack;

/**
 * AV-CAT's convolution-transformer-hybrid backbone (section 3.2, figure 2): one convolutional encoder for the masked
 * target and for the reference, stages of transformer blocks, a convolutional decoder. In each stage the reference
 * goes through the basic blocks, and the target through the fusion blocks around them, which see the reference and,
 * from the third stage on, hear the speech.
 */
final class HybridBackbone extends Layer {
    /** How many times smaller the maps of the first stage are than the faces. */
    static final int REDUCTION = 4;

    private final Stack encoder;
    private final List<TransformerStage> stages = new ArrayList<>();
    private final Stack decoder;

    HybridBackbone(AvCatConfig config) {
        int c = config.transformer().width();
        encoder = add(
                "encoder",
                new Stack(
                        convolution(3, c / 4, 1), // 256
                        convolution(c / 4, c / 2, 2), // 128
                        convolution(c / 2, c, 2), // 64
                        Convolution.preserving(Geometry.of(c, c, 3, 1, 1))));
        int side = config.faceSize() / REDUCTION;
        for (StageConfig stage : config.stages()) {
            side = stage.side(side);
            boolean last = stages.size() + 1 == config.stages().size();
            stages.add(add("stages." + stages.size(), new TransformerStage(stage, config, side, last)));
        }
        decoder = add(
                "decoder",
                new Stack(
                        convolution(c, c, 1), // 64
                        doubling(c, c / 2), // 128
                        doubling(c / 2, c / 4), // 256
                        Convolution.preserving(Geometry.of(c / 4, 3, 3, 1, 1))));
    }

    /**
     * @param inputs the masked target and the reference, both (batch, 3, size, size) in 0..1, and the speech (batch,
     *     speech width)
     * @return the coarse faces (batch, 3, size, size) in 0..1
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        NDArray speech = inputs.get(2);
        NDList maps = new NDList(encoder.forward(inputs.get(0), pass), encoder.forward(inputs.get(1), pass));
        for (TransformerStage stage : stages) {
            maps.add(speech);
            maps = stage.forward(maps, pass);
        }
        return new NDList(Activation.sigmoid(decoder.forward(maps.getFirst(), pass)));
    }

    private static ConvBlock convolution(int in, int out, int stride) {
        return ConvBlock.withoutNorm(Geometry.of(in, out, 3, stride, 1));
    }

    private static ConvBlock doubling(int in, int out) {
        return ConvBlock.withoutNorm(Geometry.transposed(in, out, 4, 2, 1, 0));
    }
}
