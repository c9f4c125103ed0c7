package org.viseme.dub;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.viseme.ContentHash;
import org.viseme.Stages;
import org.viseme.VisemeException;
import org.viseme.face.FaceDetector;
import org.viseme.face.FaceDetector.Detection;
import org.viseme.face.FaceScan;
import org.viseme.face.SmallCopy;
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
    /** Faces are looked for in copies of at most this long side: many of them fit into memory. */
    private static final int VIEW_PIXELS = 640;

    /** Consecutive frames, and the faces found in the first of them. */
    private record Block(List<RgbImage> views, List<Detection> searched) {}

    private final Supplier<FaceDetector> detectors;
    private final Path cacheFolder;
    private final DubProgress progress;

    /**
     * @param detectors makes detectors, one a thread; they are closed after each video
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
        String detector = detectorName();
        Optional<List<List<Detection>>> known = Optional.empty();
        if (cacheFolder != null) {
            known = new DetectionCache(cacheFolder).load(hash, fps, detector);
        }
        List<List<Detection>> detections = known.orElseGet(() -> detect(file, info, fps));
        if (known.isEmpty() && cacheFolder != null) {
            keep(hash, fps, detector, detections);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new PreparedVideo(file, hash, info, fps, detector, detections, known.isPresent(), seconds);
    }

    private String detectorName() {
        try (FaceDetector detector = detectors.get()) {
            return detector.name();
        }
    }

    private void keep(String hash, double fps, String detector, List<List<Detection>> detections) {
        try {
            new DetectionCache(cacheFolder).save(hash, fps, detector, detections);
        } catch (VisemeException e) {
            progress.note("the faces found are not kept for the next time: " + e.getMessage());
        }
    }

    private List<List<Detection>> detect(Path file, MediaInfo info, double fps) {
        int estimate = (int) Math.max(1, Math.round(info.seconds() * fps));
        Channel<Block> decoded = new Channel<>(1);
        Channel<Block> searched = new Channel<>(1);
        List<List<Detection>> detections = new ArrayList<>();
        Stages stages = new Stages();
        stages.add("decode", () -> decode(file, fps, decoded));
        stages.add("search", () -> {
            try (FaceDetector detector = detectors.get()) {
                for (Block block = decoded.take(); block != null; block = decoded.take()) {
                    searched.put(new Block(
                            block.views(), detector.detect(block.views().getFirst())));
                }
            }
            searched.end();
        });
        stages.add("follow", () -> {
            try (FaceDetector detector = detectors.get()) {
                FaceScan scan = new FaceScan(detector);
                for (Block block = searched.take(); block != null; block = searched.take()) {
                    double scale =
                            info.width() / (double) block.views().getFirst().width();
                    for (List<Detection> faces : scan.block(block.views(), block.searched())) {
                        detections.add(
                                faces.stream().map(face -> face.scaled(scale)).toList());
                    }
                    progress.update("finding faces", detections.size(), Math.max(estimate, detections.size()));
                }
            }
        });
        stages.join();
        if (detections.isEmpty()) {
            throw new VisemeException(file.toString(), "no picture can be decoded", "copy or record it again");
        }
        return detections;
    }

    private static void decode(Path file, double fps, Channel<Block> decoded) throws InterruptedException {
        try (VideoReader reader = VideoReader.openAt(file, fps)) {
            List<RgbImage> views = new ArrayList<>();
            for (VideoFrame frame = reader.read(); frame != null; frame = reader.read()) {
                views.add(SmallCopy.of(frame.image(), VIEW_PIXELS));
                if (views.size() == FaceScan.FRAMES_BETWEEN_SEARCHES) {
                    decoded.put(new Block(views, List.of()));
                    views = new ArrayList<>();
                }
            }
            if (!views.isEmpty()) {
                decoded.put(new Block(views, List.of()));
            }
        }
        decoded.end();
    }
}
