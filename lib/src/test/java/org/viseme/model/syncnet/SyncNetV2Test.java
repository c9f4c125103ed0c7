package org.viseme.model.syncnet;

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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.StateDict;
import org.viseme.checkpoint.TensorData;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.Torch;

class SyncNetV2Test {
    private static NDManager manager;
    private static SyncNetV2 network;

    @TempDir
    Path folder;

    @BeforeAll
    static void make() {
        manager = Torch.newManager(Device.cpu());
        network = new SyncNetV2();
        network.initialize(manager, 1);
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    private static NDArray numbers(double amplitude, double offset, long... shape) {
        float[] values = new float[(int) new Shape(shape).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (offset + amplitude * Math.sin(0.013 * i + 1e-7 * i * i));
        }
        return manager.create(values, new Shape(shape));
    }

    private static NDArray lips(int batch) {
        return numbers(127, 127, batch, 3, 5, 224, 224);
    }

    private static NDArray sound(int batch) {
        return numbers(10, 0, batch, 1, 13, 20);
    }

    @Test
    void itHasThePublishedNumberOfWeights() {
        assertEquals(13_631_616, network.weightCount());
    }

    @Test
    void aBatchIsItsMembers() {
        try (GradientScope off = GradientScope.off()) {
            NDArray lips = lips(3);
            NDArray sound = sound(3);
            NDList together = network.forward(new NDList(lips, sound), Pass.INFERENCE);
            assertEquals(new Shape(3, 1024), together.get(0).getShape());
            assertEquals(new Shape(3, 1024), together.get(1).getShape());
            for (int i = 0; i < 3; i++) {
                NDIndex member = new NDIndex("{}:{}", i, i + 1);
                assertClose(together.get(0).get(member), network.lipEmbedding(lips.get(member)));
                assertClose(together.get(1).get(member), network.audioEmbedding(sound.get(member)));
            }
        }
    }

    private static void assertClose(NDArray expected, NDArray actual) {
        float scale = expected.abs().max().getFloat();
        assertTrue(scale > 1e-3, "scale " + scale);
        assertArrayEquals(expected.toFloatArray(), actual.toFloatArray(), 1e-5f * scale);
    }

    @Test
    void inputsOfAnotherShapeAreNamed() {
        for (long[] shape : new long[][] {{1, 3, 5, 96, 96}, {3, 5, 224, 224}, {1, 5, 3, 224, 224}}) {
            String message = assertThrows(
                            IllegalArgumentException.class, () -> network.lipEmbedding(manager.zeros(new Shape(shape))))
                    .getMessage();
            assertTrue(message.contains("lips of shape " + new Shape(shape)), message);
            assertTrue(message.contains("(batch, 3, 5, 224, 224)"), message);
        }
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> network.audioEmbedding(manager.zeros(new Shape(1, 1, 20, 13))))
                .getMessage();
        assertTrue(message.contains("(batch, 1, 13, 20)"), message);
        assertThrows(
                IllegalArgumentException.class,
                () -> network.forward(new NDList(lips(1), manager.zeros(new Shape(1, 13, 20))), Pass.INFERENCE));
    }

    @Test
    void windowsAreFiveFramesOneAfterTheOther() {
        ByteBuffer bytes = ByteBuffer.allocate(7 * 3 * 2 * 2);
        while (bytes.hasRemaining()) {
            bytes.put((byte) (3 * bytes.position()));
        }
        NDArray windows = SyncNetV2.lipWindows(manager.create(bytes.flip(), new Shape(7, 3, 2, 2), DataType.UINT8));
        assertEquals(new Shape(3, 3, 5, 2, 2), windows.getShape());
        for (int window = 0; window < 3; window++) {
            for (int channel = 0; channel < 3; channel++) {
                for (int frame = 0; frame < 5; frame++) {
                    int position = ((window + frame) * 3 + channel) * 4 + 3; // row 1, column 1
                    assertEquals((3 * position) & 0xff, windows.getFloat(window, channel, frame, 1, 1));
                }
            }
        }
    }

    @Test
    void aNetworkThatWasSavedAndReadGivesTheSameEmbeddings() {
        Path own = folder.resolve("syncnet.safetensors");
        Path published = folder.resolve("syncnet_v2.model");
        Checkpoint checkpoint = SyncNetV2Checkpoint.of(network);
        checkpoint.save(own);
        StateDict withoutCounts = new StateDict(); // as PyTorch wrote it before it counted batches
        checkpoint.state().asMap().forEach((name, tensor) -> {
            if (!name.endsWith("num_batches_tracked")) {
                withoutCounts.put(name, tensor);
            }
        });
        new Checkpoint(withoutCounts).savePth(published);
        for (Path file : new Path[] {own, published}) {
            try (NDManager other = Torch.newManager(Device.cpu());
                    GradientScope off = GradientScope.off()) {
                SyncNetV2 read = SyncNetV2Checkpoint.load(Checkpoint.read(file), file, other);
                NDArray lips = lips(1);
                NDArray sound = sound(1);
                assertArrayEquals(
                        network.lipEmbedding(lips).toFloatArray(),
                        read.lipEmbedding(lips).toFloatArray());
                assertArrayEquals(
                        network.audioEmbedding(sound).toFloatArray(),
                        read.audioEmbedding(sound).toFloatArray());
            }
        }
    }

    @Test
    void anotherKindOfFileIsRefusedInOneLine() {
        Path file = folder.resolve("wav2lip.pth");
        Checkpoint other = new Checkpoint(
                new StateDict().put("face_encoder.0.conv_block.0.weight", TensorData.of(new float[6], 6)));
        VisemeException problem =
                assertThrows(VisemeException.class, () -> SyncNetV2Checkpoint.load(other, file, manager));
        assertTrue(problem.getMessage().contains("wav2lip.pth: is no SyncNet v2"), problem.getMessage());
    }

    @Test
    void aWeightOfAnotherShapeIsNamed() {
        Checkpoint checkpoint = SyncNetV2Checkpoint.of(network);
        checkpoint.state().put("netfclip.3.weight", TensorData.of(new float[512], 1, 512));
        VisemeException problem = assertThrows(
                VisemeException.class, () -> SyncNetV2Checkpoint.load(checkpoint, Path.of("smaller.model"), manager));
        assertTrue(problem.getMessage().contains("netfclip.3.weight"), problem.getMessage());
    }
}
