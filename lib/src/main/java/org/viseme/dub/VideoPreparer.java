package org.viseme.dub;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.viseme.VisemeException;
import org.viseme.face.FaceDetector;
import org.viseme.face.FaceDetector.Detection;
import org.viseme.face.FaceScan;
import org.viseme.media.MediaInfo;
import org.viseme.media.RgbImage;
import org.viseme.media.VideoFrame;
import org.viseme.media.VideoReader;

/**
 * The first half of dubbing: finds the faces in every frame of a video, once. What was found is kept on the disk, so the
 * next speech for the same video starts at once.
 */
public final class VideoPreparer {
    private static final double STILL_FPS = 25;
    private static final int WANTED_FRAMES = 16;

    private final Supplier<FaceDetector> detectors;
    private final Path cacheFolder;
    private final DubProgress progress;

    /**
     * @param detectors makes the detector, which is closed after each video
     * @param cacheFolder where found faces are kept; null keeps nothing and looks for nothing
     */
    public VideoPreparer(Supplier<FaceDetector> detectors, Path cacheFolder, DubProgress progress) {
        this.detectors = detectors;
        this.cacheFolder = cacheFolder;
        this.progress = progress;
    }

    /** Where found faces are kept unless another place is given: {@code $XDG_CACHE_HOME/viseme}, or below the home. */
    public static Path defaultCacheFolder() {
        return DetectionCache.defaultFolder();
    }

    /**
     * Finds the faces in a video or still picture.
     *
     * @throws VisemeException when the file is missing, holds no pictures or cannot be decoded
     */
    public PreparedVideo prepare(Path file) {
        long start = System.nanoTime();
        MediaInfo info = MediaInfo.probe(file);
        if (!info.hasVideo()) {
            throw new VisemeException(
                    file.toString(), "holds sound but no pictures", "give a video or a picture as --face");
        }
        double fps = info.isStill() ? STILL_FPS : info.fps();
        String hash = ContentHash.of(file);
        try (FaceDetector detector = detectors.get()) {
            Optional<List<List<Detection>>> known = Optional.empty();
            if (cacheFolder != null) {
                known = new DetectionCache(cacheFolder).load(hash, fps, detector.name());
            }
            List<List<Detection>> detections = known.orElseGet(() -> detect(file, info, fps, detector));
            if (known.isEmpty() && cacheFolder != null) {
                keep(hash, fps, detector.name(), detections);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            return new PreparedVideo(file, hash, info, fps, detector.name(), detections, known.isPresent(), seconds);
        }
    }

    private void keep(String hash, double fps, String detector, List<List<Detection>> detections) {
        try {
            new DetectionCache(cacheFolder).save(hash, fps, detector, detections);
        } catch (VisemeException e) {
            progress.note("the faces found are not kept for the next time: " + e.getMessage());
        }
    }

    private List<List<Detection>> detect(Path file, MediaInfo info, double fps, FaceDetector detector) {
        int estimate = (int) Math.max(1, Math.round(info.seconds() * fps));
        FrameBudget budget = new FrameBudget(info.width(), info.height(), WANTED_FRAMES);
        Channel<RgbImage> decoded = new Channel<>(budget.frames());
        List<List<Detection>> detections = new ArrayList<>();
        Stages stages = new Stages();
        stages.add("decode", () -> {
            try (VideoReader reader = VideoReader.openAt(file, fps)) {
                for (VideoFrame frame = reader.read(); frame != null; frame = reader.read()) {
                    decoded.put(frame.image());
                }
            }
            decoded.end();
        });
        stages.add("detect", () -> {
            FaceScan scan = new FaceScan(detector);
            for (RgbImage image = decoded.take(); image != null; image = decoded.take()) {
                detections.add(List.copyOf(scan.next(image)));
                progress.update("finding faces", detections.size(), Math.max(estimate, detections.size()));
            }
        });
        stages.join();
        if (detections.isEmpty()) {
            throw new VisemeException(file.toString(), "no picture can be decoded", "copy or record it again");
        }
        return detections;
    }
}
