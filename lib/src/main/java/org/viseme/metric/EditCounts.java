package org.viseme.metric;

import java.util.List;

/**
 * What it takes to turn a reference into what was recognised, with as few edits as possible (Levenshtein 1966); among
 * the ways with as few edits, one that leaves the most elements as they are.
 *
 * @param length elements of the reference
 * @param substitutions elements that were recognised as others
 * @param deletions elements of the reference that were not recognised
 * @param insertions elements that were recognised and are not in the reference
 */
public record EditCounts(long length, long substitutions, long deletions, long insertions) {
    /** Of no text. */
    public static final EditCounts NONE = new EditCounts(0, 0, 0, 0);

    /** Compares in time proportional to the product of both lengths and memory proportional to one. */
    static <T> EditCounts between(List<T> reference, List<T> recognised) {
        // An edit costs this much and a substitution one more, so that substitutions decide between equals.
        long edit = 1L + reference.size() + recognised.size();
        long[] cost = new long[recognised.size() + 1];
        for (int j = 0; j < cost.length; j++) {
            cost[j] = j * edit;
        }
        for (int i = 1; i <= reference.size(); i++) {
            long diagonal = cost[0];
            cost[0] = i * edit;
            for (int j = 1; j < cost.length; j++) {
                boolean same = reference.get(i - 1).equals(recognised.get(j - 1));
                long kept = diagonal + (same ? 0 : edit + 1);
                diagonal = cost[j];
                cost[j] = Math.min(kept, Math.min(cost[j - 1], diagonal) + edit);
            }
        }
        long substitutions = cost[recognised.size()] % edit;
        long others = cost[recognised.size()] / edit - substitutions;
        long longer = (long) reference.size() - recognised.size();
        return new EditCounts(reference.size(), substitutions, (others + longer) / 2, (others - longer) / 2);
    }

    /** Both texts together. */
    public EditCounts plus(EditCounts other) {
        return new EditCounts(
                length + other.length,
                substitutions + other.substitutions,
                deletions + other.deletions,
                insertions + other.insertions);
    }

    /** All edits. */
    public long errors() {
        return substitutions + deletions + insertions;
    }

    /**
     * Edits for each element of the reference, 0 and more; lower is better. It exceeds 1 where much more was recognised
     * than said. A reference of nothing counts as one element, so that the rate is the number of insertions.
     */
    public double rate() {
        return errors() / (double) Math.max(1, length);
    }
}
