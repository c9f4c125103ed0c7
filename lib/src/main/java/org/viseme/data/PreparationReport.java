package org.viseme.data;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a preparation did.
 *
 * @param clips the clips the store holds now
 * @param rejected the clips that were left out, by this run and earlier ones
 * @param fresh how many clips this run looked at; the others had been done before
 * @param seconds how long this run took
 */
public record PreparationReport(List<ClipEntry> clips, List<RejectedClip> rejected, int fresh, double seconds) {
    /** Clips, frames and time of one split. */
    public record SplitSum(int clips, long frames, double seconds, int rejected) {}

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
                            (int) rejected.stream()
                                    .filter(clip -> clip.split() == split)
                                    .count()));
        }
        return sums;
    }

    /** How many clips were left out for each reason that occurred. */
    public Map<RejectedClip.Reason, Integer> byReason() {
        Map<RejectedClip.Reason, Integer> counts = new EnumMap<>(RejectedClip.Reason.class);
        rejected.forEach(clip -> counts.merge(clip.reason(), 1, Integer::sum));
        return counts;
    }
}
