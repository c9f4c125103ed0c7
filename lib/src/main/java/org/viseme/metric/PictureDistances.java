package org.viseme.metric;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import org.viseme.media.RgbImage;
import org.viseme.model.perceptual.FeatureDistance;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.Torch;

/** How far pictures are apart, by each pixel and by what a network sees. */
public final class PictureDistances implements AutoCloseable {
    private final NDManager manager;
    private final FeatureDistance network;
    private final String label;

    /** @throws org.viseme.VisemeException when the network's files are not there */
    public PictureDistances(PerceptualNetwork network, Device device) {
        manager = Torch.newManager(device);
        this.network = network.load(manager);
        label = network.label();
    }

    /** The name of {@link #seen}. */
    public String label() {
        return label;
    }

    /** Mean absolute difference of two pictures of one size, in 0..1. */
    public double l1(RgbImage picture, RgbImage other) {
        try (NativeScope scope = NativeScope.under(manager);
                GradientScope off = GradientScope.off()) {
            return array(picture, scope.manager())
                    .sub(array(other, scope.manager()))
                    .abs()
                    .mean()
                    .getFloat();
        }
    }

    /** The network's distance of two pictures of one size; 0 for equal ones. */
    public double seen(RgbImage picture, RgbImage other) {
        try (NativeScope scope = NativeScope.under(manager);
                GradientScope off = GradientScope.off()) {
            NDList pair = new NDList(array(picture, scope.manager()), array(other, scope.manager()));
            return network.forward(pair, Pass.INFERENCE).singletonOrThrow().getFloat();
        }
    }

    /** (1, 3, height, width) in 0..1, red first. */
    private static NDArray array(RgbImage picture, NDManager manager) {
        int plane = picture.width() * picture.height();
        FloatBuffer values = FloatBuffer.allocate(3 * plane);
        for (int channel = 0; channel < 3; channel++) {
            for (int i = 0; i < plane; i++) {
                values.put((picture.bytes()[3 * i + channel] & 0xff) / 255f);
            }
        }
        Shape shape = new Shape(1, 3, picture.height(), picture.width());
        return Torch.create(manager, values.flip(), shape, DataType.FLOAT32);
    }

    @Override
    public void close() {
        manager.close();
    }
}
