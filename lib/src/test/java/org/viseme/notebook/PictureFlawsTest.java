package org.viseme.notebook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.viseme.media.RgbImage;

class PictureFlawsTest {
    private static RgbImage dot() {
        RgbImage picture = RgbImage.black(9, 9);
        set(picture, 4, 4, 200);
        return picture;
    }

    private static void set(RgbImage picture, int x, int y, int value) {
        picture.bytes()[3 * (y * picture.width() + x)] = (byte) value;
    }

    private static int red(RgbImage picture, int x, int y) {
        return picture.bytes()[3 * (y * picture.width() + x)] & 0xff;
    }

    @Test
    void aDotMovesAndSpreads() {
        RgbImage moved = PictureFlaws.moved(dot(), 1, -2);
        assertEquals(200, red(moved, 5, 2));
        assertEquals(0, red(moved, 4, 4));
        RgbImage soft = PictureFlaws.blurred(dot(), 0.8);
        // the middle of a Gaussian of deviation 0.8 over whole pixels: (1 / sum of its weights) squared
        double sum = 1;
        for (int i = 1; i <= 3; i++) {
            sum += 2 * Math.exp(-i * i / (2 * 0.8 * 0.8));
        }
        assertEquals(200 / (sum * sum), red(soft, 4, 4), 0.51);
        assertEquals(red(soft, 3, 4), red(soft, 4, 5));
    }

    @Test
    void noiseHasTheDeviationThatWasAskedFor() {
        RgbImage grey = PictureFlaws.brighter(RgbImage.black(64, 64), 128);
        RgbImage noisy = PictureFlaws.noisy(grey, 10, 3);
        double squares = 0;
        for (byte value : noisy.bytes()) {
            squares += Math.pow((value & 0xff) - 128, 2) / noisy.bytes().length;
        }
        assertEquals(10, Math.sqrt(squares), 0.3);
        assertArrayEquals(noisy.bytes(), PictureFlaws.noisy(grey, 10, 3).bytes());
        assertTrue(PictureFlaws.brighter(grey, 300).bytes()[0] == (byte) 255, "no value wraps");
    }
}
