package org.viseme.metric;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.viseme.VisemeException;
import org.viseme.face.FaceChoice;
import org.viseme.face.FaceCrop;
import org.viseme.face.FaceDetector;
import org.viseme.face.FaceTrack;
import org.viseme.face.FaceTrack.State;
import org.viseme.face.FaceTracker;
import org.viseme.face.MouthGap;
import org.viseme.media.RgbImage;
import org.viseme.media.VideoFrame;
import org.viseme.media.VideoReader;

/**
 * How far a mouth is open over time, as {@link MouthGap} sees it. A picture for the eye, not a benchmark.
 *
 * @param seconds when each frame is shown
 * @param opening height of the gap between the lips as a share of the face's height; NaN where no face was found
 */
public record MouthOpening(double[] seconds, double[] opening) {
    private static final int SIZE = 96;

    /**
     * Measures the largest face of a video at a constant rate.
     *
     * @throws VisemeException when the file is no video or shows no face
     */
    public static MouthOpening of(Path video, FaceDetector detector, double fps) {
        FaceTracker tracker = new FaceTracker(FaceTracker.Settings.defaults(), fps);
        try (VideoReader reader = VideoReader.openAt(video, fps)) {
            for (VideoFrame frame = reader.read(); frame != null; frame = reader.read()) {
                tracker.add(detector.detect(frame.image()));
            }
        }
        List<FaceTrack> tracks = FaceChoice.largest().choose(tracker.finish());
        if (tracks.isEmpty()) {
            throw new VisemeException(video.toString(), "shows no face", "try another detector or another video");
        }
        List<Double> opening = new ArrayList<>();
        try (VideoReader reader = VideoReader.openAt(video, fps)) {
            for (VideoFrame frame = reader.read(); frame != null; frame = reader.read()) {
                opening.add(at(tracks, opening.size(), frame.image()));
            }
        }
        double[] seconds = new double[opening.size()];
        Arrays.setAll(seconds, index -> index / fps);
        return new MouthOpening(
                seconds, opening.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static double at(List<FaceTrack> tracks, int frame, RgbImage image) {
        return tracks.stream()
                .filter(track -> track.state(frame) != State.ABSENT)
                .findFirst()
                .map(track -> MouthGap.of(FaceCrop.of(image, track.box(frame), SIZE)))
                .orElse(Double.NaN);
    }

    /**
     * How closely two mouths move together: the correlation of their openings, -1 to 1, over the frames that both have
     * and in which both were seen.
     *
     * @param other openings at the same rate, in any unit
     */
    public double correlation(double[] other) {
        int frames = Math.min(opening.length, other.length);
        return Correlation.of(Arrays.copyOf(opening, frames), Arrays.copyOf(other, frames))
                .pearson();
    }
}
