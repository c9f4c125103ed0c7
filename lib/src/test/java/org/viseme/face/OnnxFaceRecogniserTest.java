package org.viseme.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.Shared;
import org.viseme.VisemeException;
import org.viseme.data.synthetic.SyntheticCorpus;
import org.viseme.media.RgbImage;

/** With a network that says how red, green and blue each of 4 x 4 parts of the face is: no recogniser is at hand. */
class OnnxFaceRecogniserTest {
    private static final int SIZE = 112;
    private static final int PARTS = 16;

    @TempDir
    static Path folder;

    private static Path network;

    @BeforeAll
    static void write() throws IOException {
        network = Files.write(folder.resolve("farben µ.onnx"), pooling(28, SIZE, true));
    }

    /** An ONNX model: the mean of each square of so many pixels of a picture, as one vector or as a picture. */
    private static byte[] pooling(int side, int size, boolean vector) {
        int parts = size / side;
        Message pool = new Message()
                .text(1, "face")
                .text(2, "parts")
                .text(4, "AveragePool")
                .part(5, squares("kernel_shape", side))
                .part(5, squares("strides", side));
        Message shape = new Message().text(1, "parts").text(2, "embedding").text(4, vector ? "Flatten" : "Relu");
        Message graph = new Message()
                .part(1, pool)
                .part(1, shape)
                .text(2, "colours")
                .part(11, array("face", 1, 3, size, size))
                .part(12, vector ? array("embedding", 1, 3 * parts * parts) : array("embedding", 1, 3, parts, parts));
        return new Message()
                .number(1, 7)
                .part(8, new Message().number(2, 11))
                .part(7, graph)
                .bytes();
    }

    private static Message squares(String attribute, int side) {
        return new Message().text(1, attribute).number(8, side).number(8, side).number(20, 7);
    }

    private static Message array(String name, int... shape) {
        Message dimensions = new Message();
        Arrays.stream(shape).forEach(size -> dimensions.part(1, new Message().number(1, size)));
        Message type = new Message().number(1, 1).part(2, dimensions);
        return new Message().text(1, name).part(2, new Message().part(1, type));
    }

    /** A message of protocol buffers, in which ONNX is written. */
    private static final class Message {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        private void varint(int value) {
            for (int rest = value; ; rest >>>= 7) {
                bytes.write(rest < 128 ? rest : rest & 127 | 128);
                if (rest < 128) {
                    return;
                }
            }
        }

        Message number(int field, int value) {
            varint(field << 3);
            varint(value);
            return this;
        }

        Message part(int field, Message message) {
            varint(field << 3 | 2);
            varint(message.bytes.size());
            bytes.writeBytes(message.bytes());
            return this;
        }

        Message text(int field, String text) {
            Message message = new Message();
            message.bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            return part(field, message);
        }

        byte[] bytes() {
            return bytes.toByteArray();
        }
    }

    private static RgbImage plain(int red, int green, int blue) {
        RgbImage image = RgbImage.black(60, 80);
        for (int i = 0; i < image.bytes().length; i += 3) {
            image.bytes()[i] = (byte) red;
            image.bytes()[i + 1] = (byte) green;
            image.bytes()[i + 2] = (byte) blue;
        }
        return image;
    }

    @Test
    void theNetworkSeesRedGreenBlueFromZeroTo255() {
        try (FaceRecogniser recogniser = new OnnxFaceRecogniser(network)) {
            float[] embedding = recogniser.embed(plain(200, 100, 50), new Box(0, 0, 60, 80), Landmarks.NONE);
            assertEquals(3 * PARTS, embedding.length);
            for (int i = 0; i < PARTS; i++) {
                assertEquals(200, embedding[i], 0.01);
                assertEquals(100, embedding[PARTS + i], 0.01);
                assertEquals(50, embedding[2 * PARTS + i], 0.01);
            }
        }
    }

    private static double difference(float[] first, float[] second) {
        double sum = 0;
        for (int i = 0; i < first.length; i++) {
            sum += Math.abs(first[i] - second[i]);
        }
        return sum / first.length;
    }

    @Test
    void landmarksLayAFaceUprightWhereverItIs() {
        SyntheticLandmarks clip = SyntheticLandmarks.of(new SyntheticCorpus(3, 1, 160, 1).clip(0), 1);
        RgbImage frame = clip.frames().getFirst();
        Landmarks face = clip.landmarks().getFirst();
        RgbImage turned = RgbImage.black(frame.height(), frame.width());
        for (int y = 0; y < frame.height(); y++) {
            for (int x = 0; x < frame.width(); x++) {
                for (int c = 0; c < 3; c++) {
                    turned.bytes()[(x * frame.height() + frame.height() - 1 - y) * 3 + c] = (byte) frame.get(x, y, c);
                }
            }
        }
        double[] xy = new double[2 * Landmarks.SIXTY_EIGHT];
        for (int i = 0; i < Landmarks.SIXTY_EIGHT; i++) {
            xy[2 * i] = frame.height() - face.y(i);
            xy[2 * i + 1] = face.x(i);
        }
        Box all = new Box(0, 0, frame.width(), frame.height());
        try (FaceRecogniser recogniser = new OnnxFaceRecogniser(network)) {
            float[] upright = recogniser.embed(frame, all, face);
            assertTrue(difference(upright, recogniser.embed(turned, all, Landmarks.of(xy))) < 1);
            assertTrue(difference(upright, recogniser.embed(frame, all, face.five())) < 1e-6);
            RgbImage moved = frame.crop(-30, -20, 220, 200);
            assertTrue(difference(upright, recogniser.embed(moved, all, face.moved(30, 20))) < 1);
            assertTrue(difference(upright, recogniser.embed(turned, all, Landmarks.NONE)) > 10);
        }
    }

    private static void assertRefused(Path file, String problem) {
        VisemeException e = assertThrows(VisemeException.class, () -> new OnnxFaceRecogniser(file), problem);
        assertTrue(e.getMessage().startsWith(file + ": " + problem), e.getMessage());
        assertTrue(e.getMessage().contains("SFace"), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
    }

    @Test
    void otherFilesAreRefusedInOneLine() throws IOException {
        assertRefused(folder.resolve("missing.onnx"), "no such file");
        assertRefused(folder, "no such file");
        assertRefused(Files.writeString(folder.resolve("text.onnx"), "not a network"), "not a network that OpenCV");
        assertRefused(Files.write(folder.resolve("empty.onnx"), new byte[0]), "not a network that OpenCV");
        byte[] whole = Files.readAllBytes(network);
        Path cut = Files.write(folder.resolve("cut.onnx"), Arrays.copyOf(whole, whole.length / 2));
        assertRefused(cut, "not a network that OpenCV");
        assertRefused(Files.write(folder.resolve("map.onnx"), pooling(28, SIZE, false)), "not a network for faces");
    }

    @Test
    void aDetectorIsNoRecogniser() {
        assertRefused(Shared.require("weights/yunet_n_640_640.onnx"), "not a network for faces");
    }
}
