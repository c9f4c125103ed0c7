package org.viseme.data;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a store holds, in numbers.
 *
 * @param splits the numbers of every split
 * @param flags how many clips have each flag that occurs
 * @param leftOut how many clips were left out for each reason that occurred
 * @param offsetsBefore how many clips, those left out included, had each offset between sound and picture, in frames;
 *     without those whose offset is unsure
 * @param offsetsAfter how many of the clips that were kept have each offset after the correction
 * @param faceWidths mean widths of the faces of kept clips in the source, in pixels, ascending
 */
public record StoreStatistics(
        Map<Split, Part> splits,
        Map<ClipFlag, Integer> flags,
        Map<RejectedClip.Reason, Integer> leftOut,
        Map<Integer, Integer> offsetsBefore,
        Map<Integer, Integer> offsetsAfter,
        List<Double> faceWidths) {
    /**
     * The numbers of one split.
     *
     * @param vocabulary number of different words
     */
    public record Part(int clips, double hours, int speakers, long words, int vocabulary) {}

    public static StoreStatistics of(ClipStore store) {
        Map<Split, Part> splits = new EnumMap<>(Split.class);
        Map<ClipFlag, Integer> flags = new EnumMap<>(ClipFlag.class);
        for (Split split : Split.values()) {
            splits.put(split, part(store.clips(split)));
        }
        store.clips().forEach(clip -> clip.flags().forEach(flag -> flags.merge(flag, 1, Integer::sum)));
        Map<RejectedClip.Reason, Integer> leftOut = new EnumMap<>(RejectedClip.Reason.class);
        Map<Integer, Integer> before = new TreeMap<>();
        Map<Integer, Integer> after = new TreeMap<>();
        for (Decision decision : store.report()) {
            if (!decision.kept()) {
                leftOut.merge(decision.reason(), 1, Integer::sum);
            }
            boolean unsure = decision.flags().contains(ClipFlag.UNSURE_SYNC);
            if (decision.measures() != null && decision.measures().sync() != null && !unsure) {
                before.merge(decision.measures().sync().offset(), 1, Integer::sum);
                if (decision.kept()) {
                    after.merge(decision.measures().sync().residual(), 1, Integer::sum);
                }
            }
        }
        List<Double> widths = store.report().stream()
                .filter(decision -> decision.kept() && decision.measures() != null)
                .map(decision -> decision.measures().faceWidth())
                .sorted()
                .toList();
        return new StoreStatistics(splits, flags, leftOut, before, after, widths);
    }

    private static Part part(Collection<ClipEntry> clips) {
        Set<String> speakers = clips.stream().map(ClipEntry::speaker).collect(Collectors.toCollection(TreeSet::new));
        List<String> words = clips.stream()
                .flatMap(clip ->
                        Arrays.stream(clip.transcript().toLowerCase(Locale.ROOT).split("\\s+")))
                .filter(word -> !word.isBlank())
                .toList();
        double seconds = clips.stream().mapToDouble(ClipEntry::seconds).sum();
        return new Part(
                clips.size(),
                seconds / 3600,
                speakers.size(),
                words.size(),
                Set.copyOf(words).size());
    }

    /** The face width below which lies a share (0 to 1) of the clips; NaN in an empty store. */
    public double faceWidth(double share) {
        return faceWidths.isEmpty() ? Double.NaN : faceWidths.get((int) Math.round(share * (faceWidths.size() - 1)));
    }
}
