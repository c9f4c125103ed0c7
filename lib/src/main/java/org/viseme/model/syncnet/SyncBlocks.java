package org.viseme.model.syncnet;

import java.util.ArrayList;
import java.util.List;
import org.viseme.nn.ConvBlock;
import org.viseme.nn.Convolution;
import org.viseme.nn.Convolution.Geometry;
import org.viseme.nn.GroupNorm;
import org.viseme.nn.Layer;
import org.viseme.nn.PreactivatedBlock;
import org.viseme.nn.Relu;
import org.viseme.nn.Stack;

/** The plans of a sync expert's two encoders. */
interface SyncBlocks {
    /** Lower halves of faces, (channels, 48, 96), to one vector. */
    Stack face(int inputChannels, int c, int embedding);

    /** Mel windows, (1, 80, columns of so many frames), to one vector. */
    Stack audio(int frames, int c, int embedding);

    static SyncBlocks of(SyncExpertConfig.Blocks blocks) {
        return switch (blocks) {
            case WAV2LIP -> new Published();
            case STABLE -> new Stable();
        };
    }

    /** Convolution, batch norm, ReLU, as published with Wav2Lip. */
    final class Published implements SyncBlocks {
        @Override
        public Stack face(int inputChannels, int c, int embedding) {
            return new Stack(
                    conv(inputChannels, c, 7, 1, 1, 3), // 48x96
                    conv(c, 2 * c, 5, 1, 2, 1), // 46x47
                    same(2 * c),
                    same(2 * c),
                    conv(2 * c, 4 * c, 3, 2, 2, 1), // 23x24
                    same(4 * c),
                    same(4 * c),
                    same(4 * c),
                    conv(4 * c, 8 * c, 3, 2, 2, 1), // 12
                    same(8 * c),
                    same(8 * c),
                    conv(8 * c, 16 * c, 3, 2, 2, 1), // 6
                    same(16 * c),
                    same(16 * c),
                    conv(16 * c, embedding, 3, 2, 2, 1), // 3
                    conv(embedding, embedding, 3, 1, 1, 0), // 1
                    conv(embedding, embedding, 1, 1, 1, 0));
        }

        @Override
        public Stack audio(int frames, int c, int embedding) {
            return new Stack( // 80x16
                    conv(1, c, 3, 1, 1, 1),
                    same(c),
                    same(c),
                    conv(c, 2 * c, 3, 3, 1, 1), // 27x16
                    same(2 * c),
                    same(2 * c),
                    conv(2 * c, 4 * c, 3, 3, 3, 1), // 9x6
                    same(4 * c),
                    same(4 * c),
                    conv(4 * c, 8 * c, 3, 3, 2, 1), // 3
                    same(8 * c),
                    same(8 * c),
                    conv(8 * c, embedding, 3, 1, 1, 0), // 1
                    conv(embedding, embedding, 1, 1, 1, 0));
        }

        private static ConvBlock conv(int in, int out, int kernel, int strideHeight, int strideWidth, int padding) {
            return ConvBlock.of(Geometry.of(in, out, kernel, 1, padding).withStride(strideHeight, strideWidth));
        }

        private static ConvBlock same(int channels) {
            return ConvBlock.residual(channels);
        }
    }

    /** Residual blocks with group norm and SiLU, strided convolutions between them, group norm and ReLU at the end. */
    final class Stable implements SyncBlocks {
        private static final int CHANNELS_A_GROUP = 4;

        @Override
        public Stack face(int inputChannels, int c, int embedding) {
            List<Layer> layers = new ArrayList<>();
            layers.add(conv(inputChannels, c, 7, 2, 2, 3)); // 24x48
            layers.add(conv(c, 2 * c, 3, 1, 2, 1)); // 24
            layers.add(block(2 * c));
            layers.add(conv(2 * c, 4 * c, 3, 2, 2, 1)); // 12
            layers.add(block(4 * c));
            layers.add(conv(4 * c, 8 * c, 3, 2, 2, 1)); // 6
            layers.add(block(8 * c));
            layers.add(conv(8 * c, 16 * c, 3, 2, 2, 1)); // 3
            layers.add(block(16 * c));
            return end(layers, 16 * c, embedding);
        }

        @Override
        public Stack audio(int frames, int c, int embedding) {
            List<Layer> layers = new ArrayList<>();
            layers.add(conv(1, 2 * c, 7, 3, 1, 3)); // 27 x 16 for 5 frames, 27 x 52 for 16
            layers.add(block(2 * c));
            layers.add(conv(2 * c, 4 * c, 3, 3, 3, 1)); // 9 x 6, 9 x 18
            layers.add(block(4 * c));
            layers.add(conv(4 * c, 8 * c, 3, 3, 2, 1)); // 3 x 3, 3 x 9
            layers.add(block(8 * c));
            if (frames > 5) {
                layers.add(conv(8 * c, 8 * c, 3, 1, 3, 1)); // 3
                layers.add(block(8 * c));
            }
            return end(layers, 8 * c, embedding);
        }

        private static Stack end(List<Layer> layers, int c, int embedding) {
            layers.add(norm(c));
            layers.add(new Relu());
            layers.add(conv(c, embedding, 3, 1, 1, 0)); // 1
            layers.add(new GroupNorm(1, embedding));
            layers.add(new Relu());
            return new Stack(layers.toArray(Layer[]::new));
        }

        private static GroupNorm norm(int channels) {
            return new GroupNorm(groups(channels), channels);
        }

        private static PreactivatedBlock block(int channels) {
            return new PreactivatedBlock(groups(channels), channels);
        }

        private static int groups(int channels) {
            return Math.max(1, channels / CHANNELS_A_GROUP);
        }

        private static Convolution conv(int in, int out, int kernel, int strideHeight, int strideWidth, int padding) {
            return new Convolution(Geometry.of(in, out, kernel, 1, padding).withStride(strideHeight, strideWidth));
        }
    }
}
