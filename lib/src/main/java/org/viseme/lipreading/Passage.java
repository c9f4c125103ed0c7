package org.viseme.lipreading;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Words that were read between two times.
 *
 * @param words with times on the same clock
 */
public record Passage(double fromSeconds, double toSeconds, List<ReadWord> words) {
    public Passage {
        words = List.copyOf(words);
    }

    /** What was read of a piece that begins at a time and lasts so long. */
    public static Passage of(Reading reading, double fromSeconds, double seconds) {
        return new Passage(
                fromSeconds,
                fromSeconds + seconds,
                reading.words().stream().map(word -> word.later(fromSeconds)).toList());
    }

    /** The words with blanks between them. */
    public String text() {
        return words.stream().map(ReadWord::text).collect(Collectors.joining(" "));
    }

    private Passage until(Seam seam) {
        return new Passage(fromSeconds, seam.seconds(), words.subList(0, seam.kept()));
    }

    private Passage since(Seam seam) {
        return new Passage(seam.seconds(), toSeconds, words.subList(seam.skipped(), words.size()));
    }

    /**
     * Puts passages in the order of time together: where one begins before the last one ends, a {@link Seam} tells which
     * words each of them keeps. What comes out of it neither overlaps nor is held back longer than the next passage.
     */
    public static final class Joiner implements AutoCloseable {
        private final Consumer<Passage> use;
        private Passage open;

        /** @param use takes what is finished */
        public Joiner(Consumer<Passage> use) {
            this.use = use;
        }

        public void add(Passage next) {
            if (open == null || next.fromSeconds >= open.toSeconds || next.fromSeconds < open.fromSeconds) {
                close();
                open = next;
            } else {
                Seam seam = Seam.between(open, next);
                use.accept(open.until(seam));
                open = next.since(seam);
            }
        }

        /** Gives away the last one. */
        @Override
        public void close() {
            if (open != null) {
                use.accept(open);
                open = null;
            }
        }
    }
}
