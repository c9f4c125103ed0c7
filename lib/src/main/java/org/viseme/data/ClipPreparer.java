package org.viseme.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.viseme.VisemeException;
import org.viseme.audio.MelConfig;
import org.viseme.audio.MelSpectrogram;
import org.viseme.data.RejectedClip.Reason;
import org.viseme.face.Box;
import org.viseme.face.FaceCrop;
import org.viseme.face.FaceDetector;
import org.viseme.face.FaceScan;
import org.viseme.face.FaceTrack;
import org.viseme.face.FaceTrack.State;
import org.viseme.face.FaceTracker;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;

/**
 * Prepares one clip after the other: finds the largest face, follows it, keeps the longest stretch in which it is there,
 * crops it, and computes what models hear. Not for several threads at once.
 */
final class ClipPreparer implements AutoCloseable {
    /** Frames of a clip are kept for cropping up to this many bytes; a larger clip is decoded a second time. */
    private static final long KEPT_BYTES = 256L << 20;

    /** A sound may end this much before the picture, as in most corpora; its last window is moved back then. */
    private static final double SOUND_SLACK_SECONDS = 0.2;

    private final PreparationSettings settings;
    private final FaceDetector detector;

    ClipPreparer(PreparationSettings settings, FaceDetector detector) {
        this.settings = settings;
        this.detector = detector;
    }

    /** Why a clip is left out. */
    static final class Rejected extends Exception {
        private static final long serialVersionUID = 1L;
        private final Reason reason;

        Rejected(Reason reason, String detail) {
            super(detail);
            this.reason = reason;
        }

        RejectedClip of(ClipSource clip) {
            return new RejectedClip(clip.id(), clip.split(), reason, getMessage());
        }
    }

    private record Stretch(int first, int count) {}

    PreparedClip prepare(ClipSource source) throws Rejected {
        try {
            return prepareReadable(source);
        } catch (VisemeException e) {
            throw new Rejected(Reason.UNREADABLE, e.getMessage());
        }
    }

    private PreparedClip prepareReadable(ClipSource source) throws Rejected {
        try (ClipMedia media = source.open()) {
            Waveform sound = media.sound(0, 3600);
            List<RgbImage> kept = new ArrayList<>();
            FaceTracker tracker = new FaceTracker(trackerSettings(), ClipMedia.FPS);
            int frames = detect(media, tracker, kept);
            int heard = (int) Math.floor((sound.seconds() + SOUND_SLACK_SECONDS) * ClipMedia.FPS);
            int common = Math.min(frames, heard);
            if (common < settings.leastFrames()) {
                throw new Rejected(
                        Reason.TOO_SHORT,
                        PreparationSettings.seconds(frames) + " of pictures and " + PreparationSettings.seconds(heard)
                                + " of sound");
            }
            FaceTrack track = largest(tracker.finish());
            Stretch stretch = longestPresent(track, common);
            List<Box> boxes = new ArrayList<>();
            for (int i = 0; i < stretch.count; i++) {
                boxes.add(track.box(stretch.first + i));
            }
            requireLargeEnough(boxes);
            List<RgbImage> crops =
                    kept.size() == frames ? crop(kept, stretch, boxes) : cropAgain(source, stretch, boxes);
            return assemble(source.info(), media.landmarks(), sound, stretch, boxes, crops);
        }
    }

    /** Shows every frame to the tracker; keeps the frames while they are few. */
    private int detect(ClipMedia media, FaceTracker tracker, List<RgbImage> kept) {
        FaceScan scan = new FaceScan(detector);
        int frames = 0;
        long bytes = 0;
        RgbImage frame = media.nextFrame();
        while (frame != null) {
            RgbImage next = media.nextFrame();
            boolean look = frames % settings.detectEvery() == 0 || next == null;
            tracker.add(look ? scan.next(frame) : List.of());
            bytes += frame.bytes().length;
            if (bytes <= KEPT_BYTES) {
                kept.add(frame);
            } else {
                kept.clear();
            }
            frames++;
            frame = next;
        }
        return frames;
    }

    private FaceTracker.Settings trackerSettings() {
        FaceTracker.Settings usual = FaceTracker.Settings.defaults();
        // A track is seen in fewer frames when the detector looks at fewer.
        int least = Math.max(1, usual.leastFrames() / settings.detectEvery());
        return new FaceTracker.Settings(usual.leastOverlap(), usual.longestGapSeconds(), usual.window(), least);
    }

    private static FaceTrack largest(List<FaceTrack> tracks) throws Rejected {
        if (tracks.isEmpty()) {
            throw new Rejected(Reason.NO_FACE, "the detector found no face");
        }
        return tracks.getFirst();
    }

    /** A clip in which the face comes and goes is cut to the longest time it stays. */
    private Stretch longestPresent(FaceTrack track, int frames) throws Rejected {
        Stretch longest = new Stretch(0, 0);
        int start = 0;
        for (int frame = 0; frame < frames; frame++) {
            if (track.state(frame) == State.ABSENT) {
                start = frame + 1;
            } else if (frame + 1 - start > longest.count) {
                longest = new Stretch(start, frame + 1 - start);
            }
        }
        if (longest.count < settings.leastFrames()) {
            throw new Rejected(
                    Reason.NO_FACE,
                    "the face stays for " + PreparationSettings.seconds(longest.count) + " of "
                            + PreparationSettings.seconds(frames));
        }
        return longest;
    }

    private void requireLargeEnough(List<Box> boxes) throws Rejected {
        double width = boxes.stream().mapToDouble(Box::width).average().orElse(0);
        double height = boxes.stream().mapToDouble(Box::height).average().orElse(0);
        if (Math.min(width, height) < settings.leastFacePixels()) {
            throw new Rejected(
                    Reason.SMALL_FACE, "the face is " + Math.round(width) + "x" + Math.round(height) + " pixels");
        }
    }

    private List<RgbImage> crop(List<RgbImage> frames, Stretch stretch, List<Box> boxes) {
        List<RgbImage> crops = new ArrayList<>();
        for (int i = 0; i < stretch.count; i++) {
            crops.add(FaceCrop.of(frames.get(stretch.first + i), boxes.get(i), settings.cropSize()));
        }
        return crops;
    }

    private List<RgbImage> cropAgain(ClipSource source, Stretch stretch, List<Box> boxes) {
        List<RgbImage> crops = new ArrayList<>();
        try (ClipMedia media = source.open()) {
            for (int frame = 0; frame < stretch.first + stretch.count; frame++) {
                RgbImage image = media.nextFrame();
                if (frame >= stretch.first) {
                    crops.add(FaceCrop.of(image, boxes.get(frame - stretch.first), settings.cropSize()));
                }
            }
        }
        return crops;
    }

    private PreparedClip assemble(
            ClipInfo info,
            Optional<float[][]> landmarks,
            Waveform sound,
            Stretch stretch,
            List<Box> boxes,
            List<RgbImage> crops) {
        double from = stretch.first / (double) ClipMedia.FPS;
        double seconds = stretch.count / (double) ClipMedia.FPS;
        // Features are made of what the store keeps, so that they can be made again from it.
        Waveform voice = ClipArchive.rounded(sound.slice(from, from + seconds));
        return new PreparedClip(
                stretch.first == 0 ? info.cut(0, Math.max(seconds, sound.seconds())) : info.cut(from, seconds),
                crops,
                boxes,
                MelSpectrogram.of(MelConfig.wav2lip()).compute(voice),
                voice,
                landmarks.map(rows -> onCrops(rows, stretch, boxes)),
                from);
    }

    private float[][] onCrops(float[][] landmarks, Stretch stretch, List<Box> boxes) {
        float[][] result = new float[stretch.count][];
        for (int i = 0; i < stretch.count; i++) {
            float[] points = landmarks[stretch.first + i].clone();
            Box box = boxes.get(i);
            for (int p = 0; p < points.length; p += 2) {
                points[p] = (float) ((points[p] - box.x()) * settings.cropSize() / box.width());
                points[p + 1] = (float) ((points[p + 1] - box.y()) * settings.cropSize() / box.height());
            }
            result[i] = points;
        }
        return result;
    }

    @Override
    public void close() {
        detector.close();
    }
}
