package org.viseme.face;

import org.viseme.media.RgbImage;

/**
 * Describes a face by numbers that are alike for pictures of one person. Not safe for several threads at once: one
 * recogniser a thread.
 */
public interface FaceRecogniser extends AutoCloseable {
    /**
     * The embedding of a face; its length is always the same, its scale means nothing.
     *
     * @param box by the convention of {@link Box}; used where there are no landmarks
     * @param landmarks points by which the face is laid upright, or {@link Landmarks#NONE}
     */
    float[] embed(RgbImage frame, Box box, Landmarks landmarks);

    /** What identifies this recogniser in a report. */
    String name();

    @Override
    void close();
}
