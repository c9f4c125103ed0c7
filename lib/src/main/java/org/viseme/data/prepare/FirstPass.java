package org.viseme.data.prepare;

import java.util.ArrayList;
import java.util.List;
import org.viseme.StageTimes;
import org.viseme.data.ClipMedia;
import org.viseme.face.FaceDetector.Detection;
import org.viseme.face.FaceScan;
import org.viseme.face.FaceTracker;
import org.viseme.face.LandmarkFinder;
import org.viseme.face.ShotBoundaries;
import org.viseme.media.RgbImage;

/** Looks at every frame of a source once: camera cuts, faces, and their landmarks. */
final class FirstPass {
    /** Frames of a source are kept for cropping up to this many bytes; a larger source is decoded a second time. */
    private static final long KEPT_BYTES = 96L << 20;

    private final PreparationSettings settings;
    private final Tools tools;
    private final StageTimes times;

    FirstPass(PreparationSettings settings, Tools tools, StageTimes times) {
        this.settings = settings;
        this.tools = tools;
        this.times = times;
    }

    /** All frames of a source. */
    Seen look(ClipMedia media) {
        FaceTracker tracker = new FaceTracker(trackerSettings(), ClipMedia.FPS);
        ShotBoundaries shots = new ShotBoundaries(
                settings.thresholds().shotChange(), settings.thresholds().shotRatio());
        FaceScan scan = new FaceScan(tools.detector());
        List<RgbImage> kept = new ArrayList<>();
        int frames = 0;
        long bytes = 0;
        RgbImage frame = next(media);
        while (frame != null) {
            RgbImage following = next(media);
            long start = System.nanoTime();
            shots.add(frame);
            times.add("shots", start);
            start = System.nanoTime();
            boolean look = looksAt(frames, following == null ? frames + 1 : Integer.MAX_VALUE, settings.detectEvery());
            List<Detection> found = look ? scan.next(frame) : List.of();
            times.add("detect", start);
            start = System.nanoTime();
            tracker.add(withLandmarks(frame, found));
            times.add("landmarks", start);
            bytes += frame.bytes().length;
            if (bytes <= KEPT_BYTES) {
                kept.add(frame);
            } else {
                kept.clear();
            }
            frames++;
            frame = following;
        }
        List<RgbImage> all = bytes <= KEPT_BYTES ? kept : List.of();
        return new Seen(frames, tracker.finish(shots.cuts()), all, media.landmarks());
    }

    private List<Detection> withLandmarks(RgbImage frame, List<Detection> found) {
        if (tools.landmarks().isEmpty()) {
            return found;
        }
        LandmarkFinder finder = tools.landmarks().get();
        return found.stream()
                .map(face -> new Detection(face.box(), face.score(), finder.find(frame, face.box())))
                .toList();
    }

    /** Whether the detector looks at a frame of a source of so many. */
    static boolean looksAt(int frame, int frames, int detectEvery) {
        return frame % detectEvery == 0 || frame == frames - 1;
    }

    private RgbImage next(ClipMedia media) {
        long start = System.nanoTime();
        RgbImage frame = media.nextFrame();
        times.add("decode", start);
        return frame;
    }

    private FaceTracker.Settings trackerSettings() {
        FaceTracker.Settings usual = FaceTracker.Settings.defaults();
        // A track is seen in fewer frames when the detector looks at fewer.
        int least = Math.max(1, usual.leastFrames() / settings.detectEvery());
        return new FaceTracker.Settings(
                settings.thresholds().leastOverlap(), settings.thresholds().longestGapSeconds(), usual.window(), least);
    }
}
