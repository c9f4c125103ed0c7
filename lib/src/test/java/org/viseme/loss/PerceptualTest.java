package org.viseme.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.viseme.metric.PerceptualNetwork;
import org.viseme.model.perceptual.Backbone;
import org.viseme.model.perceptual.Vgg;
import org.viseme.model.perceptual.VggConfig;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.Torch;

class PerceptualTest {
    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    private NDArray faces(double step) {
        float[] values = new float[2 * 3 * 32 * 32];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.5 + 0.5 * Math.sin(step * i));
        }
        return manager.create(values, new Shape(2, 3, 32, 32));
    }

    /** Equation 8 of AV-CAT, by any features: of VGG's kind, and those that ship in their place. */
    @Test
    void theDifferenceOfMapsIsTheSumOfTheirMeanDifferences() {
        Vgg vgg = new Vgg(new VggConfig(List.of(2, 1), List.of(1)).withFirst(3));
        vgg.initialize(manager, 1);
        vgg.setTrainable(false);
        Backbone shipped = PerceptualNetwork.parse(PerceptualNetwork.FEATURES)
                .load(manager)
                .backbone();
        for (Backbone network : List.of(vgg, shipped)) {
            NDArray drawn = faces(0.02);
            NDArray target = faces(0.03);
            NDList seen = network.forward(new NDList(drawn), Pass.INFERENCE);
            NDList wanted = network.forward(new NDList(target), Pass.INFERENCE);
            double expected = 0;
            for (int map = 0; map < seen.size(); map++) {
                float[] a = seen.get(map).toFloatArray();
                float[] b = wanted.get(map).toFloatArray();
                double sum = 0;
                for (int i = 0; i < a.length; i++) {
                    sum += Math.abs(a[i] - b[i]);
                }
                expected += sum / a.length;
            }
            assertTrue(expected > 0.01);
            assertEquals(
                    expected,
                    Perceptual.maps(network, drawn, target, Pass.TRAINING).getFloat(),
                    1e-5 * expected);
            assertEquals(
                    0,
                    Perceptual.maps(network, drawn, drawn.duplicate(), Pass.TRAINING)
                            .getFloat());
        }
    }

    @Test
    void theGradientGoesToTheDrawnFacesAlone() {
        Vgg network = new Vgg(VggConfig.vgg19().withFirst(3));
        network.initialize(manager, 1);
        network.setTrainable(false);
        NDArray drawn = faces(0.02);
        NDArray target = faces(0.03);
        drawn.setRequiresGradient(true);
        try (GradientScope gradients = GradientScope.record()) {
            gradients.backward(Perceptual.maps(network, drawn, target, Pass.TRAINING));
        }
        assertTrue(drawn.getGradient().abs().max().getFloat() > 0);
        network.weights().forEach((name, array) -> assertFalse(array.hasGradient(), name));
    }
}
