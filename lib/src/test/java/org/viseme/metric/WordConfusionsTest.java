package org.viseme.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WordConfusionsTest {
    @Test
    void wordsAreLaidBesideEachOtherByAsFewEditsAsPossible() {
        WordConfusions one = WordConfusions.ofSentence("Bin blue at F, two now", "bin blue by f now");
        assertEquals(1, one.count("bin", "bin"));
        assertEquals(1, one.count("at", "by"));
        assertEquals(1, one.count("two", WordConfusions.NOTHING));
        assertEquals(1, one.count("now", "now"));
        assertEquals(List.of("at", "bin", "blue", "f", "now", "two"), one.words());
        WordConfusions more = WordConfusions.ofSentence("now", "right now");
        assertEquals(1, more.count(WordConfusions.NOTHING, "right"));
        assertEquals(List.of("now"), more.words());
    }

    @Test
    void theMostConfusedPairComesFirst() {
        // p and b: 3 of 6; m and n: 2 of 8; a once for b
        WordConfusions counted = WordConfusions.ofWords(
                List.of("p", "p", "b", "b", "b", "p", "m", "m", "m", "m", "n", "n", "n", "n", "a"),
                List.of("b", "b", "p", "b", "b", "p", "n", "n", "m", "m", "n", "n", "n", "n", "b"));
        assertEquals(
                List.of(new WordConfusions.Pair("b", "p", 6, 3), new WordConfusions.Pair("m", "n", 8, 2)),
                counted.pairs(2));
        assertEquals(0.5, counted.pairs(2).getFirst().rate());
        assertEquals(3, counted.pairs(1).size());
        assertEquals(List.of(new WordConfusions.Pair("m", "n", 8, 2)), counted.pairs(4));
    }

    @Test
    void aRowOfTheMatrixIsWhatAWordWasTakenFor() {
        WordConfusions sum = WordConfusions.all(List.of(
                WordConfusions.ofSentence("pat bat", "bat bat"),
                WordConfusions.ofSentence("pat", "pat"),
                WordConfusions.ofSentence("pat", ""),
                WordConfusions.ofSentence("pat", "mat")));
        double[][] matrix = sum.matrix(List.of("bat", "pat", "mat"));
        assertArrayEquals(new double[] {1, 0, 0}, matrix[0]);
        assertArrayEquals(new double[] {0.25, 0.25, 0.25}, matrix[1]);
        assertTrue(Double.isNaN(matrix[2][0]));
    }

    @Property(tries = 200)
    void theAlignmentHasAsManyEditsAsCounted(
            @ForAll @Size(max = 7) List<@IntRange(max = 3) Integer> said,
            @ForAll @Size(max = 7) List<@IntRange(max = 3) Integer> recognised) {
        String reference = text(said);
        String read = text(recognised);
        EditCounts wanted = WordErrors.of(reference, read).words();
        WordConfusions found = WordConfusions.ofSentence(reference, read);
        int[] edits = new int[3];
        found.counts()
                .forEach((word, taken) -> taken.forEach((as, times) -> {
                    if (as.equals(WordConfusions.NOTHING)) {
                        edits[0] += times;
                    } else if (word.equals(WordConfusions.NOTHING)) {
                        edits[1] += times;
                    } else if (!word.equals(as)) {
                        edits[2] += times;
                    }
                }));
        assertArrayEquals(
                new int[] {(int) wanted.deletions(), (int) wanted.insertions(), (int) wanted.substitutions()}, edits);
    }

    private static String text(List<Integer> words) {
        return String.join(" ", words.stream().map(word -> "w" + word).toList());
    }
}
