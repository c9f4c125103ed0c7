package org.viseme.notebook.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.viseme.data.synthetic.Phone;
import org.viseme.data.synthetic.PhoneSpan;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;

class TimelineTest {
    private static final int WIDTH = 760;
    private static final int MARK = 0xd55e00;

    /** Red until half a second, blue after it. */
    private static List<RgbImage> frames() {
        List<RgbImage> frames = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            RgbImage frame = RgbImage.black(8, 8);
            for (int p = i < 12 ? 0 : 2; p < frame.bytes().length; p += 3) {
                frame.bytes()[p] = (byte) 255;
            }
            frames.add(frame);
        }
        return frames;
    }

    private static BufferedImage draw(Timeline chart) {
        return chart.draw(WIDTH, chart.height(), 1);
    }

    /** The first and the last column in which at least 15 pixels have a colour: more than smooth edges have by chance. */
    private static int[] extent(BufferedImage image, int rgb) {
        int[] columns = IntStream.range(0, image.getWidth())
                .filter(x -> IntStream.range(0, image.getHeight())
                                .filter(y -> distance(image.getRGB(x, y), rgb) < 10)
                                .count()
                        >= 15)
                .toArray();
        return columns.length == 0 ? new int[] {-1, -1} : new int[] {columns[0], columns[columns.length - 1]};
    }

    private static int distance(int one, int other) {
        int sum = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            sum += Math.abs((one >> shift & 0xff) - (other >> shift & 0xff));
        }
        return sum;
    }

    /** A mark at the time at which one frame follows another lies between them. */
    @Test
    void framesStandAtTheirTimes() {
        BufferedImage image =
                draw(new Timeline("t", 1).withFrames("frames", frames(), 25).mark(12 / 25.0));
        int red = extent(image, 0xff0000)[1];
        int blue = extent(image, 0x0000ff)[0];
        int[] mark = extent(image, MARK);
        // A thumbnail is wider than its frame lasts: up to half of one, 38 pixels, reaches over.
        assertTrue(Math.abs(red - mark[0]) <= 40, red + " and " + mark[0]);
        assertTrue(Math.abs(blue - mark[0]) <= 40, blue + " and " + mark[0]);
        assertTrue(red < blue + 2, "red ends at " + red + ", blue begins at " + blue);
    }

    @Test
    void lanesShareOneAxis() {
        float[] click = new float[16_000];
        for (int i = 8000; i < 12_000; i++) {
            click[i] = i / 16 % 2 == 0 ? 1 : -1;
        }
        BufferedImage image = draw(new Timeline("t", 1)
                .withSpans("words", List.of(new Span("word", 0.25, 0.5)))
                .withMap(HeatMap.of("m", 1, 4, (row, column) -> column < 2 ? 0 : 1)
                        .across("time, s", 0, 1)));
        int[] word = extent(image, 0xcfe3f0);
        int[] second = extent(image, 0xfde725);
        assertEquals(word[1], second[0], 2, "the word ends where the second half of the map begins");
        BufferedImage wave = draw(new Timeline("t", 1)
                .withSpans("words", List.of(new Span("word", 0.25, 0.5)))
                .withWaveform("amplitude", new Waveform(click, 16_000)));
        assertEquals(extent(wave, 0xcfe3f0)[1], firstLoud(wave), 3, "the sound begins where the word ends");
    }

    /** The first column in which the curve of the wave reaches far up. */
    private static int firstLoud(BufferedImage image) {
        for (int x = 0; x < image.getWidth(); x++) {
            int count = 0;
            for (int y = 0; y < image.getHeight(); y++) {
                count += distance(image.getRGB(x, y), 0x0072b2) < 150 ? 1 : 0;
            }
            if (count > 30) {
                return x;
            }
        }
        return -1;
    }

    @Test
    void aClassHasItsColourInEveryLaneAndNoClassHasNone() {
        int first = ClassStrip.color(3).getRGB();
        BufferedImage image = draw(new Timeline("t", 1)
                .withClasses("one", new int[] {3, 3, -1, -1}, 4)
                .withClasses("other", new int[] {-1, -1, 3, 3}, 4));
        int[] both = extent(image, first);
        int[] one = extent(draw(new Timeline("t", 1).withClasses("one", new int[] {3, 3, -1, -1}, 4)), first);
        assertEquals(2, (both[1] - both[0]) / (double) (one[1] - one[0]), 0.1);
        assertEquals(-1, extent(image, ClassStrip.color(4).getRGB())[0]);
    }

    /** Cells of a map behind frames: each has its own colour up to its edge. */
    @Test
    void framesDoNotSmoothMaps() {
        HeatMap map = HeatMap.of("m", 1, 2, (row, column) -> column).across("time, s", 0, 1);
        BufferedImage image =
                draw(new Timeline("t", 1).withFrames("frames", frames(), 25).withMap(map));
        int dark = extent(image, 0x440154)[1];
        int bright = extent(image, 0xfde725)[0];
        assertEquals(dark + 1, bright, 2);
    }

    /** A mark lies on top, and not on the chart it was made from. */
    @Test
    void marksCrossEveryLane() {
        Timeline chart = new Timeline("t", 1)
                .withFrames("frames", frames(), 25)
                .withMap(HeatMap.of("m", 1, 4, (row, column) -> column).across("time, s", 0, 1));
        BufferedImage marked = draw(chart.mark(0.3));
        BufferedImage plain = draw(chart);
        int x = extent(marked, MARK)[0];
        int lowest = IntStream.range(0, marked.getHeight())
                .filter(y -> distance(marked.getRGB(x, y), MARK) < 10)
                .max()
                .orElseThrow();
        assertTrue(lowest > 76 + 90, "the second lane is crossed, down to row " + lowest);
        assertEquals(-1, extent(plain, MARK)[0]);
    }

    @Test
    void aNameWithoutRoomIsLeftOut() {
        Span roomy = new Span("word", 0, 1);
        Span narrow = new Span("a rather long name that has no room in here", 0, 0.03);
        int wide = dark(draw(new Timeline("", 1).withSpans("", List.of(roomy))));
        int without = dark(draw(new Timeline("", 1).withSpans("", List.of(narrow))));
        int nothing = dark(draw(new Timeline("", 1).withSpans("", List.of())));
        assertTrue(wide > nothing, wide + " and " + nothing);
        assertEquals(nothing, without);
    }

    private static int dark(BufferedImage image) {
        int count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                count += (image.getRGB(x, y) & 0xff) < 0x60 ? 1 : 0;
            }
        }
        return count;
    }

    @Test
    void spansComeFromPhones() {
        assertEquals(
                new Span("ow", 0.5, 0.75),
                Span.of(new PhoneSpan(Phone.OW, 0, true, 0.25, 0.5)).moved(0.25));
        assertEquals("", Span.of(new PhoneSpan(Phone.SIL, -1, false, 0, 1)).label());
    }

    @Test
    void everyLaneAddsToTheHeight() {
        Timeline one = new Timeline("t", 1).withFrames("frames", frames(), 25);
        assertTrue(one.withSpans("words", List.of()).height() > one.height());
    }
}
