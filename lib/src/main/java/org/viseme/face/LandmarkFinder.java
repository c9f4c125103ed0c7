package org.viseme.face;

import org.viseme.media.RgbImage;

/** Finds the points of a face whose box is known. Not safe for several threads at once: one finder a thread. */
public interface LandmarkFinder extends AutoCloseable {
    /**
     * The 68 points of the face in a box.
     *
     * @param box by the convention of {@link Box}; it may reach beyond the frame
     */
    Landmarks find(RgbImage frame, Box box);

    /** What identifies this finder and its settings in a cache key and in a report. */
    String name();

    @Override
    void close();
}
