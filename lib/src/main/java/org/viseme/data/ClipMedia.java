package org.viseme.data;

import java.util.List;
import java.util.Optional;
import org.viseme.face.Landmarks;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;

/**
 * The pictures and the sound of one clip while it is being prepared. Frames come one after the other, at
 * {@link #FPS}, and sound in pieces, so that a long clip needs no more memory than a short one.
 */
public interface ClipMedia extends AutoCloseable {
    /** Every store holds 25 frames a second: the rate that the sync experts and all published lip-sync models use. */
    int FPS = 25;

    /** The next frame, or null after the last one. */
    RgbImage nextFrame();

    /**
     * The sound between two times at {@link Waveform#SPEECH_RATE}; time zero is the first frame. Cheap when pieces are
     * asked for in ascending order.
     *
     * @return the piece, shorter where the sound ends before {@code toSeconds}
     */
    Waveform sound(double fromSeconds, double toSeconds);

    /** Points of the face in every frame, where a corpus knows them: of the only face there, or of the one that speaks. */
    default Optional<List<Landmarks>> landmarks() {
        return Optional.empty();
    }

    @Override
    void close();
}
