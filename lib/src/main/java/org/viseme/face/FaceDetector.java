package org.viseme.face;

import java.util.List;
import org.viseme.media.RgbImage;

/** Finds faces in one picture. Not safe for several threads at once: one detector a thread. */
public interface FaceDetector extends AutoCloseable {
    /** All faces found, the best first; empty when there is none. */
    List<Detection> detect(RgbImage image);

    /** What identifies this detector and its settings in a cache key and in a report. */
    String name();

    @Override
    void close();

    /**
     * @param box the face, by the convention of {@link Box}
     * @param score how sure the detector is; comparable only within one detector
     */
    record Detection(Box box, double score) {}
}
