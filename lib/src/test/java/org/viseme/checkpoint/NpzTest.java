package org.viseme.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.Shared;
import org.viseme.VisemeException;

/** numpy's archives are read as numpy reads them. */
class NpzTest {
    @TempDir
    Path folder;

    private static byte[] npy(String header, byte[] data) {
        String padded = header + " ".repeat((64 - (10 + header.length() + 1) % 64) % 64) + "\n";
        return new PickleBytes()
                .op(0x93)
                .op("NUMPY")
                .op(1, 0, padded.length() & 0xff, padded.length() >> 8)
                .op(padded)
                .raw(data)
                .bytes();
    }

    private Path npz(byte[] array) throws IOException {
        Path file = folder.resolve("arrays.npz");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("x.npy"));
            zip.write(array);
            zip.closeEntry();
        }
        return file;
    }

    @Test
    void rowsColumnsAndScalarsAreRead() throws IOException {
        byte[] data = TorchFiles.floats(0, 1, 2, 3, 4, 5);
        assertEquals(
                TensorData.of(new float[] {0, 1, 2, 3, 4, 5}, 2, 3),
                Npz.read(npz(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", data)))
                        .get("x"));
        assertEquals(
                TensorData.of(new float[] {0, 2, 4, 1, 3, 5}, 2, 3),
                Npz.read(npz(npy("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }", data)))
                        .get("x"));
        assertEquals(
                TensorData.of(new float[] {7}),
                Npz.read(npz(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (), }", TorchFiles.floats(7))))
                        .get("x"));
        assertEquals(
                TensorData.of(new float[] {7}, 1),
                Npz.read(npz(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", TorchFiles.floats(7))))
                        .get("x"));
    }

    @Test
    void otherKindsAreRefused() throws IOException {
        byte[] data = TorchFiles.floats(0, 1);
        for (String header : new String[] {
            "{'descr': '|O', 'fortran_order': False, 'shape': (2,), }",
            "{'descr': '>f4', 'fortran_order': False, 'shape': (2,), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (9000000000, 9000000000, 9000000000), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }",
            "{'descr': '<f4'}"
        }) {
            Path file = npz(npy(header, data));
            VisemeException refusal = assertThrows(VisemeException.class, () -> Npz.read(file));
            assertTrue(refusal.getMessage().contains("x.npy"), refusal.getMessage());
        }
        Path text = npz("no array".getBytes(StandardCharsets.US_ASCII));
        assertThrows(VisemeException.class, () -> Npz.read(text));
        assertThrows(VisemeException.class, () -> Npz.read(folder.resolve("missing.npz")));
    }

    @Test
    void fixturesAreRead() {
        Map<String, TensorData> fixture = Npz.read(Shared.require("parity/wav2lip_mel.npz"));
        assertTrue(fixture.values().stream().anyMatch(tensor -> tensor.dtype() == DType.F32 && tensor.elements() > 80));
        assertArrayEquals(
                new long[] {64},
                Npz.read(Shared.require("parity/lpips_alex.npz")).get("lin0").shape());
    }
}
