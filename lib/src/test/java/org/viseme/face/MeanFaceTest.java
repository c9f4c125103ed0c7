package org.viseme.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.data.synthetic.SyntheticCorpus;

class MeanFaceTest {
    @TempDir
    Path folder;

    private static byte[] npy(String type, String shape, int count) {
        String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
        header = header + " ".repeat(117 - header.length()) + "\n";
        int bytes = type.equals("<f4") ? 4 : 8;
        ByteBuffer data = ByteBuffer.allocate(10 + 118 + count * bytes).order(ByteOrder.LITTLE_ENDIAN);
        data.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) 118);
        data.put(header.getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < count; i++) {
            if (bytes == 4) {
                data.putFloat(i + 0.25f);
            } else {
                data.putDouble(i + 0.25);
            }
        }
        return data.array();
    }

    /** Other speakers than those of the mean: each brought to the canvas by the line between its eyes. */
    @Test
    void theStandardIsAnAverageFace() {
        int count = 60;
        double[] mean = new double[136];
        SyntheticCorpus corpus = new SyntheticCorpus(99, count, 160, 1);
        for (int i = 0; i < count; i++) {
            Landmarks face = SyntheticLandmarks.of(corpus.clip(i).landmarks(0));
            Point right = face.point(36);
            Point left = face.point(45);
            double dx = left.x() - right.x();
            double dy = left.y() - right.y();
            for (int point = 0; point < 68; point++) {
                double x = face.x(point) - (right.x() + left.x()) / 2;
                double y = face.y(point) - (right.y() + left.y()) / 2;
                mean[2 * point] += (128 + 85 * (x * dx + y * dy) / (dx * dx + dy * dy)) / count;
                mean[2 * point + 1] += (104 + 85 * (y * dx - x * dy) / (dx * dx + dy * dy)) / count;
            }
        }
        Landmarks standard = MeanFace.standard().points();
        for (int point = 0; point < 68; point++) {
            double distance = standard.point(point).distance(new Point(mean[2 * point], mean[2 * point + 1]));
            assertTrue(distance < 2, "point " + point + " is " + distance + " pixels away");
        }
        assertEquals(85, SyntheticLandmarks.eyeDistance(standard), 0.1);
        assertEquals(128, standard.mouth().x(), 0.1);
    }

    @Test
    void alignmentBringsTheMeanFaceToItself() {
        Landmarks standard = MeanFace.standard().points();
        for (Landmarks face : new Landmarks[] {standard, standard.five()}) {
            Similarity map = MeanFace.standard().alignment(face.scaled(0.5).moved(7, -3));
            assertEquals(2, map.scale(), 1e-9);
            Point mouth = MeanFace.standard().mouth(map, face.scaled(0.5).moved(7, -3));
            assertEquals(0, mouth.distance(standard.mouth()), 1e-9);
        }
    }

    @Test
    void facesOfBothPrecisionsAreRead() throws IOException {
        for (String type : new String[] {"<f4", "<f8"}) {
            Path file = Files.write(folder.resolve("mean µ.npy"), npy(type, "(68, 2)", 136));
            Landmarks points = MeanFace.read(file).points();
            assertEquals(0.25, points.x(0));
            assertEquals(135.25, points.y(67));
        }
    }

    @Test
    void otherFilesAreNamed() throws IOException {
        byte[] whole = npy("<f4", "(68, 2)", 136);
        byte[] notFinite = whole.clone();
        Arrays.fill(notFinite, 200, 204, (byte) 0xff);
        byte[][] wrong = {
            {},
            "text".getBytes(StandardCharsets.US_ASCII),
            Arrays.copyOf(whole, 9),
            Arrays.copyOf(whole, 60),
            Arrays.copyOf(whole, whole.length - 1),
            Arrays.copyOf(whole, whole.length + 1),
            npy("<f4", "(67, 2)", 134),
            npy("<f4", "(2, 68)", 136),
            npy("<i8", "(68, 2)", 136),
            notFinite
        };
        for (int i = 0; i < wrong.length; i++) {
            Path file = Files.write(folder.resolve("wrong" + i + ".npy"), wrong[i]);
            VisemeException e = assertThrows(VisemeException.class, () -> MeanFace.read(file), "file " + i);
            assertTrue(e.getMessage().contains("(68, 2)"), e.getMessage());
        }
        assertThrows(VisemeException.class, () -> MeanFace.read(folder.resolve("missing.npy")));
    }
}
