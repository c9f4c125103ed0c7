package org.viseme.data.prepare;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.Shared;
import org.viseme.data.ClipEntry;
import org.viseme.data.ClipInfo;
import org.viseme.data.ClipMedia;
import org.viseme.data.ClipSource;
import org.viseme.data.ClipStore;
import org.viseme.data.Split;
import org.viseme.data.synthetic.SyntheticClip;
import org.viseme.data.synthetic.SyntheticCorpus;
import org.viseme.face.CropFamily;
import org.viseme.face.FaceDetector;
import org.viseme.face.HaarDetector;
import org.viseme.face.Landmarks;
import org.viseme.face.Point;
import org.viseme.face.YuNetDetector;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;

/** Where the mouth lies in the crops of a finished store, against the truth of synthetic clips. */
class MouthRegionTest {
    private static final SyntheticCorpus CORPUS = new SyntheticCorpus(41, 5, 160, 1);

    @TempDir
    private Path folder;

    /** A synthetic clip whose landmarks nobody knows. */
    private record WithoutLandmarks(ClipSource clip) implements ClipSource {
        @Override
        public String id() {
            return clip.id();
        }

        @Override
        public Split split() {
            return clip.split();
        }

        @Override
        public ClipInfo info() {
            return clip.info();
        }

        @Override
        public ClipMedia open() {
            ClipMedia media = clip.open();
            return new ClipMedia() {
                @Override
                public RgbImage nextFrame() {
                    return media.nextFrame();
                }

                @Override
                public Waveform sound(double fromSeconds, double toSeconds) {
                    return media.sound(fromSeconds, toSeconds);
                }

                @Override
                public Optional<List<Landmarks>> landmarks() {
                    return Optional.empty();
                }

                @Override
                public void close() {
                    media.close();
                }
            };
        }
    }

    /**
     * The mean distance between the middle of the crop and the true middle of the lips, as a share of the distance between
     * the outer corners of the eyes.
     */
    private double error(List<? extends ClipSource> sources, Supplier<FaceDetector> detectors) {
        new Preparation(PreparationSettings.defaults(), detectors)
                .run(DrawnScene.Clips.of(sources.toArray(ClipSource[]::new)), folder, (done, total, leftOut) -> {});
        Map<String, SyntheticClip> truth = new HashMap<>();
        CORPUS.stream().forEach(clip -> truth.put(clip.id(), clip));
        ClipStore store = ClipStore.open(folder);
        double sum = 0;
        int count = 0;
        for (ClipEntry entry : store.clips()) {
            SyntheticClip clip = truth.get(entry.source());
            int first = (int) Math.round(store.read(entry).cutSeconds() * ClipMedia.FPS);
            float[][] maps = store.placements(entry, CropFamily.AVHUBERT).orElseThrow();
            for (int frame = 0; frame < maps.length; frame++) {
                Landmarks points = clip.landmarks(first + frame).toPoints();
                Point mouth = onCrop(maps[frame], points.mouth());
                Point left = onCrop(maps[frame], points.point(36));
                Point right = onCrop(maps[frame], points.point(45));
                double eyes = Math.hypot(right.x() - left.x(), right.y() - left.y());
                sum += Math.hypot(mouth.x() - 48, mouth.y() - 48) / eyes;
                count++;
            }
        }
        assertTrue(count > 200, count + " frames");
        return sum / count;
    }

    private static Point onCrop(float[] map, Point point) {
        return new Point(
                map[0] * point.x() + map[1] * point.y() + map[2], map[3] * point.x() + map[4] * point.y() + map[5]);
    }

    @Test
    void cropsByTheCorpusOwnLandmarksAreExact() {
        double error = error(CORPUS.clips(), HaarDetector::new);
        System.out.printf("mouth region by ground truth: %.2f %% of the distance of the eyes%n", 100 * error);
        assertTrue(error <= 0.02, "" + error);
    }

    @Test
    void cropsByYuNetAreNear() {
        Path weights = Shared.require("weights/yunet_n_640_640.onnx");
        double error = error(hidden(), () -> new YuNetDetector(weights));
        System.out.printf("mouth region by YuNet: %.2f %% of the distance of the eyes%n", 100 * error);
        assertTrue(error <= 0.08, "" + error);
    }

    @Test
    void cropsByTheBoxAloneAreInTheRegion() {
        double error = error(hidden(), HaarDetector::new);
        System.out.printf("mouth region by the box: %.2f %% of the distance of the eyes%n", 100 * error);
        assertTrue(error <= 0.15, "" + error);
    }

    private static List<WithoutLandmarks> hidden() {
        return CORPUS.clips().stream().map(WithoutLandmarks::new).toList();
    }
}
