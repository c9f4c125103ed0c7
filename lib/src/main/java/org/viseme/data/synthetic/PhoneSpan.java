package org.viseme.data.synthetic;

/**
 * A phone and when it is spoken.
 *
 * @param word index of its word in the sentence, or -1 in silence
 * @param stressed whether it is the stressed vowel of its word
 */
public record PhoneSpan(Phone phone, int word, boolean stressed, double startSeconds, double endSeconds) {
    public double seconds() {
        return endSeconds - startSeconds;
    }

    public double centreSeconds() {
        return (startSeconds + endSeconds) / 2;
    }

    /** The time at a share (0 to 1) of the phone. */
    double at(double share) {
        return startSeconds + share * (endSeconds - startSeconds);
    }
}
