package org.viseme.data.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.data.synthetic.ClipSpec;
import org.viseme.data.synthetic.SyntheticClip;
import org.viseme.data.synthetic.SyntheticIdentity;
import org.viseme.data.synthetic.SyntheticSpeaker;
import org.viseme.face.HaarDetector;
import org.viseme.media.RgbImage;
import org.viseme.media.VideoWriter;
import org.viseme.media.Waveform;

/** Which frames and which sound a scorer is given of a video. */
class VideoSyncTest {
    private static final int SIZE = 160;
    private static final int SHOT = 30;

    @TempDir
    private Path folder;

    /** What one session was given. */
    private record Given(int frames, double soundSeconds, double firstFrameSeconds) {}

    /** Notes what it is given. */
    private static final class Notes implements SyncScorer {
        final List<Given> given = new ArrayList<>();
        int open;

        @Override
        public String name() {
            return "notes";
        }

        @Override
        public double leastConfidence() {
            return 0;
        }

        @Override
        public Session begin() {
            open++;
            return new Session() {
                private int frames;

                @Override
                public void frame(RgbImage face, Optional<float[]> landmarks) {
                    frames++;
                }

                @Override
                public SyncCurve compare(Waveform sound, double firstFrameSeconds) {
                    given.add(new Given(frames, sound.seconds(), firstFrameSeconds));
                    return new SyncCurve(new double[] {0, frames, 1});
                }

                @Override
                public void close() {
                    open--;
                }
            };
        }
    }

    private Path video(SyntheticClip clip, int frames, int blackFrom, int blackTo) {
        Path file = folder.resolve("talk.mp4");
        Waveform sound = new Waveform(new float[frames * Waveform.SPEECH_RATE / 25], Waveform.SPEECH_RATE);
        try (VideoWriter writer = VideoWriter.create(file, SIZE, SIZE, 25).withAudio(sound)) {
            for (int i = 0; i < frames; i++) {
                boolean black = i >= blackFrom && i < blackTo;
                writer.write(black ? RgbImage.black(SIZE, SIZE) : clip.frame(i % clip.frameCount()));
            }
            writer.commit();
        }
        return file;
    }

    private static SyntheticClip clip() {
        return SyntheticSpeaker.speak("hello mother", ClipSpec.of(SyntheticIdentity.random(2), SIZE, 2));
    }

    private static List<VideoSync.Face> measure(Path video, Notes notes, String... changes) {
        PreparationSettings settings = PreparationSettings.defaults()
                .withDetectEvery(1)
                .withThresholds(
                        changes.length == 0
                                ? Thresholds.defaults()
                                : Thresholds.defaults().with(Map.of(changes[0], changes[1])));
        try (HaarDetector detector = new HaarDetector()) {
            return new VideoSync(settings).measure(video, detector, notes);
        }
    }

    /** Black for 1.2 s: the face is away, and is measured before and after, each with 0.6 s of sound around it. */
    @Test
    void everyTimeAFaceIsThereIsMeasuredWithTheSoundAround() {
        Notes notes = new Notes();
        List<VideoSync.Face> faces = measure(video(clip(), 3 * SHOT, SHOT, 2 * SHOT), notes);
        assertEquals(2, faces.size(), faces.toString());
        assertEquals(0, faces.get(0).fromSeconds());
        assertEquals(1.2, faces.get(0).toSeconds(), 1e-9);
        assertEquals(2.4, faces.get(1).fromSeconds(), 1e-9);
        assertEquals(3.6, faces.get(1).toSeconds(), 1e-9);
        assertEquals(SHOT, faces.get(0).curve().near(0));
        assertEquals(new Given(SHOT, 1.8, 0), notes.given.get(0));
        assertEquals(SHOT, notes.given.get(1).frames());
        assertEquals(0.6, notes.given.get(1).firstFrameSeconds());
        // The sound ends with the picture, up to the padding of its codec.
        assertEquals(1.8, notes.given.get(1).soundSeconds(), 0.1);
        assertEquals(0, notes.open, "sessions left open");
    }

    @Test
    void longShotsAreMeasuredInPiecesThatMeet() {
        Notes notes = new Notes();
        List<VideoSync.Face> faces = measure(video(clip(), 4 * SHOT, 0, 0), notes, "longestSeconds", "2");
        assertEquals(3, faces.size(), faces.toString());
        assertEquals(1.6, faces.get(0).toSeconds(), 1e-9);
        assertEquals(faces.get(0).toSeconds(), faces.get(1).fromSeconds());
        assertEquals(4.8, faces.get(2).toSeconds(), 1e-9);
        assertTrue(faces.stream().allMatch(face -> face.number() == 1), faces.toString());
    }
}
