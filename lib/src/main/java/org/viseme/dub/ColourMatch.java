package org.viseme.dub;

import org.viseme.media.RgbImage;

/**
 * Moves the colours of a drawn face to those of the frame: by the mean difference of each channel where the two meet,
 * that is in the fading edge of the {@link SoftMask}.
 */
final class ColourMatch {
    private ColourMatch() {}

    /**
     * @param original the face in the frame
     * @param face the drawn face, in the same size; changed in place
     */
    static void apply(RgbImage original, RgbImage face) {
        SoftMask mask = SoftMask.of(face.width(), face.height());
        double[] difference = new double[3];
        double sum = 0;
        for (int y = face.height() / 2; y < face.height(); y++) {
            for (int x = 0; x < face.width(); x++) {
                float at = mask.at(x, y);
                float weight = at * (1 - at);
                sum += weight;
                for (int c = 0; c < 3; c++) {
                    difference[c] += weight * (original.get(x, y, c) - face.get(x, y, c));
                }
            }
        }
        byte[] bytes = face.bytes();
        for (int i = 0; i < bytes.length; i++) {
            double shift = sum == 0 ? 0 : difference[i % 3] / sum;
            bytes[i] = (byte) Math.clamp(Math.round((bytes[i] & 0xff) + shift), 0, 255);
        }
    }
}
