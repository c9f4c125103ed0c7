package org.viseme.model.wav2lip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.DType;
import org.viseme.checkpoint.StateDict;
import org.viseme.loss.L1;
import org.viseme.model.Region;
import org.viseme.nn.Pass;
import org.viseme.torch.FusedAdam;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.Precision;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchOps;

class Wav2LipTest {
    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    private NDList inputs(int batch) {
        float[] mel = new float[batch * 80 * 16];
        float[] face = new float[batch * 6 * 96 * 96];
        for (int i = 0; i < mel.length; i++) {
            mel[i] = (float) (4 * Math.sin(0.1 * i));
        }
        for (int i = 0; i < face.length; i++) {
            face[i] = (float) (0.5 + 0.5 * Math.sin(0.013 * i));
        }
        return new NDList(
                manager.create(mel, new Shape(batch, 1, 80, 16)), manager.create(face, new Shape(batch, 6, 96, 96)));
    }

    @Test
    void thePaperSizeHasThePublishedNumberOfWeights() {
        assertEquals(36_298_035, new Wav2Lip(Wav2LipConfig.paper()).weightCount());
        assertEquals(14_113_793, new QualityDiscriminator(Wav2LipConfig.paper()).weightCount());
    }

    @Test
    void oneSeedOneNetwork() {
        Wav2Lip one = new Wav2Lip(new Wav2LipConfig(2));
        Wav2Lip two = new Wav2Lip(new Wav2LipConfig(2));
        one.initialize(manager, 7);
        two.initialize(manager, 7);
        one.state()
                .forEach((name, array) -> assertArrayEquals(
                        array.toFloatArray(), two.state().get(name).toFloatArray(), name));
    }

    @Test
    void everyWeightLearns() {
        Wav2Lip network = new Wav2Lip(new Wav2LipConfig(2));
        network.initialize(manager, 1);
        try (GradientScope gradients = GradientScope.record()) {
            gradients.backward(
                    network.forward(inputs(8), Pass.TRAINING).singletonOrThrow().mean());
        }
        network.weights().forEach((name, array) -> {
            if (!name.endsWith("conv_block.0.bias")) { // no true gradient in front of a batch norm
                float[] gradient = array.getGradient().toFloatArray();
                boolean moved = false;
                for (float value : gradient) {
                    moved |= value != 0;
                }
                assertTrue(moved, name);
            }
        });
    }

    @Test
    void bfloat16TrainsFullPrecisionWeights() {
        Wav2Lip network = new Wav2Lip(new Wav2LipConfig(1));
        network.initialize(manager, 1);
        NDList inputs = inputs(4);
        NDArray target = inputs.get(1).get(new NDIndex(":, :3"));
        float first = 0;
        float last = 0;
        try (FusedAdam adam = new FusedAdam(manager, network.weights(), FusedAdam.Settings.defaults())) {
            for (int step = 0; step < 12; step++) {
                try (NativeScope scope = NativeScope.under(manager);
                        GradientScope gradients = GradientScope.record()) {
                    NDList own = new NDList(
                            scope.own(inputs.get(0).mul(1)),
                            scope.own(inputs.get(1).mul(1)));
                    NDArray drawn = network.forward(own, Pass.TRAINING.withPrecision(Precision.BF16))
                            .singletonOrThrow();
                    NDArray loss = L1.mean(drawn, target, Region.WHOLE);
                    gradients.backward(loss);
                    adam.step(3e-3);
                    last = TorchOps.cast(loss, Precision.FP32).getFloat();
                    first = step == 0 ? last : first;
                }
            }
        }
        assertTrue(last < 0.9 * first, first + " to " + last);
        network.weights().forEach((name, array) -> assertEquals(DataType.FLOAT32, array.getDataType(), name));
    }

    @Test
    void foldingChangesNothingThatCanBeSeen() {
        Wav2Lip network = new Wav2Lip(new Wav2LipConfig(4));
        network.initialize(manager, 2);
        try (GradientScope off = GradientScope.off()) {
            network.forward(inputs(8), Pass.TRAINING);
            float[] before = network.forward(inputs(2), Pass.INFERENCE)
                    .singletonOrThrow()
                    .toFloatArray();
            network.foldForInference();
            assertArrayEquals(
                    before,
                    network.forward(inputs(2), Pass.INFERENCE)
                            .singletonOrThrow()
                            .toFloatArray(),
                    1e-4f);
        }
    }

    @Test
    void aCheckpointAloneBuildsTheNetwork(@TempDir Path folder) {
        Wav2LipConfig config = new Wav2LipConfig(2);
        Wav2Lip network = new Wav2Lip(config);
        network.initialize(manager, 3);
        Path file = folder.resolve("model.safetensors");
        Wav2LipCheckpoint.of(network, config).save(file);
        try (GradientScope off = GradientScope.off()) {
            Wav2Lip loaded = Wav2LipCheckpoint.load(Checkpoint.read(file), file, manager);
            assertArrayEquals(
                    network.forward(inputs(1), Pass.INFERENCE)
                            .singletonOrThrow()
                            .toFloatArray(),
                    loaded.forward(inputs(1), Pass.INFERENCE).singletonOrThrow().toFloatArray());
        }
    }

    @Test
    void aPublishedFileNeedsNoConfiguration(@TempDir Path folder) {
        Wav2LipConfig config = new Wav2LipConfig(2);
        Wav2Lip network = new Wav2Lip(config);
        network.initialize(manager, 4);
        Path file = folder.resolve("model.pth");
        StateDict parallel = Wav2LipCheckpoint.of(network, config).state().prefixed("module.");
        new Checkpoint(parallel).with("global_step", "5").savePth(file);
        Wav2Lip loaded = Wav2LipCheckpoint.load(Checkpoint.read(file), file, manager);
        assertEquals(network.weightCount(), loaded.weightCount());
    }

    @Test
    void halfPrecisionFilesLoad(@TempDir Path folder) {
        Wav2LipConfig config = new Wav2LipConfig(2);
        Wav2Lip network = new Wav2Lip(config);
        network.initialize(manager, 5);
        Checkpoint full = Wav2LipCheckpoint.of(network, config);
        Path file = folder.resolve("half.safetensors");
        new Checkpoint(full.state().as(DType.F16), full.metadata()).save(file);
        Wav2Lip loaded = Wav2LipCheckpoint.load(Checkpoint.read(file), file, manager);
        loaded.weights()
                .forEach((name, array) ->
                        assertArrayEquals(network.state().get(name).toFloatArray(), array.toFloatArray(), 1e-3f, name));
    }

    @Test
    void anotherNetworksFileIsRefusedInOneLine(@TempDir Path folder) {
        QualityDiscriminator other = new QualityDiscriminator(new Wav2LipConfig(2));
        other.initialize(manager, 6);
        Path file = folder.resolve("other.safetensors");
        new Checkpoint(org.viseme.checkpoint.NetworkState.copyOf(other.state())).save(file);
        VisemeException problem =
                assertThrows(VisemeException.class, () -> Wav2LipCheckpoint.load(Checkpoint.read(file), file, manager));
        assertTrue(problem.getMessage().contains("other.safetensors"));
    }

    @Test
    void theGeneratorNeverSeesTheLowerHalfOfItsTarget() {
        byte[] white = new byte[3 * 96 * 96];
        java.util.Arrays.fill(white, (byte) 255);
        NDArray target =
                FaceInput.pixels(manager.create(ByteBuffer.wrap(white), new Shape(1, 3, 96, 96), DataType.UINT8));
        float[] faces = FaceInput.faces(target, target.mul(0.5f)).toFloatArray();
        for (int channel = 0; channel < 6; channel++) {
            for (int y = 0; y < 96; y++) {
                float expected = channel >= 3 ? 0.5f : y < 48 ? 1 : 0;
                assertEquals(expected, faces[(channel * 96 + y) * 96 + 11], "channel " + channel + ", row " + y);
            }
        }
    }
}
