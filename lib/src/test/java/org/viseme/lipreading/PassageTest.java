package org.viseme.lipreading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Words of half a second each, pieces of ten seconds that share two. */
class PassageTest {
    private static Passage timed(double from, double to, Object... textsAndStarts) {
        List<ReadWord> words = new ArrayList<>();
        for (int i = 0; i < textsAndStarts.length; i += 2) {
            double start = ((Number) textsAndStarts[i + 1]).doubleValue();
            words.add(new ReadWord((String) textsAndStarts[i], 1, start, start + 0.5));
        }
        return new Passage(from, to, words);
    }

    private static Passage untimed(double from, double to, String text) {
        return new Passage(
                from,
                to,
                Arrays.stream(text.split(" "))
                        .map(word -> new ReadWord(word, 1, Double.NaN, Double.NaN))
                        .toList());
    }

    private static List<Passage> joined(Passage... passages) {
        List<Passage> out = new ArrayList<>();
        try (Passage.Joiner joiner = new Passage.Joiner(out::add)) {
            Arrays.stream(passages).forEach(joiner::add);
        }
        return out;
    }

    private static String text(List<Passage> passages) {
        return String.join(" | ", passages.stream().map(Passage::text).toList());
    }

    @Test
    void theSeamLiesBetweenWordsNextToTheMiddle() {
        List<Passage> passages = joined(
                timed(0, 10, "a", 1, "b", 8.2, "c", 8.8, "gar", 9.6),
                timed(8, 18, "bled", 8, "c", 8.8, "d", 9.4, "e", 12));
        assertEquals("a b | c d e", text(passages));
        assertEquals(8.8, passages.getFirst().toSeconds(), 1e-9);
        assertEquals(8.8, passages.get(1).fromSeconds(), 1e-9);
        assertEquals(18, passages.get(1).toSeconds(), 1e-9);
    }

    @Test
    void aPauseInTheMiddleIsTheSeam() {
        List<Passage> passages = joined(timed(0, 10, "a", 7, "x", 9.6), timed(8, 18, "x", 9.6, "b", 11));
        assertEquals("a | x b", text(passages));
        assertEquals(9, passages.getFirst().toSeconds(), 1e-9);
    }

    /** Wherever the seam lies, it cuts the word; its middles are on either side of it. */
    @Test
    void aWordThatIsCutIsThereOnce() {
        Passage before = new Passage(0, 10, List.of(new ReadWord("long", 1, 7, 9)));
        Passage after = new Passage(8, 18, List.of(new ReadWord("long", 1, 8.2, 10.5), new ReadWord("d", 1, 12, 13)));
        assertEquals("long | d", text(joined(before, after)));
    }

    /** Speech without a pause, in which both pieces lay every word elsewhere: each would leave it to the other. */
    @Test
    void aWordThatLiesOnTheOtherSideForBothStays() {
        Passage before = new Passage(
                0,
                10,
                List.of(
                        new ReadWord("a", 1, 7.9, 8.9),
                        new ReadWord("cut", 1, 8.9, 9.3),
                        new ReadWord("d", 1, 9.3, 9.9)));
        Passage after = new Passage(
                8,
                18,
                List.of(
                        new ReadWord("b", 1, 8.1, 8.6),
                        new ReadWord("cut", 1, 8.6, 9.08),
                        new ReadWord("c", 1, 9.08, 9.5),
                        new ReadWord("e", 1, 9.5, 10.3)));
        assertEquals("a cut | c e", text(joined(before, after)));
    }

    @Test
    void passagesThatOnlyMeetOrLieApartStayAsTheyAre() {
        Passage first = timed(0, 10, "a", 1);
        Passage second = timed(10, 20, "a", 11);
        Passage third = timed(25, 30, "b", 26);
        Passage anotherFace = timed(3, 9, "c", 4);
        assertEquals(List.of(first, second, third, anotherFace), joined(first, second, third, anotherFace));
    }

    @Test
    void withoutTimesTheLongestCommonRunIsTheSeam() {
        assertEquals(
                "we went to the big | store and then home",
                text(joined(
                        untimed(0, 10, "we went to the big store an"), untimed(8, 18, "he big store and then home"))));
    }

    @Test
    void aWordThatComesAgainFarFromTheSeamIsNone() {
        String before = "the one two three four five six seven eight nine";
        String after = "eight nine ten eleven twelve thirteen fourteen fifteen sixteen the";
        assertEquals(
                "the one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
                        + " the",
                text(joined(untimed(0, 10, before), untimed(8, 18, after))).replace(" | ", " "));
    }

    @Test
    void manyPiecesOfOneTextGiveTheText() {
        List<String> said = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            said.add("w" + i % 37);
        }
        List<Passage> timed = new ArrayList<>();
        List<Passage> untimed = new ArrayList<>();
        for (int from = 0; from < 50; from += 8) {
            int to = Math.min(50, from + 10);
            List<ReadWord> words = new ArrayList<>();
            for (int i = 2 * from; i < 2 * to; i++) {
                words.add(new ReadWord(said.get(i), 1, i / 2.0, i / 2.0 + 0.5));
            }
            timed.add(new Passage(from, to, words));
            untimed.add(untimed(
                    from,
                    to,
                    String.join(" ", words.stream().map(ReadWord::text).toList())));
        }
        for (List<Passage> pieces : List.of(timed, untimed)) {
            List<Passage> out = joined(pieces.toArray(Passage[]::new));
            assertEquals(String.join(" ", said), text(out).replace(" | ", " "));
            for (int i = 1; i < out.size(); i++) {
                assertEquals(out.get(i - 1).toSeconds(), out.get(i).fromSeconds(), 1e-9);
            }
            assertTrue(out.size() > 3);
        }
    }
}
