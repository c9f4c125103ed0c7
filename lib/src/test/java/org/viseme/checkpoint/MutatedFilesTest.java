package org.viseme.checkpoint;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.viseme.checkpoint.PickleBytes.pickle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the bytes, the answer is a value or a refusal with a reason, never another exception. */
class MutatedFilesTest {
    private static final int TRIES = 6_000;

    private static byte[] richPickle() {
        return pickle().op("}(")
                .text("state_dict")
                .emptyOrderedDict()
                .op("q")
                .op(1)
                .op("(")
                .text("w")
                .tensor("FloatStorage", "0", 6, 0, new long[] {3, 2}, new long[] {1, 3})
                .text("b")
                .tensor("FloatStorage", "0", 6, 1, new long[] {2}, new long[] {1})
                .op("u}")
                .text("_metadata")
                .op("h")
                .op(1)
                .op("0Nsb")
                .text("args")
                .global("argparse", "Namespace")
                .op(")")
                .op(0x81)
                .op("}")
                .text("lr")
                .op("G")
                .raw(ByteBuffer.allocate(8).putDouble(0.5).array())
                .op("sb")
                .text("list")
                .op("](K")
                .op(1)
                .op("M")
                .op(1, 2, 0x88)
                .op("NU")
                .op(2)
                .op("abeu")
                .stop();
    }

    private static byte[] mutated(byte[] bytes, Random random) {
        byte[] result = bytes.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(result.length);
            switch (random.nextInt(3)) {
                case 0 -> result[at] = (byte) random.nextInt(256);
                case 1 -> result[at] = bytes[random.nextInt(bytes.length)];
                default -> {
                    int length = Math.min(1 + random.nextInt(12), result.length - at);
                    System.arraycopy(bytes, random.nextInt(bytes.length - length), result, at, length);
                }
            }
        }
        return result;
    }

    @Test
    void mutatedPicklesNeverSurpriseTheMachine() {
        byte[] good = richPickle();
        Random random = new Random(1);
        int read = 0;
        int refused = 0;
        for (int i = 0; i < TRIES; i++) {
            byte[] zip =
                    TorchFiles.zip(i == 0 ? good : mutated(good, random), "0", TorchFiles.floats(0, 1, 2, 3, 4, 5));
            try {
                PthLayout.arrange(TorchZip.read(FileBytes.of(zip)), PthOptions.inertRecords(true), zip.length);
                read++;
            } catch (RefusedException e) {
                assertFalse(e.getMessage().isBlank());
                refused++;
                assertTrue(i > 0, e.getMessage());
            }
        }
        assertTrue(read > 0 && refused > TRIES / 4, read + " read, " + refused + " refused");
    }

    @Test
    void mutatedOldFilesNeverSurpriseTheReader() {
        byte[] good =
                TorchFiles.legacy(TorchFiles.legacyPickle(richPickle(), 6), "0", TorchFiles.floats(0, 1, 2, 3, 4, 5));
        Random random = new Random(2);
        for (int i = 0; i < TRIES; i++) {
            byte[] bytes = mutated(good, random);
            try {
                PthLayout.arrange(TorchLegacy.read(FileBytes.of(bytes)), PthOptions.inertRecords(true), bytes.length);
            } catch (RefusedException e) {
                assertFalse(e.getMessage().isBlank());
            }
        }
    }

    @Test
    void mutatedSafetensorsNeverSurpriseTheReader() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StateDict state = new StateDict()
                .put("w", TensorData.of(new float[] {1, 2, 3, 4}, 2, 2))
                .put("n", TensorData.of(new long[] {7}));
        SafeTensors.write(new Checkpoint(state).with("k", "v"), out);
        Random random = new Random(3);
        for (int i = 0; i < TRIES; i++) {
            byte[] bytes = mutated(out.toByteArray(), random);
            try {
                SafeTensors.read(FileBytes.of(bytes));
            } catch (RefusedException e) {
                assertFalse(e.getMessage().isBlank());
            }
        }
    }
}
