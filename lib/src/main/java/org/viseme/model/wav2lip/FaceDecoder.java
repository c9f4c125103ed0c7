package org.viseme.model.wav2lip;

import static org.viseme.model.wav2lip.FaceBlocks.conv;
import static org.viseme.model.wav2lip.FaceBlocks.same;
import static org.viseme.model.wav2lip.FaceBlocks.up;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.List;
import org.viseme.model.wav2lip.Wav2LipConfig.Depth;
import org.viseme.nn.ConvBlock;
import org.viseme.nn.Convolution;
import org.viseme.nn.Convolution.Geometry;
import org.viseme.nn.Layer;
import org.viseme.nn.Pass;
import org.viseme.nn.Stack;

/**
 * The way up of the U-Net over a face, from what is said back to 96 pixels: each block ends where the {@link FaceEncoder}
 * has features of the same size, which join by concatenation. Generators name it {@code face_decoder_blocks}, and what
 * makes colours of its result {@code output_block}.
 */
public final class FaceDecoder extends Layer {
    private final Wav2LipConfig config;
    private final List<Stack> blocks = new ArrayList<>();

    /** Begins from (batch, 32 * channels, 1, 1), in a shallow network from 6x6 pixels. */
    public FaceDecoder(Wav2LipConfig config) {
        this.config = config;
        int c = config.channels();
        if (config.depth() == Depth.DEEP) {
            block(conv(32 * c, 32 * c, 1, 1, 0)); // 1
            block(up(64 * c, 32 * c, 1, 0, 0), same(32 * c)); // 3
            block(up(64 * c, 32 * c, 2, 1, 1), same(32 * c), same(32 * c)); // 6
        } else {
            block(conv(config.alignments() == 0 ? 32 * c : 16 * c, 32 * c, 1, 1, 0)); // 6
        }
        block(up(48 * c, 24 * c, 2, 1, 1), same(24 * c), same(24 * c)); // 12
        block(up(32 * c, 16 * c, 2, 1, 1), same(16 * c), same(16 * c)); // 24
        block(up(20 * c, 8 * c, 2, 1, 1), same(8 * c), same(8 * c)); // 48
        block(up(10 * c, 4 * c, 2, 1, 1), same(4 * c), same(4 * c)); // 96
    }

    /** From the decoder's features to the logits of three colours. */
    public static Stack output(Wav2LipConfig config) {
        int c = config.channels();
        return new Stack(conv(5 * c, 2 * c, 3, 1, 1), new Convolution(Geometry.of(2 * c, 3, 1, 1, 0)));
    }

    /**
     * @param inputs where to begin, then what the encoder's blocks have put out, in their order
     * @return features (batch, 5 * channels, 96, 96), for {@link #output}
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        return new NDList(draw(inputs.getFirst(), inputs.subNDList(1), pass));
    }

    /** As {@link #forward}. */
    public NDArray draw(NDArray start, NDList features, Pass pass) {
        NDArray flow = start;
        int skip = features.size();
        for (Stack block : blocks) {
            skip--;
            flow = block.forward(flow, pass).concat(features.get(skip), 1);
        }
        return flow;
    }

    private void block(ConvBlock... convolutions) {
        blocks.add(add(String.valueOf(blocks.size()), FaceBlocks.attentive(config, convolutions)));
    }
}
