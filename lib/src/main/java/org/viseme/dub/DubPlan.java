package org.viseme.dub;

import java.util.List;
import java.util.Locale;
import org.viseme.face.Box;
import org.viseme.face.FaceTrack;
import org.viseme.face.FaceTrack.State;

/**
 * What a run is going to do.
 *
 * @param model what draws the mouths
 * @param cropSize width and height at which the model works, in pixels
 * @param faceWidth mean width of the largest chosen face, in pixels
 * @param faceHeight its mean height
 * @param faces the number of chosen tracks
 * @param width of the video, in pixels
 * @param height of the video, in pixels
 * @param fps frames a second
 * @param sourceFrames frames that the video has
 * @param frames frames that the result will have
 * @param speechSeconds length of the speech
 * @param found frames in which a chosen face was seen
 * @param bridged frames in which its place is interpolated
 * @param absent frames that stay as they are
 * @param absentSpans when that is
 * @param settings how it is done
 */
public record DubPlan(
        String model,
        int cropSize,
        double faceWidth,
        double faceHeight,
        int faces,
        int width,
        int height,
        double fps,
        int sourceFrames,
        int frames,
        double speechSeconds,
        int found,
        int bridged,
        int absent,
        List<Span> absentSpans,
        DubSettings settings) {

    static DubPlan of(
            LipSynthesizer model, PreparedVideo video, List<FaceTrack> tracks, double speech, DubSettings settings) {
        int frames = settings.longer().frames(speech, video.fps(), video.frames());
        State[] states = new State[frames];
        int[] counts = new int[State.values().length];
        for (int i = 0; i < frames; i++) {
            states[i] = state(tracks, settings.longer().source(i, video.frames()));
            counts[states[i].ordinal()]++;
        }
        Box face = tracks.getFirst().meanBox();
        return new DubPlan(
                model.name(),
                model.cropSize(),
                face.width(),
                face.height(),
                tracks.size(),
                video.info().width(),
                video.info().height(),
                video.fps(),
                video.frames(),
                frames,
                speech,
                counts[State.FOUND.ordinal()],
                counts[State.BRIDGED.ordinal()],
                counts[State.ABSENT.ordinal()],
                Span.where(i -> states[i] == State.ABSENT, frames, video.fps()),
                settings);
    }

    /** How the faces stand in a frame: found in one of the tracks, else bridged in one, else absent. */
    private static State state(List<FaceTrack> tracks, int frame) {
        State best = State.ABSENT;
        for (FaceTrack track : tracks) {
            State state = track.state(frame);
            best = state.compareTo(best) < 0 ? state : best;
        }
        return best;
    }

    /** How many times a drawn face is enlarged to fit. */
    public double enlargement() {
        return Math.max(faceWidth, faceHeight) / cropSize;
    }

    /** Some lines for a reader. */
    public String describe() {
        String size = String.format(
                Locale.ROOT,
                "face is %.0fx%.0f px, model works at %d: %s %.1f times",
                faceWidth,
                faceHeight,
                cropSize,
                enlargement() >= 1 ? "enlarged" : "reduced",
                Math.max(enlargement(), 1 / enlargement()));
        String length = String.format(
                Locale.ROOT,
                "%d frames of %dx%d at %.4g/s for %.2f s of speech, from %d frames of video%s",
                frames,
                width,
                height,
                fps,
                speechSeconds,
                sourceFrames,
                speechSeconds * fps >= sourceFrames + 0.5
                        ? " (" + settings.longer().word() + ")"
                        : "");
        String how = "model " + model + ", blend " + settings.blend().word() + ", reference "
                + settings.reference().word() + (faces > 1 ? ", " + faces + " face tracks" : "");
        return String.join(System.lineSeparator(), how, size, length);
    }
}
