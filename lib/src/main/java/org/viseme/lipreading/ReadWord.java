package org.viseme.lipreading;

/**
 * A word that was read.
 *
 * @param probability of its tokens, given those before them: 0 to 1
 * @param startSeconds when it begins, from the first frame on; NaN where the reader cannot tell
 * @param endSeconds when it ends
 */
public record ReadWord(String text, double probability, double startSeconds, double endSeconds) {
    /** The same on a clock that is ahead by so much. */
    ReadWord later(double seconds) {
        return new ReadWord(text, probability, startSeconds + seconds, endSeconds + seconds);
    }
}
