package org.viseme.notebook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.viseme.face.Box;
import org.viseme.face.CropFamily;
import org.viseme.face.Landmarks;
import org.viseme.face.Placement;
import org.viseme.media.RgbImage;
import org.viseme.notebook.chart.ChartStyle;

class OverlayTest {
    private static final RgbImage GREY = grey();

    private static RgbImage grey() {
        RgbImage image = RgbImage.black(100, 50);
        Arrays.fill(image.bytes(), (byte) 128);
        return image;
    }

    private static int rgb(RgbImage image, int x, int y) {
        return image.get(x, y, 0) << 16 | image.get(x, y, 1) << 8 | image.get(x, y, 2);
    }

    private static int color(int series) {
        return ChartStyle.color(series).getRGB() & 0xffffff;
    }

    @Test
    void theFrameIsEnlargedAndStaysAsItWas() {
        RgbImage before = GREY.copy();
        RgbImage image =
                Overlay.on(GREY, 200).box(new Box(10, 10, 30, 30), "", 0).image();
        assertEquals(400, image.width());
        assertEquals(200, image.height());
        assertEquals(0x808080, rgb(image, 300, 100));
        assertArrayEquals(before.bytes(), GREY.bytes());
    }

    @Test
    void boxesLieWhereTheyAreInTheFrame() {
        RgbImage image =
                Overlay.on(GREY, 200).box(new Box(10, 10, 30, 30), "", 2).image();
        // Four pixels of the picture are one of the frame.
        assertEquals(color(2), rgb(image, 40, 100), "left side");
        assertEquals(color(2), rgb(image, 160, 100), "right side");
        assertEquals(color(2), rgb(image, 100, 40), "top");
        assertEquals(0x808080, rgb(image, 100, 100), "inside");
    }

    @Test
    void cropsAndBoxesOfTheSamePlaceCoincide() {
        Box box = new Box(10, 10, 30, 30);
        Placement placement = CropFamily.WAV2LIP
                .placements(List.of(box), List.of(Landmarks.NONE))
                .getFirst();
        RgbImage image = Overlay.on(GREY, 200).crop(placement, "", 1).image();
        assertEquals(color(1), rgb(image, 40, 100));
        assertEquals(color(1), rgb(image, 100, 160));
    }

    @Test
    void pointsAreDots() {
        Landmarks points = Landmarks.of(20, 20, 40, 20, 30, 30, 22, 40, 38, 40);
        RgbImage image = Overlay.on(GREY, 200).points(points, 3).image();
        assertEquals(color(3), rgb(image, 80, 80));
        assertEquals(color(3), rgb(image, 152, 160));
        assertEquals(0x808080, rgb(image, 120, 80));
    }

    @Test
    void dashesLeaveWhatIsUnderThem() {
        Box box = new Box(10, 10, 30, 30);
        RgbImage image = Overlay.on(GREY, 200).box(box, "", 0).dashes(box, 1).image();
        int[] counts = new int[2];
        for (int y = 40; y < 160; y++) {
            for (int color = 0; color < 2; color++) {
                counts[color] += rgb(image, 40, y) == color(color) ? 1 : 0;
            }
        }
        assertEquals(0.5, counts[0] / (double) (counts[0] + counts[1]), 0.15, "half of the left side");
    }

    @Test
    void labelsStayInsideThePicture() {
        RgbImage image = Overlay.on(GREY, 200)
                .box(new Box(-20, -20, 200, 100), "far too large", 0)
                .image();
        // The first pixel belongs to the label's ground, not to the frame.
        assertEquals(color(0), rgb(image, 0, 0));
        assertNotEquals(0x808080, rgb(image, 60, 10));
    }
}
