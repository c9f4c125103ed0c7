package org.viseme.data.prepare;

import java.util.Optional;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;

/** Measures how far sound and picture are apart. Used by several threads, each with sessions of its own. */
public interface SyncScorer {
    /** What identifies the scorer and its weights in a report. */
    String name();

    /** Below this confidence its offsets are usually wrong. */
    double leastConfidence();

    /** Begins to look at one stretch of a face. */
    Session begin();

    /** One stretch of a face; frames first, then any number of questions. */
    interface Session extends AutoCloseable {
        /**
         * Takes the next frame.
         *
         * @param face the crop of {@link org.viseme.face.CropFamily#WAV2LIP}
         * @param landmarks 68 points in pixels of the crop, x before y, where they are known
         */
        void frame(RgbImage face, Optional<float[]> landmarks);

        /**
         * Compares all frames with a sound.
         *
         * @param sound at 16 kHz; may begin before the first frame and end after the last one
         * @param firstFrameSeconds where the first frame lies in the sound
         */
        SyncCurve compare(Waveform sound, double firstFrameSeconds);

        @Override
        default void close() {
            // Most sessions hold nothing.
        }
    }
}
