package org.viseme.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WordErrorsTest {
    @Test
    void eachKindOfErrorIsCounted() {
        WordErrors errors = WordErrors.of("bin blue at f two now", "bin red at at f two");
        assertEquals(new EditCounts(6, 1, 1, 1), errors.words());
        assertEquals(0.5, errors.wordErrorRate(), 1e-12);
        assertEquals(
                new EditCounts(7, 2, 1, 0), WordErrors.of("sitting", "kitten").characters());
    }

    @Test
    void ratesAreThoseOfAllClipsTogether() {
        WordErrors clips = WordErrors.of("yes", "no").plus(WordErrors.of("a b c d e f g h i", "a b c d e f g h i"));
        assertEquals(0.1, clips.wordErrorRate(), 1e-12);
        assertEquals(0.5, clips.accuracy(), 1e-12);
        assertEquals(2, clips.clips());
        assertEquals(
                "WER 10.0 %, CER 15.0 %, ACC 50.0 % of 2 clips (10 words: 1 substituted, 0 deleted, 0 inserted)",
                clips.toString());
    }

    @Test
    void aWordyReaderExceedsOne() {
        assertEquals(3, WordErrors.of("yes", "well I mean yes").wordErrorRate(), 1e-12);
    }

    @Test
    void silenceThatIsReadAsSpeechCostsItsInsertions() {
        WordErrors nothing = WordErrors.of("", "");
        assertEquals(0, nothing.wordErrorRate());
        assertEquals(1, nothing.accuracy());
        WordErrors invented = WordErrors.of("...", "oh no");
        assertEquals(new EditCounts(0, 0, 0, 2), invented.words());
        assertEquals(2, invented.wordErrorRate(), 1e-12);
        assertEquals(5, invented.characterErrorRate(), 1e-12);
        assertEquals(1, WordErrors.of("oh no", "").wordErrorRate(), 1e-12);
        assertEquals(2 / 3.0, invented.plus(WordErrors.of("a b c", "a b c")).wordErrorRate(), 1e-12);
    }

    @Test
    void ofNoClipThereIsNoRate() {
        assertTrue(Double.isNaN(WordErrors.NONE.wordErrorRate()));
        assertTrue(Double.isNaN(WordErrors.NONE.characterErrorRate()));
        assertTrue(Double.isNaN(WordErrors.NONE.accuracy()));
        WordErrors one = WordErrors.of("a", "b");
        assertEquals(one, WordErrors.NONE.plus(one));
    }

    @Test
    void spellingsOfOneTextAreEqual() {
        assertEquals("it's ten o'clock", WordErrors.normalised("  IT\u2019S ten\u2014O'Clock! "));
        assertEquals("well known said dogs", WordErrors.normalised("\u2018Well-known,\u2019 said 'dogs''"));
        assertEquals("caf\u00e9 fi 20", WordErrors.normalised("Cafe\u0301 \ufb01 20%"));
        assertEquals("", WordErrors.normalised(" ' -- '' "));
        assertEquals(1, WordErrors.of("PLACE BLUE", "Place, blue.").accuracy());
    }

    @Test
    void blanksBetweenWordsAreCharacters() {
        assertEquals(
                new EditCounts(7, 0, 1, 0), WordErrors.of("ice tea", "icetea").characters());
        assertEquals(2, WordErrors.of("ice tea", "icetea").words().errors());
    }

    @Test
    void amongEquallyFewEditsTheMostElementsStay() {
        assertEquals(new EditCounts(2, 0, 1, 1), WordErrors.of("a b", "b c").words());
        assertEquals(new EditCounts(2, 2, 0, 0), WordErrors.of("a b", "c d").words());
    }

    /** Every way to edit one text into another, tried out. */
    private static EditCounts tried(List<Integer> reference, List<Integer> recognised) {
        if (reference.isEmpty() || recognised.isEmpty()) {
            return new EditCounts(reference.size(), 0, reference.size(), recognised.size());
        }
        List<Integer> rest = reference.subList(1, reference.size());
        List<Integer> others = recognised.subList(1, recognised.size());
        long changed = reference.getFirst().equals(recognised.getFirst()) ? 0 : 1;
        EditCounts best = tried(rest, others).plus(new EditCounts(1, changed, 0, 0));
        for (EditCounts way : List.of(
                tried(rest, recognised).plus(new EditCounts(1, 0, 1, 0)),
                tried(reference, others).plus(new EditCounts(0, 0, 0, 1)))) {
            boolean fewer = way.errors() < best.errors();
            boolean asFew = way.errors() == best.errors() && way.substitutions() < best.substitutions();
            best = fewer || asFew ? way : best;
        }
        return best;
    }

    @Test
    void noWayOfEditingIsShorter() {
        Random random = new Random(6);
        for (int i = 0; i < 300; i++) {
            List<Integer> reference =
                    random.ints(random.nextInt(7), 0, 3).boxed().toList();
            List<Integer> recognised =
                    random.ints(random.nextInt(7), 0, 3).boxed().toList();
            assertEquals(
                    tried(reference, recognised),
                    EditCounts.between(reference, recognised),
                    reference + " as " + recognised);
        }
    }

    @Test
    void errorsOfLongTextsAddUp() {
        List<Integer> reference = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            reference.add(i);
        }
        List<Integer> recognised = new ArrayList<>(reference);
        recognised.set(10, -1);
        recognised.remove(2000);
        recognised.remove(1000);
        recognised.add(500, -2);
        assertEquals(new EditCounts(3000, 1, 2, 1), EditCounts.between(reference, recognised));
    }
}
