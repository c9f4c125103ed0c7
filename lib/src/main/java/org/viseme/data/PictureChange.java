package org.viseme.data;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A change of a picture in planes.
 *
 * @param mirrored left and right are exchanged
 * @param tables the new value for each old one, for blue, green and red; null when values stay
 * @param right by how many pixels the picture moves to the right
 * @param down by how many it moves down
 * @param degradation blur or compression
 */
record PictureChange(boolean mirrored, byte[][] tables, int right, int down, Degradation degradation) {
    private static final int LEVELS = 256;
    static final double MIDDLE = 127.5;
    private static final PictureChange NONE = new PictureChange(false, null, 0, 0, Degradation.none());

    static PictureChange none() {
        return NONE;
    }

    /** Left and right exchanged, or nothing at all. */
    static PictureChange mirrored(boolean wanted) {
        return wanted ? new PictureChange(true, null, 0, 0, Degradation.none()) : NONE;
    }

    /** Draws a change; takes the same number of draws whatever comes out. */
    static PictureChange draw(Augmentation augmentation, SplittableRandom random) {
        boolean mirrored = random.nextBoolean() && augmentation.flip();
        double jitter = augmentation.jitter();
        double contrast = 1 + jitter * signed(random);
        double brightness = MIDDLE * jitter * signed(random);
        double[] gains = {1 + jitter * signed(random), 1 + jitter * signed(random), 1 + jitter * signed(random)};
        int right = random.nextInt(-augmentation.shift(), augmentation.shift() + 1);
        int down = random.nextInt(-augmentation.shift(), augmentation.shift() + 1);
        Degradation degradation = Degradation.draw(augmentation.degrade(), random);
        byte[][] tables = jitter == 0 ? null : tables(contrast, brightness, gains);
        return new PictureChange(mirrored, tables, right, down, degradation);
    }

    /** The new value for each old one, for as many channels as there are gains. */
    static byte[][] tables(double contrast, double brightness, double... gains) {
        byte[][] tables = new byte[gains.length][LEVELS];
        for (int channel = 0; channel < gains.length; channel++) {
            for (int level = 0; level < LEVELS; level++) {
                double changed = ((level - MIDDLE) * contrast + MIDDLE + brightness) * gains[channel];
                tables[channel][level] = (byte) Math.clamp(Math.round(changed), 0, LEVELS - 1);
            }
        }
        return tables;
    }

    static double signed(SplittableRandom random) {
        return 2 * random.nextDouble() - 1;
    }

    /** Changes the picture in place. */
    void apply(byte[] planes, int offset, int size) {
        degradation.apply(planes, offset, size);
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
                for (int left = row, last = row + size - 1; left < last; left++, last--) {
                    byte value = planes[left];
                    planes[left] = planes[last];
                    planes[last] = value;
                }
            }
        }
        if (right != 0 || down != 0) {
            move(planes, offset, size);
        }
    }

    private void move(byte[] planes, int offset, int size) {
        byte[] before = Arrays.copyOfRange(planes, offset, offset + 3 * size * size);
        for (int row = 0; row < 3 * size; row++) {
            int from = (row / size * size + Math.clamp(row % size - down, 0, size - 1)) * size;
            for (int x = 0; x < size; x++) {
                planes[offset + row * size + x] = before[from + Math.clamp(x - right, 0, size - 1)];
            }
        }
    }
}
