package org.viseme.data.prepare;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.viseme.VisemeException;

/**
 * Every number that decides about a clip.
 *
 * @param leastSeconds shorter stretches with a face are not worth keeping
 * @param longestSeconds longer stretches are cut into equal pieces; bounds the memory that a clip takes
 * @param leastFacePixels clips whose mean face box is narrower or lower than this are left out
 * @param smallFacePixels clips whose mean face box is narrower or lower than this are flagged
 * @param leastSharpness clips whose face is blurred more than this are flagged; see {@link Sharpness}
 * @param shotChange smallest change of a camera cut, see {@link org.viseme.face.ShotBoundaries}
 * @param shotRatio how often a cut exceeds the changes around it
 * @param leastOverlap a face whose box overlaps less (intersection over union) with its last one is another track;
 *     SyncNet's pipeline uses 0.5
 * @param longestGapSeconds longest gap in detection that is bridged; SyncNet's pipeline bridges one second
 * @param rivalShare other faces count when they are at least this share of the largest one, in area
 * @param leastConfidence offsets measured with less confidence are not trusted; 0 for the scorer's own limit
 * @param largestCorrection larger offsets, in frames, are not corrected, the clip is left out; LatentSync's pipeline
 *     uses 6
 */
public record Thresholds(
        double leastSeconds,
        double longestSeconds,
        double leastFacePixels,
        double smallFacePixels,
        double leastSharpness,
        double shotChange,
        double shotRatio,
        double leastOverlap,
        double longestGapSeconds,
        double rivalShare,
        double leastConfidence,
        int largestCorrection) {
    public Thresholds {
        for (double value : new double[] {
            leastFacePixels,
            smallFacePixels,
            leastSharpness,
            shotChange,
            shotRatio,
            leastOverlap,
            longestGapSeconds,
            rivalShare,
            leastConfidence
        }) {
            if (!(value >= 0 && Double.isFinite(value))) {
                throw new VisemeException("threshold " + value, "is no size", "use a number from 0 on");
            }
        }
        if (!(leastSeconds > 0 && longestSeconds >= 2 * leastSeconds)) {
            throw new VisemeException(
                    "leastSeconds " + leastSeconds + ", longestSeconds " + longestSeconds,
                    "pieces of a long stretch would be too short",
                    "let longestSeconds be at least twice leastSeconds");
        }
        if (largestCorrection < 0 || largestCorrection > 15) {
            throw new VisemeException(
                    "largestCorrection " + largestCorrection, "not an offset that is measured", "use 0 to 15 frames");
        }
    }

    public static Thresholds defaults() {
        return new Thresholds(1, 20, 40, 64, 20, 15, 3, 0.4, 0.5, 0.25, 0, 6);
    }

    /** The names and values. */
    Map<String, Object> asMap() {
        Map<String, Object> values = new LinkedHashMap<>();
        new ObjectMapper().convertValue(this, Map.class).forEach((name, value) -> values.put((String) name, value));
        return values;
    }

    /**
     * Other values for some of the numbers.
     *
     * @throws VisemeException when a name is none of the components', or a value no number
     */
    public Thresholds with(Map<String, String> changes) {
        Map<String, Object> values = asMap();
        changes.forEach((name, value) -> {
            if (values.replace(name, value) == null) {
                throw new VisemeException(name, "is no threshold", "use one of " + values.keySet());
            }
        });
        try {
            return new ObjectMapper().convertValue(values, Thresholds.class);
        } catch (IllegalArgumentException e) {
            if (e.getCause() != null && e.getCause().getCause() instanceof VisemeException known) {
                throw known;
            }
            throw new VisemeException(changes.toString(), "is not a number", "give numbers: " + values, e);
        }
    }
}
