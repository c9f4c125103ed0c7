package org.viseme.lipreading;

import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Where two passages that share some time are put together. A word at the edge of a piece is read badly, so the seam lies
 * as near the middle of the shared time as it can without cutting a word of either. Of passages without times, it is in
 * the middle of the longest run of words that both have there.
 *
 * @param seconds where it is
 * @param kept words of the earlier passage that stay
 * @param skipped words of the later passage that go
 */
record Seam(double seconds, int kept, int skipped) {
    /** A run of words in both passages. */
    private record Run(int before, int after, int length) {}

    static Seam between(Passage before, Passage after) {
        boolean timed = Stream.concat(before.words().stream(), after.words().stream())
                .noneMatch(word -> Double.isNaN(word.startSeconds()));
        return timed ? byTimes(before, after) : byWords(before, after);
    }

    private static Seam byTimes(Passage before, Passage after) {
        double from = after.fromSeconds();
        double to = before.toSeconds();
        double middle = (from + to) / 2;
        List<ReadWord> all =
                Stream.concat(before.words().stream(), after.words().stream()).toList();
        double seam = DoubleStream.concat(
                        DoubleStream.of(middle),
                        all.stream().flatMapToDouble(word -> DoubleStream.of(word.startSeconds(), word.endSeconds())))
                .filter(time -> time >= from && time <= to)
                .boxed()
                .min(Comparator.comparingLong((Double time) -> cut(all, time))
                        .thenComparingDouble(time -> Math.abs(time - middle)))
                .orElse(middle);
        int kept = earlier(before.words(), seam);
        int skipped = earlier(after.words(), seam);
        boolean twice = kept > 0
                && skipped < after.words().size()
                && same(before.words().get(kept - 1), after.words().get(skipped));
        boolean lost = skipped > 0
                && kept < before.words().size()
                && same(before.words().get(kept), after.words().get(skipped - 1));
        return new Seam(seam, kept + (lost ? 1 : 0), skipped + (twice ? 1 : 0));
    }

    private static long cut(List<ReadWord> words, double time) {
        return words.stream()
                .filter(word -> word.startSeconds() < time && word.endSeconds() > time)
                .count();
    }

    /** Words whose middle lies before a time. */
    private static int earlier(List<ReadWord> words, double time) {
        return (int) words.stream()
                .takeWhile(word -> (word.startSeconds() + word.endSeconds()) / 2 < time)
                .count();
    }

    /** A word that was cut, and that both have read. */
    private static boolean same(ReadWord one, ReadWord other) {
        return one.text().equals(other.text())
                && other.startSeconds() < one.endSeconds()
                && one.startSeconds() < other.endSeconds();
    }

    private static Seam byWords(Passage before, Passage after) {
        double shared = before.toSeconds() - after.fromSeconds();
        double middle = after.fromSeconds() + shared / 2;
        int first = before.words().size() - within(before, 2 * shared);
        int last = within(after, 2 * shared);
        Run longest = new Run(0, 0, 0);
        for (int i = first; i < before.words().size(); i++) {
            for (int j = 0; j < last; j++) {
                int length = common(before.words(), i, after.words().subList(0, last), j);
                // of equally long ones the one that leaves out least
                longest = length > 0
                                && length >= longest.length
                                && (length > longest.length || i - j > longest.before - longest.after)
                        ? new Run(i, j, length)
                        : longest;
            }
        }
        if (longest.length == 0) {
            int kept = before.words().size() - within(before, shared / 2);
            return new Seam(middle, kept, within(after, shared / 2));
        }
        int half = (longest.length + 1) / 2;
        return new Seam(middle, longest.before + half, longest.after + half);
    }

    /** How many words a passage has in so much time, as if all of them took equally long. */
    private static int within(Passage passage, double seconds) {
        double share = seconds / (passage.toSeconds() - passage.fromSeconds());
        return (int) Math.round(Math.min(1, share) * passage.words().size());
    }

    private static int common(List<ReadWord> before, int i, List<ReadWord> after, int j) {
        int length = 0;
        while (i + length < before.size()
                && j + length < after.size()
                && before.get(i + length).text().equals(after.get(j + length).text())) {
            length++;
        }
        return length;
    }
}
