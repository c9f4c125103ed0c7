package org.viseme.model.wav2lip;

import static org.viseme.model.wav2lip.FaceBlocks.conv;
import static org.viseme.model.wav2lip.FaceBlocks.same;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.List;
import org.viseme.model.wav2lip.Wav2LipConfig.Depth;
import org.viseme.nn.ConvBlock;
import org.viseme.nn.Layer;
import org.viseme.nn.Pass;
import org.viseme.nn.Stack;

/**
 * The way down of the U-Net over a face: blocks that halve the picture, from 96 pixels to 1, or to 6 in a shallow
 * network. A {@link FaceDecoder} goes the way back. Generators name it {@code face_encoder_blocks}.
 */
public final class FaceEncoder extends Layer {
    private final Wav2LipConfig config;
    private final List<Stack> blocks = new ArrayList<>();

    public FaceEncoder(Wav2LipConfig config) {
        this.config = config;
        int c = config.channels();
        block(conv(6, c, 7, 1, 3)); // 96
        block(conv(c, 2 * c, 3, 2, 1), same(2 * c), same(2 * c)); // 48
        block(conv(2 * c, 4 * c, 3, 2, 1), same(4 * c), same(4 * c), same(4 * c)); // 24
        block(conv(4 * c, 8 * c, 3, 2, 1), same(8 * c), same(8 * c)); // 12
        block(conv(8 * c, 16 * c, 3, 2, 1), same(16 * c), same(16 * c)); // 6
        if (config.depth() == Depth.DEEP) {
            block(conv(16 * c, 32 * c, 3, 2, 1), same(32 * c)); // 3
            block(conv(32 * c, 32 * c, 3, 1, 0), conv(32 * c, 32 * c, 1, 1, 0)); // 1
        }
    }

    /** The blocks in order: the first one reads the six channels of the faces. */
    public List<Stack> blocks() {
        return List.copyOf(blocks);
    }

    /**
     * @param inputs faces (batch, 6, 96, 96), see {@link FaceInput#faces}
     * @return what each block puts out, in order; the last is the condensed face
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        NDList features = new NDList();
        NDArray flow = inputs.singletonOrThrow();
        for (Stack block : blocks) {
            flow = block.forward(flow, pass);
            features.add(flow);
        }
        return features;
    }

    private void block(ConvBlock... convolutions) {
        blocks.add(add(String.valueOf(blocks.size()), FaceBlocks.attentive(config, convolutions)));
    }
}
