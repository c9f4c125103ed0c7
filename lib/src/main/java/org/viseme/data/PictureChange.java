package org.viseme.data;

import java.util.SplittableRandom;

/**
 * A change of a picture in planes.
 *
 * @param mirrored left and right are exchanged
 * @param tables the new value for each old one, for blue, green and red; null when values stay
 */
record PictureChange(boolean mirrored, byte[][] tables) {
    private static final int LEVELS = 256;
    private static final double MIDDLE = 127.5;
    private static final PictureChange NONE = new PictureChange(false, null);

    static PictureChange none() {
        return NONE;
    }

    /** Draws a change; takes the same number of draws whatever comes out. */
    static PictureChange draw(Augmentation augmentation, SplittableRandom random) {
        boolean mirrored = random.nextBoolean() && augmentation.flip();
        double jitter = augmentation.jitter();
        double contrast = 1 + jitter * signed(random);
        double brightness = MIDDLE * jitter * signed(random);
        double[] gains = {1 + jitter * signed(random), 1 + jitter * signed(random), 1 + jitter * signed(random)};
        if (jitter == 0) {
            return mirrored ? new PictureChange(true, null) : NONE;
        }
        byte[][] tables = new byte[gains.length][LEVELS];
        for (int channel = 0; channel < gains.length; channel++) {
            for (int level = 0; level < LEVELS; level++) {
                double changed = ((level - MIDDLE) * contrast + MIDDLE + brightness) * gains[channel];
                tables[channel][level] = (byte) Math.clamp(Math.round(changed), 0, LEVELS - 1);
            }
        }
        return new PictureChange(mirrored, tables);
    }

    private static double signed(SplittableRandom random) {
        return 2 * random.nextDouble() - 1;
    }

    /** Changes the picture in place. */
    void apply(byte[] planes, int offset, int size) {
        if (tables != null) {
            for (int channel = 0; channel < tables.length; channel++) {
                int start = offset + channel * size * size;
                for (int i = start; i < start + size * size; i++) {
                    planes[i] = tables[channel][planes[i] & 0xff];
                }
            }
        }
        if (mirrored) {
            for (int row = offset; row < offset + 3 * size * size; row += size) {
                for (int left = row, right = row + size - 1; left < right; left++, right--) {
                    byte value = planes[left];
                    planes[left] = planes[right];
                    planes[right] = value;
                }
            }
        }
    }
}
