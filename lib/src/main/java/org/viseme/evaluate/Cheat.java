package org.viseme.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.viseme.data.ClipStore;
import org.viseme.dub.LipSynthesizer;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;

/**
 * A model that does not listen: it looks at the faces that it should draw, and gives them back with the lower half of
 * another moment. What an {@link Evaluation} says of it shows which faults a score notices.
 */
public final class Cheat implements LipSynthesizer {
    private final String name;
    private final int cropSize;
    private final IntUnaryOperator moment;

    /** The faces that were shown since a sound began. */
    private record Shown(List<RgbImage> faces) implements Speech {}

    private Cheat(String name, int cropSize, IntUnaryOperator moment) {
        this.name = name;
        this.cropSize = cropSize;
        this.moment = moment;
    }

    /** The real faces as they are: no error is left to find. */
    public static Evaluation.Model trueVideo(ClipStore store) {
        return model("true video", store, frame -> frame);
    }

    /** The mouth of the first frame on all of them. */
    public static Evaluation.Model frozenMouth(ClipStore store) {
        return model("frozen mouth", store, frame -> 0);
    }

    /** The real mouth, so many frames of 1/25 s too late: the sound is early. */
    public static Evaluation.Model lateMouth(ClipStore store, int frames) {
        return model("mouth " + frames + " frames late", store, frame -> Math.max(0, frame - frames));
    }

    private static Evaluation.Model model(String name, ClipStore store, IntUnaryOperator moment) {
        int size = store.settings().cropSize();
        return new Evaluation.Model(name, "none", () -> new Cheat(name, size, moment));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int cropSize() {
        return cropSize;
    }

    @Override
    public Speech listen(Waveform speech) {
        return new Shown(new ArrayList<>());
    }

    @Override
    public List<RgbImage> speak(Speech speech, List<Request> requests) {
        List<RgbImage> faces = ((Shown) speech).faces();
        List<RgbImage> drawn = new ArrayList<>();
        for (Request request : requests) {
            faces.add(request.target());
            drawn.add(withMouthOf(request.target(), faces.get(moment.applyAsInt(faces.size() - 1))));
        }
        return drawn;
    }

    private static RgbImage withMouthOf(RgbImage face, RgbImage other) {
        RgbImage mixed = face.copy();
        int half = 3 * face.width() * (face.height() / 2);
        System.arraycopy(other.bytes(), half, mixed.bytes(), half, mixed.bytes().length - half);
        return mixed;
    }

    @Override
    public void close() {
        // nothing is open
    }
}
