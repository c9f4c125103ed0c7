package org.viseme.dub;

import java.util.List;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;

/**
 * A generator as the dubbing pipeline sees it: it listens to the whole speech once, then draws batches of faces. Every
 * model that can dub plugs in here. Called from one thread at a time.
 */
public interface LipSynthesizer extends AutoCloseable {
    /** What produced the mouths, for reports: model name and where its weights came from. */
    String name();

    /** Width and height of the crops it takes and gives, in pixels. */
    int cropSize();

    /** The picture from which the model learns how the person looks, as it was published; see {@link Reference#AUTO}. */
    default Reference reference() {
        return Reference.FRAME;
    }

    /** What the model hears in a speech: its features over time. Memory grows by at most 100 kB a second of speech. */
    Speech listen(Waveform speech);

    /**
     * Draws the faces that speak at the given times.
     *
     * @param speech from {@link #listen}
     * @param requests one a face; results come in the same order, each {@code cropSize()} square
     */
    List<RgbImage> speak(Speech speech, List<Request> requests);

    @Override
    void close();

    /** What {@link #listen} made; only the synthesizer that made it can read it. */
    interface Speech {}

    /**
     * @param seconds when in the speech the frame is shown
     * @param target crop of the frame to be spoken, whose lower half the model replaces
     * @param reference crop that shows how the person looks
     */
    record Request(double seconds, RgbImage target, RgbImage reference) {}
}
