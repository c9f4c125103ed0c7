package org.viseme.data.synthetic;

import java.util.Locale;
import org.viseme.face.Landmarks;
import org.viseme.media.Images;
import org.viseme.media.RgbImage;

/** What may be wrong with a recording from the wild. */
public enum Flaw {
    /** The camera shows the wall beside the speaker. */
    NO_FACE {
        @Override
        RgbImage picture(RgbImage frame) {
            return frame.crop(0, 0, frame.width() / 8, frame.height() / 8).resize(frame.width(), frame.height());
        }
    },
    /** Somebody else's upload of the same recording: compressed once more. */
    COPY {
        @Override
        RgbImage picture(RgbImage frame) {
            return Images.decode(Images.encodeJpeg(frame, 40));
        }
    },
    /** Cut off after 0.6 seconds. */
    TOO_SHORT,
    /** The speaker stands at the other end of the room. */
    FAR_AWAY {
        @Override
        RgbImage picture(RgbImage frame) {
            int small = (int) (frame.width() * FAR);
            int border = (frame.width() - small) / 2;
            return frame.resize(small, small).crop(-border, -border, frame.width(), frame.height());
        }

        @Override
        Landmarks points(Landmarks points, int size) {
            int border = (size - (int) (size * FAR)) / 2;
            return points.scaled(FAR).moved(border, border);
        }
    },
    /** Out of focus. */
    BLURRED {
        @Override
        RgbImage picture(RgbImage frame) {
            return frame.resize(frame.width() / 6, frame.height() / 6).resize(frame.width(), frame.height());
        }
    },
    /** The microphone was off. */
    SILENT,
    /** The sound is 14 frames late. */
    FAR_OUT_OF_SYNC;

    static final double SHORT_SECONDS = 0.6;
    static final double LATE_SECONDS = 14 / 25.0;
    private static final double FAR = 0.36;

    /** As it is written in the name of a clip. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    RgbImage picture(RgbImage frame) {
        return frame;
    }

    /** Where points of a frame, {@code size} pixels wide and high, lie in {@link #picture}. */
    Landmarks points(Landmarks points, int size) {
        return points;
    }
}
