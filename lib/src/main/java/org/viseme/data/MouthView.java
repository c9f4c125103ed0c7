package org.viseme.data;

import java.util.SplittableRandom;
import org.viseme.face.AffineMap;

/**
 * The part of a crop of the mouth that a network sees; one for all frames of an utterance.
 *
 * @param mirrored left and right are exchanged
 * @param left columns of the crop to its left
 * @param top rows of the crop above it
 * @param table the new value for each old one; null when values stay
 */
record MouthView(boolean mirrored, int left, int top, byte[] table) {
    /** The middle, as it is. */
    static MouthView centre(int cropSize) {
        int margin = (cropSize - UtteranceBatch.SIZE) / 2;
        return new MouthView(false, margin, margin, null);
    }

    /** A draw of the changes; takes the same number of draws whatever comes out. */
    static MouthView draw(int cropSize, Augmentation augmentation, SplittableRandom random) {
        MouthView middle = centre(cropSize);
        int shift = Math.min(augmentation.shift(), middle.left);
        boolean mirrored = random.nextBoolean() && augmentation.flip();
        int left = middle.left + random.nextInt(-shift, shift + 1);
        int top = middle.top + random.nextInt(-shift, shift + 1);
        double contrast = 1 + augmentation.jitter() * PictureChange.signed(random);
        double brightness = PictureChange.MIDDLE * augmentation.jitter() * PictureChange.signed(random);
        byte[] table = augmentation.jitter() == 0 ? null : PictureChange.tables(contrast, brightness, 1)[0];
        return new MouthView(mirrored, left, top, table);
    }

    /** From what is seen to the whole crop. */
    AffineMap toCrop() {
        return mirrored
                ? new AffineMap(-1, 0, left + UtteranceBatch.SIZE, 0, 1, top)
                : new AffineMap(1, 0, left, 0, 1, top);
    }

    /** Writes what is seen of a frame, {@link UtteranceBatch#SIZE} squared values. */
    void copy(Utterance utterance, int frame, byte[] target, int offset) {
        int size = utterance.size();
        byte[] mouths = utterance.mouths();
        int to = offset;
        for (int row = 0; row < UtteranceBatch.SIZE; row++) {
            int from = (frame * size + top + row) * size + left;
            for (int column = 0; column < UtteranceBatch.SIZE; column++) {
                byte value = mouths[from + (mirrored ? UtteranceBatch.SIZE - 1 - column : column)];
                target[to++] = table == null ? value : table[value & 0xff];
            }
        }
    }
}
