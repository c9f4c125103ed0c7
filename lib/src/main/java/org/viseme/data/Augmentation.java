package org.viseme.data;

/**
 * Changes of a sample that leave what is spoken as it is. Target and reference are always changed alike.
 *
 * @param flip half of the samples are mirrored
 * @param jitter contrast, brightness and the three colours change by up to this share; 0 leaves them
 */
public record Augmentation(boolean flip, double jitter) {
    public Augmentation {
        if (!(jitter >= 0 && jitter <= 0.5)) {
            throw new IllegalArgumentException("jitter " + jitter + " is not in 0 to 0.5");
        }
    }

    public static Augmentation none() {
        return new Augmentation(false, 0);
    }
}
