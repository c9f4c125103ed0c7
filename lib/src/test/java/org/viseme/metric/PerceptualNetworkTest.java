package org.viseme.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.media.RgbImage;
import org.viseme.model.perceptual.FeatureConfig;
import org.viseme.model.perceptual.FeatureDistance;
import org.viseme.model.perceptual.FeatureNetwork;
import org.viseme.model.perceptual.FeatureNetworkCheckpoint;
import org.viseme.torch.Torch;

class PerceptualNetworkTest {
    private static Path saved(Path folder) {
        Path file = folder.resolve("mine.safetensors");
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            FeatureNetwork network = new FeatureNetwork(new FeatureConfig(2, 0, 0));
            network.initialize(manager, 1);
            FeatureNetworkCheckpoint.of(network).save(file);
        }
        return file;
    }

    @Test
    void aFeatureNetworkIsNeverCalledLpips(@TempDir Path folder) {
        assertEquals("LPIPS", PerceptualNetwork.parse("lpips").label());
        PerceptualNetwork shipped = PerceptualNetwork.parse(PerceptualNetwork.FEATURES);
        assertEquals("features(viseme-features)", shipped.label());
        assertTrue(shipped.missing().isEmpty());
        assertEquals(
                "features(mine.safetensors)",
                PerceptualNetwork.parse(saved(folder).toString()).label());
        assertThrows(VisemeException.class, () -> PerceptualNetwork.parse("no-such-network"));
    }

    @Test
    void vgg19IsNamedWithItsFileWhereThatIsNotThere() {
        PerceptualNetwork vgg = PerceptualNetwork.parse("vgg19");
        assertEquals("VGG-19", vgg.label());
        assumeTrue(vgg.missing().isPresent(), "the published file is here");
        assertTrue(vgg.missing().orElseThrow().contains("vgg19-dcbb9e9d.pth"));
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            VisemeException problem = assertThrows(VisemeException.class, () -> vgg.load(manager));
            assertTrue(problem.getMessage().contains("use viseme-features"), problem.getMessage());
        }
    }

    @Test
    void itIsFrozen() {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            FeatureDistance network =
                    PerceptualNetwork.parse(PerceptualNetwork.FEATURES).load(manager);
            network.weights().forEach((name, array) -> assertFalse(array.hasGradient(), name));
        }
    }

    @Test
    void distancesOfPicturesAreZeroForEqualOnesAndL1IsExact() {
        RgbImage black = RgbImage.black(96, 96);
        RgbImage other = RgbImage.black(96, 96);
        for (int i = 0; i < other.bytes().length; i += 3) {
            other.bytes()[i] = (byte) (i % 251);
        }
        PerceptualNetwork network = PerceptualNetwork.parse(PerceptualNetwork.FEATURES);
        try (PictureDistances distances = new PictureDistances(network, Device.cpu())) {
            double sum = 0;
            for (byte value : other.bytes()) {
                sum += (value & 0xff) / 255.0 / other.bytes().length;
            }
            assertEquals(sum, distances.l1(other, black), 1e-6);
            assertEquals(0, distances.seen(other, other));
            assertTrue(distances.seen(other, black) > 0.01);
            assertEquals("features(viseme-features)", distances.label());
        }
    }
}
