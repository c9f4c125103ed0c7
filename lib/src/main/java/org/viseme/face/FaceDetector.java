package org.viseme.face;

import java.util.List;
import org.viseme.media.RgbImage;

/** Finds faces in one picture. Not safe for several threads at once: one detector a thread. */
public interface FaceDetector extends AutoCloseable {
    /** All faces found, the best first; empty when there is none. */
    List<Detection> detect(RgbImage image);

    /**
     * The faces in a picture of which it is known where faces were a moment ago. A detector may look there only, which
     * is what makes it worth calling: a face that has come since may be missed.
     */
    default List<Detection> detectNear(RgbImage image, List<Box> before) {
        return detect(image);
    }

    /** What identifies this detector and its settings in a cache key and in a report. */
    String name();

    @Override
    void close();

    /**
     * @param box the face, by the convention of {@link Box}
     * @param score how sure the detector is; comparable only within one detector
     * @param landmarks points of the face, none where the detector gives none
     */
    record Detection(Box box, double score, Landmarks landmarks) {
        /** A detection without landmarks. */
        public Detection(Box box, double score) {
            this(box, score, Landmarks.NONE);
        }

        /** The same face in a picture that is larger by a factor. */
        public Detection scaled(double factor) {
            return new Detection(box.scaled(factor), score, landmarks.scaled(factor));
        }
    }
}
