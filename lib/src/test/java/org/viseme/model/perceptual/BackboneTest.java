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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.Torch;

class BackboneTest {
    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    /** Numbers of weights as published, less the classifiers'; sides of the maps of pictures of 64 pixels. */
    static Stream<Arguments> networks() {
        return Stream.of(
                Arguments.of(new AlexNet(), 2_469_696, new long[] {15, 7, 3, 3, 3}),
                Arguments.of(new Vgg(VggConfig.vgg16()), 14_714_688, new long[] {64, 32, 16, 8, 4}),
                // without the three convolutions of stage 5 that nobody looks behind
                Arguments.of(
                        new Vgg(VggConfig.vgg19()), 20_024_384 - 3 * (512 * 512 * 9 + 512), new long[] {64, 32, 16, 8, 4
                        }),
                Arguments.of(new Vgg(VggConfig.vgg19().withTaps(List.of(16))), 20_024_384, new long[] {4}),
                Arguments.of(new SqueezeNet(), 722_496, new long[] {31, 15, 7, 3, 3, 3, 3}));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void weightsAndMapsAreThePublishedOnes(Backbone network, long weights, long[] sides) {
        network.initialize(manager, 1);
        assertEquals(weights, network.weightCount());
        try (GradientScope off = GradientScope.off()) {
            NDList maps = network.forward(new NDList(manager.ones(new Shape(2, 3, 64, 64))), Pass.INFERENCE);
            assertEquals(sides.length, maps.size());
            for (int i = 0; i < sides.length; i++) {
                assertEquals(
                        new Shape(2, network.channels().get(i), sides[i], sides[i]),
                        maps.get(i).getShape());
                assertTrue(maps.get(i).min().getFloat() >= 0, "maps come from behind rectifiers");
            }
        }
    }

    @Test
    void namesAreTorchvisions() {
        Map<String, long[]> squeeze = new SqueezeNet().stateShapes();
        assertEquals(2 + 8 * 6, squeeze.size());
        assertArrayEquals(new long[] {64, 3, 3, 3}, squeeze.get("features.0.weight"));
        assertArrayEquals(new long[] {48, 384, 1, 1}, squeeze.get("features.10.squeeze.weight"));
        assertArrayEquals(new long[] {256, 64, 3, 3}, squeeze.get("features.12.expand3x3.weight"));
        assertEquals(
                List.of(64, 64, 128, 128, 256),
                new Vgg(VggConfig.vgg19().withFirst(5)).channels(),
                "the first five convolutions of VGG-19");
        Map<String, long[]> vgg19 = new Vgg(VggConfig.vgg19().withTaps(List.of(16))).stateShapes();
        assertArrayEquals(new long[] {512, 512, 3, 3}, vgg19.get("features.34.weight"));
        assertArrayEquals(new long[] {512, 256, 3, 3}, vgg19.get("features.19.weight"));
    }

    @Test
    void picturesAreStandardisedByChannel() {
        // a convolution with zero weights but for the centre of one channel shows what it is given
        Vgg network = new Vgg(new VggConfig(List.of(1), List.of(1)));
        network.initialize(manager, 1);
        float[] weights = new float[64 * 3 * 9];
        float[] expected = new float[3];
        double[][] published = {{0.485, 0.229}, {0.456, 0.224}, {0.406, 0.225}};
        NDArray picture = manager.create(new float[] {0.9f, 0.7f, 0.5f}, new Shape(1, 3, 1, 1));
        for (int channel = 0; channel < 3; channel++) {
            weights[channel * 27 + channel * 9 + 4] = 1;
            expected[channel] =
                    (float) ((picture.getFloat(0, channel, 0, 0) - published[channel][0]) / published[channel][1]);
        }
        network.state().get("features.0.weight").set(weights);
        network.state().get("features.0.bias").set(new float[64]);
        float[] seen = network.forward(new NDList(picture), Pass.INFERENCE)
                .singletonOrThrow()
                .toFloatArray();
        assertArrayEquals(expected, Arrays.copyOf(seen, 3), 1e-5f);
    }

    @Test
    void picturesOfOtherShapesAndImpossibleTapsAreRefused() {
        AlexNet network = new AlexNet();
        network.initialize(manager, 1);
        NDList grey = new NDList(manager.ones(new Shape(1, 1, 64, 64)));
        NDList windows = new NDList(manager.ones(new Shape(1, 3, 5, 64, 64)));
        assertThrows(IllegalArgumentException.class, () -> network.forward(grey, Pass.INFERENCE));
        assertThrows(IllegalArgumentException.class, () -> network.forward(windows, Pass.INFERENCE));
        VggConfig config = VggConfig.vgg16();
        assertThrows(IllegalArgumentException.class, () -> config.withTaps(List.of(14)));
        assertThrows(IllegalArgumentException.class, () -> config.withTaps(List.of(3, 2)));
        assertThrows(IllegalArgumentException.class, () -> config.withTaps(List.of()));
    }
}
