package org.viseme.model.perceptual;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.Precision;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchOps;

class LpipsTest {
    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    static Stream<Backbone> backbones() {
        return Stream.of(new AlexNet(), new Vgg(VggConfig.vgg16()), new SqueezeNet());
    }

    private Lpips network(Backbone backbone) {
        Lpips network = new Lpips(backbone);
        network.initialize(manager, 1);
        network.setTrainable(false);
        return network;
    }

    private NDArray pictures(long seed, int batch) {
        Random random = new Random(seed);
        float[] values = new float[batch * 3 * 48 * 48];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return manager.create(values, new Shape(batch, 3, 48, 48));
    }

    private static NDArray distance(Lpips network, NDArray a, NDArray b) {
        return network.forward(new NDList(a, b), Pass.INFERENCE).singletonOrThrow();
    }

    @ParameterizedTest
    @MethodSource("backbones")
    void equalPicturesAreAtDistanceZeroAndMapsAddUp(Backbone backbone) {
        Lpips network = network(backbone);
        NDArray a = pictures(1, 2);
        NDArray b = pictures(2, 2);
        assertArrayEquals(new float[] {0, 0}, distance(network, a, a).toFloatArray());
        NDArray distances = distance(network, a, b);
        NDArray parts = network.byMap(a, b, Pass.INFERENCE);
        assertEquals(new Shape(2), distances.getShape());
        assertEquals(new Shape(2, backbone.channels().size()), parts.getShape());
        assertTrue(distances.min().getFloat() > 0);
        assertArrayEquals(distances.toFloatArray(), parts.sum(new int[] {1}).toFloatArray(), 1e-7f);
        assertArrayEquals(
                new float[] {distances.getFloat(1)},
                distance(network, a.get("1:2"), b.get("1:2")).toFloatArray(),
                1e-5f);
    }

    @ParameterizedTest
    @MethodSource("backbones")
    void aFrozenNetworkPassesTheGradientToTheFirstPicture(Backbone backbone) {
        Lpips network = network(backbone);
        NDArray drawn = pictures(3, 1);
        NDArray truth = pictures(4, 1);
        drawn.setRequiresGradient(true);
        try (GradientScope gradients = GradientScope.record()) {
            gradients.backward(distance(network, drawn, truth).sum());
        }
        network.weights().forEach((name, array) -> assertFalse(array.hasGradient(), name));
        NDArray gradient = drawn.getGradient();
        assertTrue(TorchOps.isFinite(List.of(gradient)));
        // along the gradient the distance falls by the gradient's squared length
        float squares = gradient.square().sum().getFloat();
        assertTrue(squares > 0);
        float step = 2e-4f / (float) Math.sqrt(squares);
        try (GradientScope off = GradientScope.off()) {
            float up = distance(network, drawn.add(gradient.mul(step)), truth).getFloat();
            float down = distance(network, drawn.sub(gradient.mul(step)), truth).getFloat();
            assertEquals(1, (up - down) / (2 * step * squares), 0.15);
        }
    }

    @Test
    void linearWeightsAreNamedAsPublished() {
        Lpips network = network(new AlexNet());
        assertEquals(
                List.of(
                        "lin0.model.1.weight",
                        "lin1.model.1.weight",
                        "lin2.model.1.weight",
                        "lin3.model.1.weight",
                        "lin4.model.1.weight"),
                List.copyOf(network.linearState().keySet()));
        assertEquals(
                new Shape(1, 192, 1, 1),
                network.linearState().get("lin1.model.1.weight").getShape());
        assertEquals(10, network.backbone().state().size());
    }

    @Test
    void halfPrecisionGivesNearlyTheSameDistance() {
        Lpips network = network(new AlexNet());
        NDArray a = pictures(7, 1);
        NDArray b = pictures(8, 1);
        float exact = distance(network, a, b).getFloat();
        NDArray half = network.forward(new NDList(a, b), Pass.INFERENCE.withPrecision(Precision.BF16))
                .singletonOrThrow();
        assertEquals(exact, half.getFloat(), 0.05 * exact);
    }

    @Test
    void pairsOfDifferentShapesAreRefused() {
        Lpips network = network(new AlexNet());
        NDList pair = new NDList(pictures(9, 1), pictures(9, 2));
        assertThrows(IllegalArgumentException.class, () -> network.forward(pair, Pass.INFERENCE));
    }
}
