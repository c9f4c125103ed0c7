package org.viseme.data.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.Shared;
import org.viseme.data.ClipEntry;
import org.viseme.data.ClipFile;
import org.viseme.data.ClipFlag;
import org.viseme.data.ClipInfo;
import org.viseme.data.ClipStore;
import org.viseme.data.PreparedClip;
import org.viseme.data.Split;
import org.viseme.data.synthetic.ClipSpec;
import org.viseme.data.synthetic.Grammar;
import org.viseme.data.synthetic.SyntheticClip;
import org.viseme.data.synthetic.SyntheticIdentity;
import org.viseme.data.synthetic.SyntheticSpeaker;
import org.viseme.face.Box;
import org.viseme.face.CropFamily;
import org.viseme.face.FaceDetector;
import org.viseme.face.HaarDetector;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;

/** Of two faces the one that speaks is kept, wherever it is. */
class SpeakersTest {
    private static final int SIZE = 128;

    @TempDir
    private Path folder;

    /** Two pictures side by side, and a face in each. */
    private static final class Halves implements FaceDetector {
        @Override
        public List<Detection> detect(RgbImage image) {
            return List.of(
                    new Detection(new Box(16, 20, 96, 108), 1), new Detection(new Box(SIZE + 16, 20, 96, 108), 1));
        }

        @Override
        public String name() {
            return "halves";
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }

    private static RgbImage beside(RgbImage left, RgbImage right) {
        RgbImage both = RgbImage.black(2 * SIZE, SIZE);
        for (int row = 0; row < SIZE; row++) {
            System.arraycopy(left.bytes(), row * SIZE * 3, both.bytes(), row * SIZE * 6, SIZE * 3);
            System.arraycopy(right.bytes(), row * SIZE * 3, both.bytes(), row * SIZE * 6 + SIZE * 3, SIZE * 3);
        }
        return both;
    }

    private static DrawnScene scene(String id, SyntheticClip left, SyntheticClip right, Waveform sound) {
        int frames = Math.min(left.frameCount(), right.frameCount());
        return DrawnScene.of(id, frames, frame -> beside(left.frame(frame), right.frame(frame)))
                .withSound(sound);
    }

    @Test
    void theSpeakerIsChosenOnEitherSide() {
        int right = 0;
        for (int seed = 1; seed <= 6; seed++) {
            SyntheticClip one = SyntheticSpeaker.speak(
                    Grammar.sentence(seed), ClipSpec.of(SyntheticIdentity.random(seed), SIZE, seed));
            SyntheticClip other = SyntheticSpeaker.speak(
                    Grammar.sentence(seed + 50), ClipSpec.of(SyntheticIdentity.random(seed + 50), SIZE, seed + 50));
            Path store = folder.resolve("store" + seed);
            new Preparation(
                            PreparationSettings.defaults()
                                    .withCrops(Set.of(CropFamily.WAV2LIP))
                                    .withDetectEvery(5),
                            Halves::new)
                    .run(
                            DrawnScene.Clips.of(
                                    scene("left", one, other, one.waveform()),
                                    scene("right", one, other, other.waveform())),
                            store,
                            (done, total, leftOut) -> {});
            ClipStore clips = ClipStore.open(store);
            for (ClipEntry clip : clips.clips()) {
                PreparedClip prepared = clips.read(clip);
                boolean onRight = prepared.boxes().getFirst().x() > SIZE;
                right += onRight == clip.id().startsWith("right") ? 1 : 0;
                assertTrue(clip.flags().contains(ClipFlag.SEVERAL_FACES));
            }
        }
        System.out.printf("speaker found in %d of 12 scenes%n", right);
        assertTrue(right >= 11, right + " of 12");
    }

    @Test
    void ofTwoRealFacesTheOneThatIsHeardIsKept() {
        Path file = Shared.require("corpora/bad/two_faces.mp4");
        ClipInfo info = new ClipInfo("two", Split.TRAIN, "s1", "", List.of(), "none", "two faces");
        new Preparation(PreparationSettings.defaults(), HaarDetector::new)
                .run(DrawnScene.Clips.of(ClipFile.of(info, file)), folder, (done, total, leftOut) -> {});
        ClipStore store = ClipStore.open(folder);
        assertEquals(1, store.clips().size());
        // The sound is that of the left face.
        assertTrue(store.read("two").boxes().getFirst().centreX() < 360);
    }
}
