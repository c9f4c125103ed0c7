package org.viseme.face;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.viseme.media.RgbImage;

/**
 * How far a mouth is open, seen without any model: between the lips it is darker than the skin, or greyer where teeth
 * show. Beards and deep shadows mislead it.
 */
public final class MouthGap {
    private static final int SIZE = 96;
    /** Where the mouth lies in a crop from the middle of the forehead to the chin: below the nostrils. */
    private static final int TOP = 58;

    private static final int BOTTOM = 90;
    private static final int LEFT = 34;
    private static final int RIGHT = 62;
    /** Darker than this share of the skin is inside the mouth. */
    private static final double DARK = 0.55;
    /** Teeth are grey: less coloured than this share of the skin, where lips are more coloured. */
    private static final double GREY = 0.6;
    /** The tongue and the edges of the teeth may interrupt the gap for this many rows. */
    private static final int BRIDGED_ROWS = 3;
    /** The gap is measured where it is widest, averaged over this many columns. */
    private static final int COLUMNS = 5;

    private MouthGap() {}

    /**
     * Measures one face.
     *
     * @param face a crop by the convention of {@link org.viseme.face.Box}, of any size
     * @return height of the gap between the lips as a share of the crop's height
     */
    public static double of(RgbImage face) {
        RgbImage crop = face.resize(SIZE, SIZE);
        double dark = cheeks(crop, MouthGap::brightness) * DARK;
        double grey = cheeks(crop, MouthGap::colour) * GREY;
        double[] heights = new double[RIGHT - LEFT];
        for (int x = LEFT; x < RIGHT; x++) {
            heights[x - LEFT] = gap(crop, x, dark, grey);
        }
        double widest = 0;
        for (int from = 0; from + COLUMNS <= heights.length; from++) {
            widest = Math.max(
                    widest,
                    Arrays.stream(heights, from, from + COLUMNS).average().orElseThrow());
        }
        return widest / SIZE;
    }

    /**
     * How much the mouth changes between two frames: the mean difference of brightness in its region, in grey levels.
     *
     * @param before a crop as for {@link #of}
     * @param now the next one
     */
    public static double motion(RgbImage before, RgbImage now) {
        RgbImage first = before.resize(SIZE, SIZE);
        RgbImage second = now.resize(SIZE, SIZE);
        double sum = 0;
        for (int y = TOP; y < BOTTOM; y++) {
            for (int x = LEFT; x < RIGHT; x++) {
                sum += Math.abs(brightness(first, x, y) - brightness(second, x, y));
            }
        }
        return sum / ((BOTTOM - TOP) * (RIGHT - LEFT));
    }

    /** The height of the tallest stretch of a column that is inside the mouth. */
    private static int gap(RgbImage crop, int x, double dark, double grey) {
        int tallest = 0;
        int first = -1;
        int last = -1;
        for (int y = TOP; y < BOTTOM; y++) {
            if (brightness(crop, x, y) < dark || colour(crop, x, y) < grey) {
                first = first >= 0 && y - last <= BRIDGED_ROWS ? first : y;
                last = y;
                tallest = Math.max(tallest, last - first + 1);
            }
        }
        return tallest;
    }

    /** The median of both cheeks beside the nose, so that light and skin do not matter. */
    private static double cheeks(RgbImage crop, Measure measure) {
        List<Double> values = new ArrayList<>();
        for (int y = 48; y < 60; y++) {
            for (int x = 18; x < 34; x++) {
                values.add(measure.of(crop, x, y));
                values.add(measure.of(crop, SIZE - 1 - x, y));
            }
        }
        values.sort(null);
        return values.get(values.size() / 2);
    }

    @FunctionalInterface
    private interface Measure {
        double of(RgbImage crop, int x, int y);
    }

    /** Luma of ITU-R BT.601. */
    private static double brightness(RgbImage crop, int x, int y) {
        return 0.299 * crop.get(x, y, 0) + 0.587 * crop.get(x, y, 1) + 0.114 * crop.get(x, y, 2);
    }

    /** How much redder than blue, as a share of the brightness. */
    private static double colour(RgbImage crop, int x, int y) {
        return (crop.get(x, y, 0) - crop.get(x, y, 2)) / Math.max(1, brightness(crop, x, y));
    }
}
