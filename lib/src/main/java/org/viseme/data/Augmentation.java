package org.viseme.data;

/**
 * Changes of a sample that leave what is spoken, and when, as it is. All pictures of a sample are changed alike.
 *
 * @param flip half of the samples are mirrored
 * @param jitter contrast, brightness and the three colours change by up to this share; 0 leaves them
 * @param shift pictures are moved by up to so many pixels in both directions, their edges repeated
 * @param degrade share of the samples that are blurred or compressed, as poor recordings are
 * @param loudness the sound gets louder or softer by up to so many decibels
 */
public record Augmentation(boolean flip, double jitter, int shift, double degrade, double loudness) {
    public Augmentation {
        if (!(jitter >= 0 && jitter <= 0.5)) {
            throw new IllegalArgumentException("jitter " + jitter + " is not in 0 to 0.5");
        }
        if (shift < 0 || !(degrade >= 0 && degrade <= 1) || !(loudness >= 0)) {
            throw new IllegalArgumentException("shift " + shift + ", degrade " + degrade + ", loudness " + loudness);
        }
    }

    public static Augmentation none() {
        return new Augmentation(false, 0, 0, 0, 0);
    }

    /** Mirroring and colours alone. */
    public static Augmentation of(boolean flip, double jitter) {
        return new Augmentation(flip, jitter, 0, 0, 0);
    }
}
