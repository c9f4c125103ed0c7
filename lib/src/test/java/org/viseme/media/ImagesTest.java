package org.viseme.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.IntPointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.viseme.VisemeException;

class ImagesTest {
    @TempDir
    Path folder;

    @Test
    void pngIsExact() {
        RgbImage image = TestPictures.noise(37, 23, 4);
        assertArrayEquals(image.bytes(), Images.decode(Images.encodePng(image)).bytes());
        Path file = folder.resolve("a.png");
        Images.write(image, file);
        assertArrayEquals(image.bytes(), Images.read(file).bytes());
    }

    @Test
    void planesAreBlueGreenRed() {
        ByteBuffer planes = ByteBuffer.allocate(6);
        new RgbImage(2, 1, new byte[] {1, 2, 3, 4, 5, 6}).putPlanesBlueFirst(planes);
        assertArrayEquals(new byte[] {3, 6, 2, 5, 1, 4}, planes.array());
    }

    @Test
    void jpegKeepsChannelsInOrder() {
        RgbImage image = TestPictures.smooth(160, 120, 3);
        assertTrue(TestPictures.psnr(image, Images.decode(Images.encodeJpeg(image, 90))) > 35);
        assertTrue(Images.encodeJpeg(image, 30).length < Images.encodeJpeg(image, 95).length);
    }

    @Test
    void whatIsNoPictureIsRefused() throws IOException {
        assertNull(Images.decode(new byte[] {1, 2, 3}));
        Path file = folder.resolve("text.png");
        Files.writeString(file, "no picture");
        assertTrue(assertThrows(VisemeException.class, () -> Images.read(file))
                .getMessage()
                .contains("text.png"));
    }

    /** Matrices as containers store them: rows (a, b, u), (c, d, v), 16.16 fixed point. */
    @ParameterizedTest
    @CsvSource({
        "1, 0, 0, 1, 0, 'ab/cd/ef'",
        "0, 1, -1, 0, 90, 'eca/fdb'",
        "-1, 0, 0, -1, 180, 'fe/dc/ba'",
        "0, -1, 1, 0, 270, 'bdf/ace'",
        "-1, 0, 0, 1, 0, 'ba/dc/fe'",
        "1, 0, 0, -1, 0, 'ef/cd/ab'",
        "0, 1, 1, 0, 90, 'ace/bdf'",
        "0, -1, -1, 0, 270, 'fdb/eca'",
    })
    void everyDisplayMatrixTurnsThePictureAsItSays(int a, int b, int c, int d, int degrees, String expected) {
        RgbImage image = RgbImage.black(2, 3);
        for (int i = 0; i < 6; i++) {
            image.bytes()[3 * i] = (byte) ('a' + i);
        }
        try (IntPointer matrix = new IntPointer(a << 16, b << 16, 0, c << 16, d << 16, 0, 0, 0, 1 << 30)) {
            Orientation orientation = Orientation.of(matrix);
            assertEquals(degrees, orientation.degrees());
            RgbImage shown = orientation.apply(image);
            StringBuilder letters = new StringBuilder();
            for (int y = 0; y < shown.height(); y++) {
                letters.append(y > 0 ? "/" : "");
                for (int x = 0; x < shown.width(); x++) {
                    letters.append((char) shown.get(x, y, 0));
                }
            }
            assertEquals(expected, letters.toString());
        }
    }
}
