package org.viseme.data.prepare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.viseme.data.ClipMedia;
import org.viseme.data.ClipSource;
import org.viseme.face.FaceTrack;
import org.viseme.face.FaceTrack.State;
import org.viseme.media.RgbImage;

/**
 * Who speaks: of faces that are there at the same time, the one whose mouth fits the sound best; else the largest. At most
 * one face is left at any time. Faces much smaller than the largest are bystanders and never compared.
 */
final class Speakers {
    /** Sound and picture of a speaker lie at most this far apart, in frames; farther, a fit is chance. */
    private static final int NEAR = 3;
    /** Another face is taken for the speaker when it fits better by this much. */
    private static final double MARGIN = 0.05;
    /** What is looked at of each face; more does not change the answer. */
    private static final int MOST_FRAMES = 10 * ClipMedia.FPS;

    /** A face that was chosen, and how many of similar size were there. */
    record Speaker(FaceTrack track, int faces) {}

    private final SyncScorer scorer;
    private final double rivalShare;
    private final int leastFrames;

    /**
     * @param rivalShare smaller faces, as a share of the largest one's area, are bystanders
     * @param leastFrames faces that stay for less are none
     */
    Speakers(SyncScorer scorer, double rivalShare, int leastFrames) {
        this.scorer = scorer;
        this.rivalShare = rivalShare;
        this.leastFrames = leastFrames;
    }

    /**
     * The speakers of a source, in the order of time.
     *
     * @param tracks all faces
     * @param kept all frames of the source; empty when there were too many to keep
     */
    List<Speaker> choose(List<FaceTrack> tracks, ClipSource source, ClipMedia media, List<RgbImage> kept) {
        // False alarms may be huge, but they do not last.
        List<FaceTrack> lasting = tracks.stream()
                .filter(track -> !Stretch.of(track, leastFrames, 1).isEmpty())
                .toList();
        List<FaceTrack> large = lasting.stream()
                .filter(track -> lasting.stream().noneMatch(other -> isBystander(track, other)))
                .toList();
        Map<FaceTrack, Double> fits = fits(large, source, media, kept);
        List<FaceTrack> ranked = new ArrayList<>(large);
        // Rounded to the margin, so that among nearly equal fits the size decides.
        ranked.sort(Comparator.comparingDouble((FaceTrack track) -> -Math.floor(fits.getOrDefault(track, 0.0) / MARGIN))
                .thenComparing(
                        Comparator.comparingDouble(FaceTrack::accumulatedArea).reversed()));
        List<Speaker> chosen = new ArrayList<>();
        for (FaceTrack track : ranked) {
            if (chosen.stream().noneMatch(speaker -> speaker.track.meets(track))) {
                int faces = (int) large.stream().filter(track::meets).count();
                chosen.add(new Speaker(track, faces));
            }
        }
        chosen.sort(Comparator.comparingInt(speaker -> speaker.track.firstFrame()));
        return chosen;
    }

    private boolean isBystander(FaceTrack track, FaceTrack other) {
        return track.meets(other)
                && track.accumulatedArea() < other.accumulatedArea()
                && track.meanArea() < rivalShare * other.meanArea();
    }

    /** How well the mouths of faces that meet others fit the sound; nothing when no faces meet. */
    private Map<FaceTrack, Double> fits(
            List<FaceTrack> tracks, ClipSource source, ClipMedia media, List<RgbImage> kept) {
        List<FaceTrack> rivals = tracks.stream()
                .filter(track -> tracks.stream().anyMatch(other -> other != track && track.meets(other)))
                .toList();
        Map<FaceTrack, Double> fits = new HashMap<>();
        if (!rivals.isEmpty()) {
            try (FrameRow frames = new FrameRow(source, kept)) {
                FaceCurves.of(rivals.stream().map(Speakers::beginning).toList(), frames, media, scorer)
                        .forEach((stretch, curve) -> fits.put(stretch.track(), curve.near(NEAR)));
            }
        }
        return fits;
    }

    /** Up to where the face is away for the first time. */
    private static Stretch beginning(FaceTrack track) {
        int end = track.firstFrame();
        while (end < track.firstFrame() + MOST_FRAMES && track.state(end) != State.ABSENT) {
            end++;
        }
        return new Stretch(track, track.firstFrame(), end - track.firstFrame(), 1);
    }
}
