package org.viseme.face;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.viseme.media.RgbImage;

class FaceCropTest {
    /** Red is the column, green the row. */
    private static RgbImage coordinates() {
        RgbImage image = RgbImage.black(64, 48);
        for (int y = 0; y < 48; y++) {
            for (int x = 0; x < 64; x++) {
                image.bytes()[(y * 64 + x) * 3] = (byte) x;
                image.bytes()[(y * 64 + x) * 3 + 1] = (byte) y;
            }
        }
        return image;
    }

    @Test
    void boxOfTheCropsOwnSizeIsCopied() {
        RgbImage crop = FaceCrop.of(coordinates(), new Box(9.6, 5.4, 16, 16), 16);
        assertArrayEquals(coordinates().crop(10, 5, 16, 16).bytes(), crop.bytes());
    }

    @Test
    void proportionsAreNotKept() {
        RgbImage crop = FaceCrop.of(coordinates(), new Box(0, 0, 64, 32), 16);
        assertEquals(16, crop.width());
        assertEquals(16, crop.height());
        // mean over areas of 4 columns by 2 rows
        assertEquals(4 * 5 + 1.5, crop.get(5, 3, 0), 0.51);
        assertEquals(2 * 3 + 0.5, crop.get(5, 3, 1), 0.51);
    }

    @Test
    void edgesAreRepeatedOutsideThePicture() {
        RgbImage crop = FaceCrop.of(coordinates(), new Box(-8, 40, 16, 16), 16);
        assertEquals(0, crop.get(0, 0, 0));
        assertEquals(0, crop.get(8, 0, 0));
        assertEquals(7, crop.get(15, 0, 0));
        assertEquals(47, crop.get(3, 7, 1));
        assertEquals(47, crop.get(3, 15, 1));
    }
}
