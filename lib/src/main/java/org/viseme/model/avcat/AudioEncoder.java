package org.viseme.model.avcat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import org.viseme.nn.ConvBlock;
import org.viseme.nn.Convolution;
import org.viseme.nn.Convolution.Geometry;
import org.viseme.nn.Layer;
import org.viseme.nn.Pass;
import org.viseme.nn.Stack;
import org.viseme.nn.Window;

/**
 * AV-CAT's audio branch E_a: a mel window to one vector f_a. The paper does not say of which layers; these are residual
 * convolutions in the manner of Wav2Lip's audio encoder, the last one without a norm, so that the vector's values are
 * free.
 */
final class AudioEncoder extends Layer {
    private final int melColumns;
    private final Stack layers;

    AudioEncoder(AvCatConfig config) {
        melColumns = config.melColumns();
        int c = config.speechWidth() / 16;
        int columns = (melColumns + 5) / 6; // what strides of 3 and 2 leave of them
        layers = add(
                "layers",
                new Stack(
                        ConvBlock.of(Geometry.of(1, c, 3, 1, 1)), // 80x20
                        ConvBlock.residual(c),
                        down(c, 2 * c, 3, 1), // 27x20
                        ConvBlock.residual(2 * c),
                        down(2 * c, 4 * c, 3, 3), // 9x7
                        ConvBlock.residual(4 * c),
                        down(4 * c, 8 * c, 3, 2), // 3x4
                        ConvBlock.residual(8 * c),
                        new Convolution(Geometry.of(8 * c, 16 * c, Window.of(3, columns))))); // 1
    }

    private static ConvBlock down(int in, int out, int strideHeight, int strideWidth) {
        return ConvBlock.of(Geometry.of(in, out, 3, 1, 1).withStride(strideHeight, strideWidth));
    }

    /**
     * @param inputs mel windows (batch, 1, 80, columns)
     * @return (batch, speech width)
     * @throws IllegalArgumentException when the windows have another shape
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        NDArray mel = inputs.singletonOrThrow();
        Shape expected = new Shape(mel.getShape().get(0), 1, AvCatConfig.MEL_BANDS, melColumns);
        if (!mel.getShape().equals(expected)) {
            throw new IllegalArgumentException("AudioEncoder: mel windows of shape %s instead of (batch, 1, %d, %d)"
                    .formatted(mel.getShape(), AvCatConfig.MEL_BANDS, melColumns));
        }
        NDArray heard = layers.forward(mel, pass);
        return new NDList(heard.reshape(heard.getShape().get(0), -1));
    }
}
