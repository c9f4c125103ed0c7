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
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.loss.Perceptual;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.Torch;

class FeatureDistanceTest {
    private static final FeatureConfig CONFIG = new FeatureConfig(4, 3, 5);

    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    private FeatureNetwork network(FeatureConfig config) {
        FeatureNetwork network = new FeatureNetwork(config);
        network.initialize(manager, 1);
        network.setTrainable(false);
        return network;
    }

    private NDArray pictures(long seed, int batch) {
        Random random = new Random(seed);
        float[] values = new float[batch * 3 * 96 * 96];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return manager.create(values, new Shape(batch, 3, 96, 96));
    }

    private static NDArray distance(FeatureDistance distance, NDArray a, NDArray b) {
        return distance.forward(new NDList(a, b), Pass.INFERENCE).singletonOrThrow();
    }

    @Test
    void equalPicturesAreAtDistanceZeroAndTheOrderDoesNotMatter() {
        FeatureDistance distance = new FeatureDistance(network(CONFIG));
        NDArray a = pictures(1, 2);
        NDArray b = pictures(2, 2);
        assertArrayEquals(new float[] {0, 0}, distance(distance, a, a).toFloatArray());
        float[] there = distance(distance, a, b).toFloatArray();
        assertArrayEquals(there, distance(distance, b, a).toFloatArray());
        assertTrue(there[0] > 0 && there[1] > 0);
    }

    @Test
    void itIsTheSquaredDifferenceOfMapsOfUnitLength() {
        FeatureNetwork network = network(CONFIG);
        FeatureDistance distance = new FeatureDistance(network);
        NDArray a = pictures(3, 1);
        NDArray b = pictures(4, 1);
        NDList seen = network.forward(new NDList(a), Pass.INFERENCE);
        NDList wanted = network.forward(new NDList(b), Pass.INFERENCE);
        assertEquals(List.of(4, 8, 16, 32, 32), network.channels());
        double expected = 0;
        for (int i = 0; i < seen.size(); i++) {
            expected += unitDistance(seen.get(i), wanted.get(i));
        }
        assertEquals(expected, distance(distance, a, b).getFloat(), 1e-3 * expected);
    }

    /** Pixel by pixel: 2 - 2 cosine, where both lengths are far from 0. */
    private static double unitDistance(NDArray a, NDArray b) {
        int channels = (int) a.getShape().get(1);
        int pixels = (int) (a.size() / channels);
        float[] x = a.toFloatArray();
        float[] y = b.toFloatArray();
        double sum = 0;
        for (int pixel = 0; pixel < pixels; pixel++) {
            double xx = 0;
            double yy = 0;
            for (int channel = 0; channel < channels; channel++) {
                xx += Math.pow(x[channel * pixels + pixel], 2);
                yy += Math.pow(y[channel * pixels + pixel], 2);
            }
            for (int channel = 0; channel < channels; channel++) {
                double difference = x[channel * pixels + pixel] / (Math.sqrt(xx) + 1e-3)
                        - y[channel * pixels + pixel] / (Math.sqrt(yy) + 1e-3);
                sum += difference * difference / pixels;
            }
        }
        return sum;
    }

    @Test
    void asALossItTeachesThePictureAndStaysBitForBitAsItIs() {
        FeatureNetwork network = network(CONFIG);
        for (int i = 0; i < 20; i++) {
            // its statistics settle, as those of a trained network have
            network.forward(new NDList(pictures(10 + i, 2)), Pass.TRAINING);
        }
        FeatureDistance distance = new FeatureDistance(network);
        Map<String, byte[]> before = bytes(distance);
        NDArray drawn = pictures(5, 2);
        NDArray truth = pictures(6, 2);
        drawn.setRequiresGradient(true);
        try (GradientScope gradients = GradientScope.record()) {
            gradients.backward(Perceptual.distance(distance, drawn, truth, Pass.TRAINING));
        }
        NDArray gradient = drawn.getGradient();
        // along the gradient the distance falls by the gradient's squared length
        float squares = gradient.square().sum().getFloat();
        assertTrue(squares > 0);
        float step = 2e-3f / (float) Math.sqrt(squares);
        try (GradientScope off = GradientScope.off()) {
            float up = Perceptual.distance(distance, drawn.add(gradient.mul(step)), truth, Pass.TRAINING)
                    .getFloat();
            float down = Perceptual.distance(distance, drawn.sub(gradient.mul(step)), truth, Pass.TRAINING)
                    .getFloat();
            assertEquals(1, (up - down) / (2 * step * squares), 0.05);
        }
        bytes(distance).forEach((name, after) -> assertArrayEquals(before.get(name), after, name));
        distance.weights().forEach((name, array) -> assertFalse(array.hasGradient(), name));
    }

    private static Map<String, byte[]> bytes(FeatureDistance distance) {
        Map<String, byte[]> bytes = new LinkedHashMap<>();
        distance.state()
                .forEach((name, array) ->
                        bytes.put(name, array.toType(DataType.FLOAT32, true).toByteArray()));
        return bytes;
    }

    @Test
    void onlyWhatTheCorpusKnowsIsAsked() {
        NDArray faces = pictures(7, 2);
        Map<FeatureTask, NDArray> all = network(CONFIG).answers(faces, Pass.INFERENCE);
        assertEquals(new Shape(2, 3), all.get(FeatureTask.SPEAKER).getShape());
        assertEquals(new Shape(2, 5), all.get(FeatureTask.WORD).getShape());
        assertEquals(new Shape(2, 4), all.get(FeatureTask.TURN).getShape());
        Map<FeatureTask, NDArray> turns = network(new FeatureConfig(2, 0, 0)).answers(faces, Pass.INFERENCE);
        assertEquals(java.util.Set.of(FeatureTask.TURN), turns.keySet());
    }

    @Test
    void aFileGivesTheSameDistancesAndSaysWhatItIs(@TempDir Path folder) {
        FeatureNetwork network = network(CONFIG);
        Path file = folder.resolve("mine.safetensors");
        FeatureNetworkCheckpoint.of(network).save(file);
        FeatureNetwork loaded = FeatureNetworkCheckpoint.load(Checkpoint.read(file), file, manager);
        NDArray a = pictures(8, 1);
        NDArray b = pictures(9, 1);
        assertEquals(
                distance(new FeatureDistance(network), a, b).getFloat(),
                distance(new FeatureDistance(loaded), a, b).getFloat());
        Checkpoint other = new Checkpoint(Checkpoint.read(file).state()).with(Checkpoint.CONFIG, "{\"model\":\"x\"}");
        VisemeException problem =
                assertThrows(VisemeException.class, () -> FeatureNetworkCheckpoint.load(other, file, manager));
        assertTrue(problem.getMessage().contains("feature-network"), problem.getMessage());
    }
}
