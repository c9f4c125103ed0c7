package org.viseme.face;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.viseme.face.FaceDetector.Detection;
import org.viseme.face.FaceTrack.State;

/**
 * Joins the detections of consecutive frames into tracks. A detection continues the track whose last box it overlaps
 * most; one that overlaps none starts a track of its own, so a track never jumps between places, at a camera cut for
 * example. Gaps up to {@link Settings#longestGapSeconds} are bridged by a straight line between their ends; in longer
 * ones the face counts as absent, and the track goes on when the face comes back to where it was. Boxes and landmarks are
 * then averaged over {@link Settings#window} frames as Wav2Lip does, but centred, and never across an absence.
 */
public final class FaceTracker {
    /**
     * @param leastOverlap intersection over union at which a detection still belongs to a track
     * @param longestGapSeconds the longest gap in detection that is bridged
     * @param window frames over which boxes are averaged; odd
     * @param leastFrames tracks found in fewer frames are dropped as false alarms, unless the video itself is shorter
     */
    public record Settings(double leastOverlap, double longestGapSeconds, int window, int leastFrames) {
        public Settings {
            if (window < 1 || window % 2 == 0) {
                throw new IllegalArgumentException("window must be odd, not " + window);
            }
        }

        public static Settings defaults() {
            return new Settings(0.3, 0.5, 5, 5);
        }
    }

    private record Sighting(int frame, Detection detection) {}

    private record Pair(List<Sighting> track, Detection detection, double overlap) {}

    private final Settings settings;
    private final int longestGap;
    private final List<List<Sighting>> tracks = new ArrayList<>();
    private int frames;

    public FaceTracker(Settings settings, double fps) {
        this.settings = settings;
        this.longestGap = (int) Math.round(settings.longestGapSeconds() * fps);
    }

    /** All tracks of a video. */
    public static List<FaceTrack> track(List<List<Detection>> detections, Settings settings, double fps) {
        FaceTracker tracker = new FaceTracker(settings, fps);
        detections.forEach(tracker::add);
        return tracker.finish();
    }

    /** Takes the detections of the next frame. */
    public void add(List<Detection> detections) {
        List<Pair> pairs = new ArrayList<>();
        for (List<Sighting> track : tracks) {
            for (Detection detection : detections) {
                double overlap = track.getLast().detection().box().overlap(detection.box());
                if (overlap >= settings.leastOverlap()) {
                    pairs.add(new Pair(track, detection, overlap));
                }
            }
        }
        pairs.sort(Comparator.comparingDouble(Pair::overlap).reversed());
        List<Detection> free = new ArrayList<>(detections);
        for (Pair pair : pairs) {
            if (pair.track().getLast().frame() < frames && free.remove(pair.detection())) {
                pair.track().add(new Sighting(frames, pair.detection()));
            }
        }
        for (Detection detection : free) {
            tracks.add(new ArrayList<>(List.of(new Sighting(frames, detection))));
        }
        frames++;
    }

    /** The tracks of everything added, the largest (by area over time) first. */
    public List<FaceTrack> finish() {
        return finish(List.of());
    }

    /**
     * The same, with no track going on across a camera cut, even if the next face is in the same place.
     *
     * @param cuts the first frames of new shots, ascending
     */
    public List<FaceTrack> finish(List<Integer> cuts) {
        int least = Math.min(settings.leastFrames(), frames);
        return tracks.stream()
                .flatMap(track -> withinShots(track, cuts).stream())
                .filter(track -> track.size() >= least)
                .map(this::smooth)
                .sorted(Comparator.comparingDouble(FaceTrack::accumulatedArea).reversed())
                .toList();
    }

    private static List<List<Sighting>> withinShots(List<Sighting> track, List<Integer> cuts) {
        Map<Integer, List<Sighting>> shots = new TreeMap<>();
        for (Sighting sighting : track) {
            int place = Collections.binarySearch(cuts, sighting.frame());
            int shot = place >= 0 ? place + 1 : -place - 1;
            shots.computeIfAbsent(shot, key -> new ArrayList<>()).add(sighting);
        }
        return List.copyOf(shots.values());
    }

    private FaceTrack smooth(List<Sighting> sightings) {
        int first = sightings.getFirst().frame();
        int length = sightings.getLast().frame() - first + 1;
        Box[] raw = new Box[length];
        int points = commonCount(sightings);
        Landmarks[] rawPoints = new Landmarks[points == 0 ? 0 : length];
        State[] states = new State[length];
        Arrays.fill(states, State.ABSENT);
        Sighting before = null;
        for (Sighting sighting : sightings) {
            int at = sighting.frame() - first;
            raw[at] = sighting.detection().box();
            states[at] = State.FOUND;
            if (points > 0) {
                rawPoints[at] = sighting.detection().landmarks();
            }
            if (before != null && sighting.frame() - before.frame() - 1 <= longestGap) {
                int gapStart = before.frame() - first;
                for (int i = gapStart + 1; i < at; i++) {
                    double share = (i - gapStart) / (double) (at - gapStart);
                    raw[i] = raw[gapStart].towards(raw[at], share);
                    states[i] = State.BRIDGED;
                    if (points > 0) {
                        rawPoints[i] = rawPoints[gapStart].towards(rawPoints[at], share);
                    }
                }
            }
            before = sighting;
        }
        Box[] boxes = new Box[length];
        Landmarks[] landmarks = new Landmarks[rawPoints.length];
        for (int i = 0; i < length; i++) {
            if (raw[i] == null) {
                continue;
            }
            int reach = reach(raw, i);
            boxes[i] = mean(raw, i, reach);
            if (points > 0) {
                landmarks[i] = Landmarks.mean(Arrays.asList(rawPoints).subList(i - reach, i + reach + 1));
            }
        }
        return new FaceTrack(first, Arrays.asList(states), boxes, landmarks);
    }

    /** The number of landmarks that every sighting has; 0 when they differ. */
    private static int commonCount(List<Sighting> sightings) {
        int count = sightings.getFirst().detection().landmarks().count();
        boolean same =
                sightings.stream().allMatch(s -> s.detection().landmarks().count() == count);
        return same ? count : 0;
    }

    /** The window shrinks on both sides alike where the face's presence ends, so that no box is pulled inwards. */
    private int reach(Box[] raw, int centre) {
        int reach = 0;
        while (reach < settings.window() / 2
                && centre - reach - 1 >= 0
                && centre + reach + 1 < raw.length
                && raw[centre - reach - 1] != null
                && raw[centre + reach + 1] != null) {
            reach++;
        }
        return reach;
    }

    private static Box mean(Box[] raw, int centre, int reach) {
        double x = 0;
        double y = 0;
        double width = 0;
        double height = 0;
        for (int i = centre - reach; i <= centre + reach; i++) {
            x += raw[i].x();
            y += raw[i].y();
            width += raw[i].width();
            height += raw[i].height();
        }
        int count = 2 * reach + 1;
        return new Box(x / count, y / count, width / count, height / count);
    }
}
