package org.viseme.data.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.Shared;
import org.viseme.data.ClipEntry;
import org.viseme.data.ClipFile;
import org.viseme.data.ClipFlag;
import org.viseme.data.ClipInfo;
import org.viseme.data.ClipMedia;
import org.viseme.data.ClipSource;
import org.viseme.data.ClipStore;
import org.viseme.data.Split;
import org.viseme.data.synthetic.ClipSpec;
import org.viseme.data.synthetic.Grammar;
import org.viseme.data.synthetic.SyntheticClip;
import org.viseme.data.synthetic.SyntheticIdentity;
import org.viseme.data.synthetic.SyntheticSpeaker;
import org.viseme.face.Box;
import org.viseme.face.CropFamily;
import org.viseme.face.FaceDetector.Detection;
import org.viseme.face.FaceTrack;
import org.viseme.face.FaceTracker;
import org.viseme.face.HaarDetector;
import org.viseme.media.RgbImage;

/** Of two faces the one that speaks is kept, wherever it is. */
class SpeakersTest {
    private static final int SIZE = 128;

    @TempDir
    private Path folder;

    private static RgbImage beside(RgbImage left, RgbImage right) {
        RgbImage both = RgbImage.black(2 * SIZE, SIZE);
        for (int row = 0; row < SIZE; row++) {
            System.arraycopy(left.bytes(), row * SIZE * 3, both.bytes(), row * SIZE * 6, SIZE * 3);
            System.arraycopy(right.bytes(), row * SIZE * 3, both.bytes(), row * SIZE * 6 + SIZE * 3, SIZE * 3);
        }
        return both;
    }

    /** Someone who moves the head, but keeps the mouth as it is before the first word. */
    private static RgbImage listener(SyntheticClip clip, int frame) {
        return clip.frame(frame % 4);
    }

    @Test
    void theSpeakerIsChosenAndNotTheListener() {
        int right = 0;
        for (int seed = 1; seed <= 5; seed++) {
            SyntheticClip one = SyntheticSpeaker.speak(
                    Grammar.sentence(seed), ClipSpec.of(SyntheticIdentity.random(seed), SIZE, seed));
            SyntheticClip other = SyntheticSpeaker.speak(
                    Grammar.sentence(seed + 50), ClipSpec.of(SyntheticIdentity.random(seed + 50), SIZE, seed + 50));
            DrawnScene left = DrawnScene.of(
                            "left", one.frameCount(), frame -> beside(one.frame(frame), listener(other, frame)))
                    .withSound(one.waveform());
            DrawnScene rightOne = DrawnScene.of(
                            "right", other.frameCount(), frame -> beside(listener(one, frame), other.frame(frame)))
                    .withSound(other.waveform());
            Path store = folder.resolve("store" + seed);
            new Preparation(
                            PreparationSettings.defaults()
                                    .withCrops(Set.of(CropFamily.WAV2LIP))
                                    .withDetectEvery(5),
                            HaarDetector::new)
                    .run(DrawnScene.Clips.of(left, rightOne), store, (done, total, leftOut) -> {});
            ClipStore clips = ClipStore.open(store);
            for (ClipEntry clip : clips.clips()) {
                boolean onRight = clips.read(clip).boxes().getFirst().centreX() > SIZE;
                right += onRight == clip.id().startsWith("right") ? 1 : 0;
                assertTrue(clip.flags().contains(ClipFlag.SEVERAL_FACES), clip.toString());
            }
        }
        System.out.printf("speaker found in %d of 10 scenes%n", right);
        assertTrue(right >= 9, right + " of 10");
    }

    /** A talk of two in many shots, too long to be kept in memory. */
    @Test
    void longTalkIsDecodedOnceToFindItsSpeakers() {
        int shots = 20;
        int length = 30;
        FaceTracker tracker = new FaceTracker(FaceTracker.Settings.defaults(), ClipMedia.FPS);
        for (int frame = 0; frame < shots * length; frame++) {
            double shift = frame / length % 2 * 8;
            tracker.add(List.of(
                    new Detection(new Box(shift, 10, 60, 80), 1), new Detection(new Box(80 + shift, 10, 60, 70), 1)));
        }
        List<FaceTrack> tracks = tracker.finish(
                IntStream.range(1, shots).map(shot -> shot * length).boxed().toList());
        DrawnScene scene = DrawnScene.still("talk", shots * length);
        AtomicInteger opened = new AtomicInteger();
        ClipSource counted = new ClipSource() {
            @Override
            public String id() {
                return scene.id();
            }

            @Override
            public Split split() {
                return scene.split();
            }

            @Override
            public ClipInfo info() {
                return scene.info();
            }

            @Override
            public ClipMedia open() {
                opened.incrementAndGet();
                return scene.open();
            }
        };
        Speakers speakers = new Speakers(new MouthSync(), 0.25, ClipMedia.FPS);
        List<Speakers.Speaker> chosen = speakers.choose(tracks, counted, scene.open(), List.of());
        assertEquals(shots, chosen.size());
        assertTrue(chosen.stream().allMatch(speaker -> speaker.faces() == 2));
        assertEquals(1, opened.get());
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
