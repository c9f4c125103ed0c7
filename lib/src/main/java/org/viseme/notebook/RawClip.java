package org.viseme.notebook;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.viseme.VisemeException;
import org.viseme.data.ClipInfo;
import org.viseme.data.ClipMedia;
import org.viseme.data.ClipSource;
import org.viseme.data.prepare.SyncCurve;
import org.viseme.data.prepare.SyncScorer;
import org.viseme.face.CropFamily;
import org.viseme.face.Landmarks;
import org.viseme.face.Placement;
import org.viseme.face.Point;
import org.viseme.media.RgbImage;
import org.viseme.media.VideoWriter;
import org.viseme.media.Waveform;

/**
 * The beginning of a clip as it is before preparation, in memory, to look at.
 *
 * @param frames at 25 a second
 * @param sound of these frames, mono, 16 kHz
 * @param landmarks points of the face in each frame; {@link Landmarks#NONE} for each where the corpus has none
 */
public record RawClip(ClipInfo info, List<RgbImage> frames, Waveform sound, List<Landmarks> landmarks) {
    /** A notebook's kernel has little memory; large frames are read for a shorter time. */
    private static final long MOST_BYTES = 96L << 20;

    public RawClip {
        frames = List.copyOf(frames);
        landmarks = List.copyOf(landmarks);
    }

    /**
     * Reads a clip from its start.
     *
     * @param seconds at most so many
     * @throws VisemeException when it cannot be read or has no frame
     */
    public static RawClip read(ClipSource source, double seconds) {
        List<RgbImage> frames = new ArrayList<>();
        try (ClipMedia media = source.open()) {
            long bytes = 0;
            RgbImage frame = media.nextFrame();
            while (frame != null && frames.size() < seconds * ClipMedia.FPS && bytes < MOST_BYTES) {
                frames.add(frame);
                bytes += frame.bytes().length;
                frame = media.nextFrame();
            }
            if (frames.isEmpty()) {
                throw new VisemeException(source.id(), "has no frame", "look at another clip");
            }
            Waveform sound = media.sound(0, frames.size() / (double) ClipMedia.FPS);
            List<Landmarks> landmarks = media.landmarks()
                    .map(all -> all.subList(0, frames.size()))
                    .orElse(Collections.nCopies(frames.size(), Landmarks.NONE));
            return new RawClip(source.info(), frames, sound, landmarks);
        }
    }

    /** Some of its frames, with their sound and points. */
    public RawClip part(int firstFrame, int count) {
        double from = firstFrame / (double) ClipMedia.FPS;
        return new RawClip(
                info.cut(from, count / (double) ClipMedia.FPS),
                frames.subList(firstFrame, firstFrame + count),
                sound.slice(from, from + count / (double) ClipMedia.FPS),
                landmarks.subList(firstFrame, firstFrame + count));
    }

    /**
     * How well picture and sound fit for each offset between them.
     *
     * @param faces where the face is in each frame
     */
    public SyncCurve fit(SyncScorer scorer, List<Placement> faces) {
        int size = CropFamily.WAV2LIP.size();
        try (SyncScorer.Session session = scorer.begin()) {
            for (int i = 0; i < frames.size(); i++) {
                session.frame(faces.get(i).cut(frames.get(i), size), onCrop(landmarks.get(i), faces.get(i), size));
            }
            return session.compare(sound, 0);
        }
    }

    private static Optional<float[]> onCrop(Landmarks points, Placement face, int size) {
        if (points.isEmpty()) {
            return Optional.empty();
        }
        float[] xy = new float[2 * points.count()];
        for (int i = 0; i < points.count(); i++) {
            Point point = face.toCrop(points.point(i), size);
            xy[2 * i] = (float) point.x();
            xy[2 * i + 1] = (float) point.y();
        }
        return Optional.of(xy);
    }

    public double seconds() {
        return frames.size() / (double) ClipMedia.FPS;
    }

    /** Writes picture and sound into an MP4 file. */
    public Path write(Path file) {
        RgbImage first = frames.getFirst();
        try (VideoWriter writer = VideoWriter.create(file, first.width(), first.height(), ClipMedia.FPS)
                .withAudio(sound)) {
            frames.forEach(writer::write);
            writer.commit();
        }
        return file;
    }

    /** The record's own would print every frame. */
    @Override
    public String toString() {
        return "RawClip[" + info.id() + ", " + frames.size() + " frames]";
    }
}
