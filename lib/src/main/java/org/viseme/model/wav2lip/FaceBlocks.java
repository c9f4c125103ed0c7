package org.viseme.model.wav2lip;

import java.util.ArrayList;
import java.util.List;
import org.viseme.model.wav2lip.Wav2LipConfig.Depth;
import org.viseme.nn.Cbam;
import org.viseme.nn.CbamConfig.Attention;
import org.viseme.nn.ConvBlock;
import org.viseme.nn.Convolution.Geometry;
import org.viseme.nn.Layer;
import org.viseme.nn.Stack;

/** What the parts of a generator are made of. */
final class FaceBlocks {
    private FaceBlocks() {}

    /** Convolutions with the attention blocks that the configuration puts behind or between them. */
    static Stack attentive(Wav2LipConfig config, ConvBlock... convolutions) {
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < convolutions.length; i++) {
            layers.add(convolutions[i]);
            boolean last = i == convolutions.length - 1;
            if (last == (config.depth() == Depth.DEEP) && config.cbam().attention() != Attention.NONE) {
                layers.add(new Cbam(convolutions[i].channels(), config.cbam()));
            }
        }
        return new Stack(layers);
    }

    static ConvBlock conv(int in, int out, int kernel, int stride, int padding) {
        return ConvBlock.of(Geometry.of(in, out, kernel, stride, padding));
    }

    static ConvBlock conv(int in, int out, int kernel, int strideHeight, int strideWidth, int padding) {
        return ConvBlock.of(Geometry.of(in, out, kernel, 1, padding).withStride(strideHeight, strideWidth));
    }

    static ConvBlock same(int channels) {
        return ConvBlock.residual(channels);
    }

    static ConvBlock up(int in, int out, int stride, int padding, int outputPadding) {
        return ConvBlock.of(Geometry.transposed(in, out, 3, stride, padding, outputPadding));
    }
}
