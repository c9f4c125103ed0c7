package org.viseme.model.perceptual;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.Torch;

class InceptionV3Test {
    private static NDManager manager;
    private static InceptionV3 network;

    @BeforeAll
    static void make() {
        manager = Torch.newManager(Device.cpu());
        network = new InceptionV3();
        network.initialize(manager, 1);
        network.setTrainable(false);
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    private static NDArray features(NDArray pictures) {
        return network.forward(new NDList(pictures), Pass.INFERENCE).singletonOrThrow();
    }

    @Test
    void mapsShrinkFromBlockToBlock() {
        assertEquals(23_850_960, network.weightCount());
        NDArray pictures = manager.ones(new Shape(1, 3, 20, 30));
        NDList maps = network.maps(pictures, Pass.INFERENCE);
        assertEquals(new Shape(1, 64, 73, 73), maps.get(0).getShape());
        assertEquals(new Shape(1, 192, 35, 35), maps.get(1).getShape());
        assertEquals(new Shape(1, 768, 17, 17), maps.get(2).getShape());
        assertEquals(new Shape(1, 2048, 8, 8), maps.get(3).getShape());
    }

    @Test
    void everyPictureHasItsFeatureWhateverItsSize() {
        NDArray plain = manager.ones(new Shape(1, 3, 299, 299)).mul(0.3);
        NDArray small = manager.ones(new Shape(1, 3, 96, 96)).mul(0.3);
        NDArray other = manager.randomUniform(0, 1, new Shape(1, 3, 96, 96));
        try (GradientScope off = GradientScope.off()) {
            NDArray both = features(small.concat(other, 0));
            assertEquals(new Shape(2, InceptionV3.FEATURES), both.getShape());
            assertTrue(both.min().getFloat() >= 0, "features are means of rectified maps");
            float size = both.max().getFloat();
            assertArrayEquals(features(plain).toFloatArray(), both.get("0:1").toFloatArray(), 1e-4f * size);
            assertArrayEquals(features(other).toFloatArray(), both.get("1:2").toFloatArray(), 1e-4f * size);
        }
    }

    @Test
    void picturesOfOtherShapesAreRefused() {
        NDArray grey = manager.ones(new Shape(1, 1, 96, 96));
        assertThrows(IllegalArgumentException.class, () -> features(grey));
    }
}
