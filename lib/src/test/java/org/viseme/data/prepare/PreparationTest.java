package org.viseme.data.prepare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.Shared;
import org.viseme.data.ClipEntry;
import org.viseme.data.ClipFile;
import org.viseme.data.ClipInfo;
import org.viseme.data.ClipSource;
import org.viseme.data.ClipStore;
import org.viseme.data.PreparedClip;
import org.viseme.data.RejectedClip.Reason;
import org.viseme.data.Split;
import org.viseme.data.Word;
import org.viseme.data.corpus.GridCorpus;
import org.viseme.data.prepare.DrawnScene.Clips;
import org.viseme.face.Box;
import org.viseme.face.HaarDetector;
import org.viseme.face.Landmarks;

class PreparationTest {
    private static final PreparationSettings SETTINGS =
            PreparationSettings.defaults().withCropSize(32).withDetectEvery(1);
    private static final Preparation.Progress SILENT = (done, total, rejected) -> {};

    @TempDir
    private Path folder;

    private PreparationReport prepare(PreparationSettings settings, ClipSource... clips) {
        return new Preparation(settings, DrawnScene.Detector::new).run(Clips.of(clips), folder, SILENT);
    }

    @Test
    void clipInMemoryIsPreparedWithItsLandmarksOnTheCrop() {
        Landmarks points = Landmarks.of(50, 40, 70, 40, 60, 50, 55, 60, 65, 60);
        prepare(SETTINGS, DrawnScene.still("a", 50).withLandmarks(points));
        PreparedClip clip = ClipStore.open(folder).read("a");
        assertEquals(50, clip.frames());
        assertEquals(32, clip.cropSize());
        assertEquals(2.0, clip.sound().seconds());
        assertEquals(161, clip.mel().columns());
        // The third point is the middle of a box of 60x80 at (30, 10).
        float[] onCrop = clip.landmarks().orElseThrow()[20];
        assertArrayEquals(new float[] {16, 16}, new float[] {onCrop[4], onCrop[5]}, 0.01f);
    }

    @Test
    void clipIsCutToTheTimeTheFaceStays() {
        prepare(
                SETTINGS,
                DrawnScene.between("a", 60, 30, 60).withWords(new Word("one", 0.2, 0.4), new Word("two", 1.6, 1.9)));
        PreparedClip clip = ClipStore.open(folder).read("a");
        assertEquals(30, clip.frames());
        assertEquals(1.2, clip.cutSeconds());
        assertEquals(1.2, clip.sound().seconds(), 1e-6);
        assertEquals("two", clip.info().transcript());
        assertEquals(0.4, clip.info().words().getFirst().startSeconds(), 1e-9);
        assertEquals(0.7, clip.info().words().getFirst().endSeconds(), 1e-9);
    }

    @Test
    void everyRejectedClipHasItsReason() {
        PreparationReport report = prepare(
                SETTINGS.withThresholds(Thresholds.defaults().with(Map.of("leastFacePixels", "61"))),
                DrawnScene.between("never", 50, 0, 0),
                DrawnScene.still("small", 50),
                DrawnScene.still("short", 20),
                new DrawnScene.Damaged("broken", DrawnScene.still("broken", 1).info()));
        Map<String, Reason> reasons = new TreeMap<>();
        report.leftOut().forEach(clip -> reasons.put(clip.id(), clip.reason()));
        assertEquals(
                Map.of(
                        "never", Reason.NO_FACE,
                        "small", Reason.SMALL_FACE,
                        "short", Reason.TOO_SHORT,
                        "broken", Reason.UNREADABLE),
                reasons);
        assertEquals(4, report.byReason().values().stream().mapToInt(i -> i).sum());
        assertEquals(4, report.bySplit().get(Split.TRAIN).leftOut());
        assertTrue(report.leftOut().stream().noneMatch(clip -> clip.detail().isBlank()));
    }

    @Test
    void rareDetectionFollowsAsWell() {
        prepare(SETTINGS.withDetectEvery(5), DrawnScene.still("a", 48));
        assertEquals(48, ClipStore.open(folder).read("a").frames());
    }

    @Test
    void gridClipIsPreparedToTheLastFrame() {
        Path root = Shared.require("corpora/grid-s1");
        List<ClipFile> clips = new GridCorpus(root)
                .clips().stream()
                        .filter(clip -> clip.info().id().equals("lbij9a"))
                        .toList();
        new Preparation(PreparationSettings.defaults(), HaarDetector::new)
                .run(Clips.of(clips.toArray(ClipSource[]::new)), folder, SILENT);
        ClipStore store = ClipStore.open(folder);
        PreparedClip clip = store.read(store.clips(Split.TEST).getFirst());
        assertEquals(75, clip.frames());
        assertEquals("lay blue in j nine again", clip.info().transcript());
        assertEquals(131328 / 44100.0, clip.sound().seconds(), 0.001);
        for (int frame = 1; frame < clip.frames(); frame++) {
            Box before = clip.boxes().get(frame - 1);
            assertTrue(clip.boxes().get(frame).overlap(before) > 0.9, "the box jumps at frame " + frame);
        }
    }

    @Test
    void filesWithoutUseAreRejectedInOneLine() {
        Path bad = Shared.require("corpora/bad");
        List<ClipFile> clips = new ArrayList<>();
        for (String name : List.of(
                "no_face.mp4",
                "no_audio.mp4",
                "zero_bytes.mp4",
                "not_a_video.mp4",
                "one_frame.mp4",
                "face_leaves.mp4")) {
            String id = name.replace(".mp4", "");
            ClipInfo info = new ClipInfo(id, Split.TRAIN, "s1", "", List.of(), "none", name);
            clips.add(ClipFile.of(info, bad.resolve(name)));
        }
        PreparationReport report = new Preparation(PreparationSettings.defaults(), HaarDetector::new)
                .run(Clips.of(clips.toArray(ClipSource[]::new)), folder, SILENT);
        Map<String, Reason> reasons = new TreeMap<>();
        report.leftOut().forEach(clip -> reasons.put(clip.id(), clip.reason()));
        assertEquals(Reason.NO_FACE, reasons.get("no_face"));
        assertEquals(Reason.UNREADABLE, reasons.get("no_audio"));
        assertEquals(Reason.UNREADABLE, reasons.get("zero_bytes"));
        assertEquals(Reason.UNREADABLE, reasons.get("not_a_video"));
        assertEquals(Reason.TOO_SHORT, reasons.get("one_frame"));
        assertTrue(report.leftOut().stream().noneMatch(clip -> clip.detail().contains("\n")));
        // Pictures 25 to 49 are black; the detector looks at frame 51 next, so 24 frames follow, which is too few.
        assertEquals(List.of(25), report.clips().stream().map(ClipEntry::frames).toList());
    }
}
