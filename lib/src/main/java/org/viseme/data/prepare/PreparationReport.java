package org.viseme.data.prepare;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.viseme.data.ClipEntry;
import org.viseme.data.ClipFlag;
import org.viseme.data.Decision;
import org.viseme.data.RejectedClip;
import org.viseme.data.Split;

/**
 * What a preparation did.
 *
 * @param clips the clips the store holds now
 * @param decisions what was decided about every stretch, by this run and earlier ones
 * @param sourceFrames frames of all sources, whether a face was seen in them or not
 * @param fresh how many sources this run looked at; the others had been done before
 * @param seconds how long this run took
 * @param stages how long each stage worked in this run, over all workers, in seconds
 */
public record PreparationReport(
        List<ClipEntry> clips,
        List<Decision> decisions,
        long sourceFrames,
        int fresh,
        double seconds,
        Map<String, Double> stages) {
    /** Clips, frames and time of one split. */
    public record SplitSum(int clips, long frames, double seconds, int leftOut) {}

    /** The sums of every split. */
    public Map<Split, SplitSum> bySplit() {
        Map<Split, SplitSum> sums = new EnumMap<>(Split.class);
        for (Split split : Split.values()) {
            List<ClipEntry> mine =
                    clips.stream().filter(clip -> clip.split() == split).toList();
            sums.put(
                    split,
                    new SplitSum(
                            mine.size(),
                            mine.stream().mapToLong(ClipEntry::frames).sum(),
                            mine.stream().mapToDouble(ClipEntry::seconds).sum(),
                            (int) leftOut().stream()
                                    .filter(decision -> decision.split() == split)
                                    .count()));
        }
        return sums;
    }

    /** The decisions against a clip. */
    public List<Decision> leftOut() {
        return decisions.stream().filter(decision -> !decision.kept()).toList();
    }

    /** How many clips were left out for each reason that occurred. */
    public Map<RejectedClip.Reason, Integer> byReason() {
        Map<RejectedClip.Reason, Integer> counts = new EnumMap<>(RejectedClip.Reason.class);
        leftOut().forEach(decision -> counts.merge(decision.reason(), 1, Integer::sum));
        return counts;
    }

    /** How many of the clips in the store have each flag that occurs. */
    public Map<ClipFlag, Integer> byFlag() {
        Map<ClipFlag, Integer> counts = new EnumMap<>(ClipFlag.class);
        clips.forEach(clip -> clip.flags().forEach(flag -> counts.merge(flag, 1, Integer::sum)));
        return counts;
    }

    /** The share of all frames of all sources that the store holds, 0 to 1. */
    public double keptFrames() {
        return sourceFrames == 0
                ? 0
                : clips.stream().mapToLong(ClipEntry::frames).sum() / (double) sourceFrames;
    }
}
