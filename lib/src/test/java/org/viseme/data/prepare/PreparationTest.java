package org.viseme.data.prepare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.Shared;
import org.viseme.VisemeException;
import org.viseme.data.ClipEntry;
import org.viseme.data.ClipFile;
import org.viseme.data.ClipInfo;
import org.viseme.data.ClipMedia;
import org.viseme.data.ClipSource;
import org.viseme.data.ClipStore;
import org.viseme.data.Corpus;
import org.viseme.data.PreparedClip;
import org.viseme.data.RejectedClip.Reason;
import org.viseme.data.Split;
import org.viseme.data.Word;
import org.viseme.data.corpus.GridCorpus;
import org.viseme.face.Box;
import org.viseme.face.FaceDetector;
import org.viseme.face.HaarDetector;
import org.viseme.face.Landmarks;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;

class PreparationTest {
    private static final PreparationSettings SETTINGS =
            PreparationSettings.defaults().withCropSize(32).withDetectEvery(1);
    private static final Preparation.Progress SILENT = (done, total, rejected) -> {};

    @TempDir
    private Path folder;

    /** Sees a face, 60 pixels wide, where the top left pixel is bright; its left edge is that pixel's green value. */
    private static final class MarkerDetector implements FaceDetector {
        @Override
        public List<Detection> detect(RgbImage image) {
            return image.get(0, 0, 0) > 128
                    ? List.of(new Detection(new Box(image.get(0, 0, 1), 10, 60, 80), 1))
                    : List.of();
        }

        @Override
        public String name() {
            return "marker";
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }

    /** A clip drawn in memory: a face from one frame to another, a word, sound of any length. */
    private record DrawnClip(String id, int frames, int faceFrom, int faceTo, double soundSeconds)
            implements ClipSource {
        @Override
        public Split split() {
            return Split.TRAIN;
        }

        @Override
        public ClipInfo info() {
            return new ClipInfo(
                    id,
                    Split.TRAIN,
                    "s1",
                    "one two",
                    List.of(new Word("one", 0.2, 0.4), new Word("two", 1.6, 1.9)),
                    "none",
                    "drawn");
        }

        @Override
        public ClipMedia open() {
            return new ClipMedia() {
                private int next;

                @Override
                public RgbImage nextFrame() {
                    if (next == frames) {
                        return null;
                    }
                    RgbImage image = RgbImage.black(160, 120);
                    if (next >= faceFrom && next < faceTo) {
                        image.bytes()[0] = (byte) 255;
                        image.bytes()[1] = 30;
                    }
                    next++;
                    return image;
                }

                @Override
                public Waveform sound(double fromSeconds, double toSeconds) {
                    float[] samples = new float[(int) (soundSeconds * Waveform.SPEECH_RATE)];
                    for (int i = 0; i < samples.length; i++) {
                        samples[i] = (i % 160) / 400f;
                    }
                    return new Waveform(samples, Waveform.SPEECH_RATE).slice(fromSeconds, toSeconds);
                }

                @Override
                public Optional<List<Landmarks>> landmarks() {
                    Landmarks points = Landmarks.of(50, 40, 70, 40, 60, 50, 55, 60, 65, 60);
                    return Optional.of(Collections.nCopies(frames, points));
                }

                @Override
                public void close() {
                    // Holds nothing.
                }
            };
        }
    }

    private record Clips(List<? extends ClipSource> clips) implements Corpus {
        @Override
        public String name() {
            return "drawn";
        }

        @Override
        public String licence() {
            return "none";
        }
    }

    private PreparationReport prepare(PreparationSettings settings, ClipSource... clips) {
        return new Preparation(settings, MarkerDetector::new).run(new Clips(List.of(clips)), folder, SILENT);
    }

    @Test
    void clipInMemoryIsPreparedWithItsLandmarksOnTheCrop() {
        prepare(SETTINGS, new DrawnClip("a", 50, 0, 50, 2));
        PreparedClip clip = ClipStore.open(folder).read("a");
        assertEquals(50, clip.frames());
        assertEquals(32, clip.cropSize());
        assertEquals(2.0, clip.sound().seconds());
        assertEquals(161, clip.mel().columns());
        assertEquals("one two", clip.info().transcript());
        // (60, 50) in a box of 60x80 at (30, 10) is its middle.
        float[] points = clip.landmarks().orElseThrow()[20];
        assertArrayEquals(new float[] {16, 16}, new float[] {points[4], points[5]}, 0.01f);
    }

    @Test
    void clipIsCutToTheTimeTheFaceStays() {
        prepare(SETTINGS, new DrawnClip("a", 60, 30, 60, 2.4));
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
        ClipSource unreadable = new ClipSource() {
            @Override
            public String id() {
                return "broken";
            }

            @Override
            public Split split() {
                return Split.TRAIN;
            }

            @Override
            public ClipInfo info() {
                return new DrawnClip("broken", 0, 0, 0, 0).info();
            }

            @Override
            public ClipMedia open() {
                throw new VisemeException("broken.mp4", "cannot be decoded", "download it again");
            }
        };
        PreparationReport report = prepare(
                SETTINGS.withThresholds(Thresholds.defaults().with(Map.of("leastFacePixels", "61"))),
                new DrawnClip("never", 50, 0, 0, 2),
                new DrawnClip("small", 50, 0, 50, 2),
                new DrawnClip("short", 20, 0, 20, 2),
                unreadable);
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
    void interruptedPreparationGoesOnWhereItStopped() {
        ClipSource[] clips = IntStream.range(0, 8)
                .mapToObj(i -> new DrawnClip("c" + i, 30, 0, i == 3 ? 0 : 30, 1.2))
                .toArray(ClipSource[]::new);
        Preparation preparation = new Preparation(SETTINGS.withWorkers(1), MarkerDetector::new);
        assertThrows(
                IllegalStateException.class,
                () -> preparation.run(new Clips(List.of(clips)), folder, (done, total, rejected) -> {
                    if (done == 4) {
                        throw new IllegalStateException("killed");
                    }
                }));
        List<Integer> totals = new ArrayList<>();
        PreparationReport report =
                preparation.run(new Clips(List.of(clips)), folder, (done, total, rejected) -> totals.add(total));
        assertEquals(4, report.fresh());
        assertEquals(List.of(4, 4, 4, 4), totals);
        assertEquals(7, report.clips().size());
        assertEquals(1, report.leftOut().size());
        assertEquals(
                0, preparation.run(new Clips(List.of(clips)), folder, SILENT).fresh());
    }

    @Test
    void rareDetectionFollowsAsWell() {
        prepare(SETTINGS.withDetectEvery(5), new DrawnClip("a", 48, 0, 48, 1.92));
        assertEquals(48, ClipStore.open(folder).read("a").frames());
    }

    @Test
    void gridClipIsPreparedToTheLastFrame() {
        Path root = Shared.require("corpora/grid-s1");
        List<ClipFile> clips = new GridCorpus(root)
                .clips().stream()
                        .filter(clip -> clip.info().id().equals("lbij9a"))
                        .toList();
        new Preparation(PreparationSettings.defaults(), HaarDetector::new).run(new Clips(clips), folder, SILENT);
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
                .run(new Clips(clips), folder, SILENT);
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
