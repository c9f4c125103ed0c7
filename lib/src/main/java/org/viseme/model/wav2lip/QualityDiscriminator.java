package org.viseme.model.wav2lip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Activation;
import java.util.ArrayList;
import java.util.List;
import org.viseme.nn.ConvBlock;
import org.viseme.nn.Convolution;
import org.viseme.nn.Convolution.Geometry;
import org.viseme.nn.Layer;
import org.viseme.nn.Pass;
import org.viseme.nn.Sequences;
import org.viseme.nn.Stack;

/**
 * Wav2Lip's visual quality discriminator: looks at the lower halves of single frames and says how real each is.
 * Convolutions with leaky ReLU, no norm.
 */
public final class QualityDiscriminator extends Layer {
    private final List<Stack> faceEncoder = new ArrayList<>();
    private final Stack binaryPred;

    /**
     * @param config the generator's; the discriminator starts with twice its channels
     */
    public QualityDiscriminator(Wav2LipConfig config) {
        int c = 2 * config.channels();
        face(conv(3, c, 7, 1, 1, 3)); // 48x96
        face(conv(c, 2 * c, 5, 1, 2, 2), conv(2 * c, 2 * c, 5, 1, 1, 2)); // 48
        face(conv(2 * c, 4 * c, 5, 2, 2, 2), conv(4 * c, 4 * c, 5, 1, 1, 2)); // 24
        face(conv(4 * c, 8 * c, 5, 2, 2, 2), conv(8 * c, 8 * c, 5, 1, 1, 2)); // 12
        face(conv(8 * c, 16 * c, 3, 2, 2, 1), conv(16 * c, 16 * c, 3, 1, 1, 1)); // 6
        face(conv(16 * c, 16 * c, 3, 2, 2, 1), conv(16 * c, 16 * c, 3, 1, 1, 1)); // 3
        face(conv(16 * c, 16 * c, 3, 1, 1, 0), conv(16 * c, 16 * c, 1, 1, 1, 0)); // 1
        binaryPred = add("binary_pred", new Stack(new Convolution(Geometry.of(16 * c, 1, 1, 1, 0))));
    }

    /**
     * @param inputs faces (batch, 3, time, 96, 96) or (batch, 3, 96, 96) in 0..1, blue first
     * @return probabilities of being real, (time * batch, 1), time-major, or (batch, 1)
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        NDArray given = inputs.singletonOrThrow();
        NDArray faces = given.getShape().dimension() == 4 ? given : Sequences.flatten(given, 2);
        long height = faces.getShape().get(2);
        NDArray flow = faces.get(new NDIndex(":, :, {}:", height / 2));
        for (Stack block : faceEncoder) {
            flow = block.forward(flow, pass);
        }
        return new NDList(Activation.sigmoid(binaryPred.forward(flow, pass)).reshape(-1, 1));
    }

    private void face(Layer... layers) {
        faceEncoder.add(add("face_encoder_blocks." + faceEncoder.size(), new Stack(layers)));
    }

    private static ConvBlock conv(int in, int out, int kernel, int strideHeight, int strideWidth, int padding) {
        return ConvBlock.withoutNorm(Geometry.of(in, out, kernel, 1, padding).withStride(strideHeight, strideWidth));
    }
}
