package org.viseme.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.media.RgbImage;
import org.viseme.model.perceptual.InceptionV3;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchOps;

class FidPoolTest {
    private static RgbImage grey(int value) {
        RgbImage picture = RgbImage.black(32, 32);
        Arrays.fill(picture.bytes(), (byte) value);
        return picture;
    }

    @Test
    void equalFramesHaveNoDistanceAndItsFeaturesSurviveTheProcess(@TempDir Path folder) {
        List<RgbImage> some = List.of(grey(40), grey(120));
        List<RgbImage> others = List.of(grey(200), grey(250));
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            InceptionV3 network = new InceptionV3();
            network.initialize(manager, 1);
            // fresh weights fade a signal; so much larger ones keep its size
            network.state().forEach((name, weight) -> {
                if (name.endsWith("conv.weight")) {
                    TorchOps.assign(weight, weight.mul(Math.sqrt(6)));
                }
            });
            FidPool pool = new FidPool(network, manager, folder);
            pool.add("real", "c0", some);
            pool.add("same", "c0", some);
            pool.add("other", "c0", others);
            assertFalse(pool.has("other", "c1"));

            FidPool again = new FidPool(network, manager, folder);
            assertTrue(again.has("other", "c0"));
            assertEquals(0, again.distance("same", "real", List.of("c0")), 1e-6);
            assertTrue(again.distance("other", "real", List.of("c0")) > 1e-3);
            again.discard();
            assertFalse(again.has("other", "c0"));
        }
    }
}
