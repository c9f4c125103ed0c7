package org.viseme.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.Shared;
import org.viseme.VisemeException;
import org.viseme.face.FaceDetector.Detection;
import org.viseme.media.RgbImage;
import org.viseme.media.VideoFrame;
import org.viseme.media.VideoReader;

class DetectorsTest {
    private static final Path YUNET = Path.of("weights", "yunet_n_640_640.onnx");

    private static List<RgbImage> frames(Path video, double... seconds) {
        List<RgbImage> frames = new ArrayList<>();
        try (VideoReader reader = VideoReader.open(video)) {
            VideoFrame frame;
            int next = 0;
            while (next < seconds.length && (frame = reader.read()) != null) {
                if (frame.seconds() >= seconds[next] - 1e-3) {
                    frames.add(frame.image());
                    next++;
                }
            }
        }
        return frames;
    }

    @Test
    void bothDetectorsDrawTheSameBox() throws IOException {
        Path grid = Shared.require("corpora/grid-s1/clips");
        Path others = Shared.require("corpora/grid-other");
        List<Path> clips = new ArrayList<>();
        try (Stream<Path> own = Files.list(grid);
                Stream<Path> foreign = Files.list(others)) {
            List<Path> all = own.sorted().toList();
            for (int i = 0; i < all.size(); i += all.size() / 12) {
                clips.add(all.get(i));
            }
            foreign.filter(path -> path.toString().endsWith(".mpg")).sorted().forEach(clips::add);
        }
        double sum = 0;
        int count = 0;
        try (FaceDetector haar = new HaarDetector();
                FaceDetector yunet = Detectors.parse("yunet:" + Shared.require(YUNET.toString()))) {
            for (Path clip : clips) {
                for (RgbImage image : frames(clip, 0.8, 2.0)) {
                    List<Detection> a = haar.detect(image);
                    List<Detection> b = yunet.detect(image);
                    assertEquals(1, a.size(), "haar in " + clip);
                    assertEquals(1, b.size(), "yunet in " + clip);
                    sum += a.getFirst().box().overlap(b.getFirst().box());
                    count++;
                }
            }
        }
        assertTrue(count >= 44, count + " frames");
        assertTrue(sum / count > 0.85, "mean intersection over union " + sum / count + " over " + count + " frames");
    }

    @Test
    void aFaceIsFoundAtAnySizeOfThePicture() {
        RgbImage frame =
                frames(Shared.require("corpora/grid-s1/clips/lbij9a.mp4"), 1.0).getFirst();
        try (FaceDetector haar = new HaarDetector()) {
            Box box = haar.detect(frame).getFirst().box();
            for (double scale : new double[] {0.6, 2, 5.3}) {
                RgbImage resized = frame.resize((int) (frame.width() * scale), (int) (frame.height() * scale));
                Box there = haar.detect(resized).getFirst().box();
                assertTrue(box.scaled(scale).overlap(there) > 0.8, scale + ": " + there);
            }
        }
    }

    @Test
    void nearSearchAgreesWithFullSearch() {
        List<RgbImage> frames = frames(Shared.require("corpora/wild/4.mp4"), 1.0, 1.04);
        try (FaceDetector haar = new HaarDetector()) {
            Box before = haar.detect(frames.getFirst()).getFirst().box();
            List<Detection> near = haar.detectNear(frames.get(1), List.of(before));
            assertEquals(1, near.size());
            assertTrue(haar.detect(frames.get(1))
                            .getFirst()
                            .box()
                            .overlap(near.getFirst().box())
                    > 0.8);
            Box elsewhere = new Box(0, 0, before.width() / 2, before.height() / 2);
            assertEquals(List.of(), haar.detectNear(frames.get(1), List.of(elsewhere)));
        }
    }

    @Test
    void scanFollowsTheFaceInEveryFrame() {
        FaceTracker tracker = new FaceTracker(FaceTracker.Settings.defaults(), 22);
        int frames = 0;
        try (FaceDetector haar = new HaarDetector();
                VideoReader reader = VideoReader.open(Shared.require("corpora/wild/1.mp4"))) {
            FaceScan scan = new FaceScan(haar);
            for (VideoFrame frame = reader.read(); frame != null && frames < 50; frame = reader.read()) {
                tracker.add(scan.next(frame.image()));
                frames++;
            }
        }
        FaceTrack face = tracker.finish().getFirst();
        assertEquals(50, frames);
        assertEquals(50, face.count(FaceTrack.State.FOUND) + face.count(FaceTrack.State.BRIDGED));
        for (int i = 1; i < frames; i++) {
            assertTrue(face.box(i).overlap(face.box(i - 1)) > 0.85, "box jumps at frame " + i);
        }
    }

    @Test
    void nothingIsFoundWhereThereIsNothing() {
        try (FaceDetector haar = new HaarDetector()) {
            assertEquals(List.of(), haar.detect(RgbImage.black(360, 288)));
            assertEquals(List.of(), haar.detect(RgbImage.black(3, 2)));
        }
    }

    @Test
    void wrongDetectorsAreNamed(@TempDir Path folder) throws IOException {
        Path text = Files.writeString(folder.resolve("netz µ.onnx"), "not a network");
        for (String words : List.of("dlib", "yunet:", "yunet:" + folder.resolve("missing.onnx"), "yunet:" + text)) {
            VisemeException e = assertThrows(VisemeException.class, () -> Detectors.parse(words), words);
            assertTrue(e.getMessage().contains("haar"), e.getMessage());
        }
    }
}
