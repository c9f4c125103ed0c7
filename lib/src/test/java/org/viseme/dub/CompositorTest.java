package org.viseme.dub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.viseme.face.PixelBox;
import org.viseme.media.RgbImage;

class CompositorTest {
    private static final PixelBox[] BOXES = {
        new PixelBox(20, 10, 60, 80),
        new PixelBox(-25, 40, 60, 80),
        new PixelBox(80, -30, 60, 80),
        new PixelBox(-10, -10, 200, 160),
        new PixelBox(115, 50, 40, 40),
        new PixelBox(5, 5, 7, 9),
        new PixelBox(300, 300, 40, 40)
    };

    /** Smooth, with a little noise, as pictures are. */
    private static RgbImage picture(int width, int height, long seed) {
        Random random = new Random(seed);
        RgbImage image = RgbImage.black(width, height);
        for (int i = 0; i < image.bytes().length; i++) {
            int x = i / 3 % width;
            int y = i / 3 / width;
            image.bytes()[i] = (byte) (70 + x * 60 / width + y * 40 / height + i % 3 * 20 + random.nextInt(5));
        }
        return image;
    }

    private static boolean inside(PixelBox box, int x, int y) {
        return x >= box.x() && x < box.x() + box.width() && y >= box.y() && y < box.y() + box.height();
    }

    @ParameterizedTest
    @EnumSource(Blend.class)
    void noPixelOutsideTheBoxChangesWhereverItLies(Blend blend) {
        RgbImage original = picture(128, 96, 1);
        for (PixelBox box : BOXES) {
            RgbImage frame = original.copy();
            RgbImage face = picture(box.width(), box.height(), 2);
            for (int i = 0; i < face.bytes().length; i++) {
                face.bytes()[i] += 60;
            }
            blend.compositor().paste(frame, box, face);
            for (int y = 0; y < 96; y++) {
                for (int x = 0; x < 128; x++) {
                    for (int c = 0; c < 3; c++) {
                        if (!inside(box, x, y)) {
                            assertEquals(original.get(x, y, c), frame.get(x, y, c), blend + " " + box);
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Blend.class)
    void aFaceDrawnAsItWasChangesNothing(Blend blend) {
        RgbImage original = picture(128, 96, 1);
        for (PixelBox box : BOXES) {
            RgbImage frame = original.copy();
            RgbImage face = original.crop(box.x(), box.y(), box.width(), box.height());
            blend.compositor().paste(frame, box, face);
            for (int i = 0; i < frame.bytes().length; i++) {
                assertEquals(original.bytes()[i] & 0xff, frame.bytes()[i] & 0xff, 2, blend + " " + box);
            }
        }
    }

    @Test
    void featherKeepsTheUpperHalfAndTakesTheMouth() {
        RgbImage frame = RgbImage.black(200, 200);
        RgbImage face = RgbImage.black(100, 120);
        java.util.Arrays.fill(face.bytes(), (byte) 200);
        Blend.FEATHER.compositor().paste(frame, new PixelBox(50, 40, 100, 120), face);
        assertEquals(0, frame.get(100, 40 + 59, 0), "last row of the upper half");
        assertEquals(200, frame.get(100, 40 + 88, 0), "the mouth, at 73 % of the height");
        assertTrue(frame.get(50, 130, 0) < 10 && frame.get(149, 130, 0) < 10, "no seam at the sides");
        assertTrue(frame.get(100, 159, 0) < 10, "no seam at the bottom");
        for (int y = 100; y < 126; y++) {
            assertTrue(frame.get(100, y, 0) - frame.get(100, y - 1, 0) < 40, "no step at row " + y);
        }
    }

    @Test
    void featherLeavesWhatIsBesideTheJaw() {
        SoftMask mask = SoftMask.of(100, 120);
        assertEquals(0, mask.at(12, 108), "beside the chin on the left");
        assertEquals(0, mask.at(87, 108), "beside the chin on the right");
        assertEquals(1, mask.at(50, 88), 1e-6, "the mouth");
        assertTrue(mask.at(25, 88) > 0.9 && mask.at(74, 88) > 0.9, "the corners of a wide mouth");
        assertTrue(mask.at(50, 110) > 0.5, "the chin");
    }

    @Test
    void edgesAreAsWideAsTheFaceDemands() {
        assertEquals(10 * fadeLength(SoftMask.of(80, 100)), fadeLength(SoftMask.of(800, 1000)), 12);
    }

    private static int fadeLength(SoftMask mask) {
        int length = 0;
        for (float weight : mask.columns()) {
            length += weight < 1 ? 1 : 0;
        }
        return length;
    }

    @Test
    void replaceCopiesTheWholeBox() {
        RgbImage frame = RgbImage.black(50, 50);
        RgbImage face = picture(20, 20, 3);
        Blend.REPLACE.compositor().paste(frame, new PixelBox(10, 12, 20, 20), face);
        assertArrayEquals(face.bytes(), frame.crop(10, 12, 20, 20).bytes());
    }

    @Test
    void poissonLeadsColoursOver() {
        RgbImage frame = picture(128, 96, 1);
        RgbImage original = frame.copy();
        RgbImage face = frame.crop(20, 10, 60, 80);
        for (int i = 0; i < face.bytes().length; i++) {
            face.bytes()[i] += 30;
        }
        Blend.POISSON.compositor().paste(frame, new PixelBox(20, 10, 60, 80), face);
        // the gradients are those of the frame, so a constant shift disappears altogether
        for (int i = 0; i < frame.bytes().length; i++) {
            assertEquals(original.bytes()[i] & 0xff, frame.bytes()[i] & 0xff, 4);
        }
    }

    @Test
    void matchedColoursRemoveAConstantShift() {
        RgbImage original = picture(60, 80, 5);
        RgbImage face = original.copy();
        for (int i = 0; i < face.bytes().length; i++) {
            face.bytes()[i] += (byte) (10 * (i % 3));
        }
        ColourMatch.apply(original, face);
        for (int i = 0; i < face.bytes().length; i++) {
            assertEquals(original.bytes()[i] & 0xff, face.bytes()[i] & 0xff, 1);
        }
    }
}
