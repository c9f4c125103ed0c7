package org.viseme.notebook.chart;

/**
 * Colours that grow lighter with a value by steps that look equal, dark blue over green to yellow (after viridis of
 * matplotlib), also in grey print and for colour-blind readers.
 */
public final class ColorScale {
    private static final int[] ANCHORS = {0x440154, 0x3b528b, 0x21918c, 0x5ec962, 0xfde725};

    private ColorScale() {}

    /**
     * The colour of a value.
     *
     * @param share 0 for the lowest value, 1 for the highest; beyond them the colours of these
     * @return red, green and blue, 8 bits each
     */
    public static int rgb(double share) {
        double position = Math.clamp(share, 0, 1) * (ANCHORS.length - 1);
        int from = (int) Math.min(position, ANCHORS.length - 2);
        return mix(ANCHORS[from], ANCHORS[from + 1], position - from);
    }

    /** A colour between two others: the first for a share of 0, the second for 1. */
    public static int mix(int rgb, int other, double share) {
        int mixed = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int a = rgb >> shift & 0xff;
            int b = other >> shift & 0xff;
            mixed |= (int) Math.round(a + (b - a) * share) << shift;
        }
        return mixed;
    }
}
