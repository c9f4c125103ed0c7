package org.viseme.data.synthetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.viseme.VisemeException;

class LexiconTest {
    private final Lexicon lexicon = Lexicon.standard();

    @Test
    void hasEnoughWordsAndEveryPhone() {
        assertTrue(lexicon.words().size() >= 60);
        Set<Phone> used = EnumSet.of(Phone.SIL, Phone.ZH);
        lexicon.words().forEach(word -> used.addAll(lexicon.pronounce(word).phones()));
        assertEquals(EnumSet.allOf(Phone.class), used);
    }

    @Test
    void theGrammarKeepsToTheLexiconAndUsesMostOfIt() {
        Set<String> said = new HashSet<>();
        for (long seed = 0; seed < 3000; seed++) {
            said.addAll(Grammar.sentence(seed));
        }
        assertTrue(lexicon.words().containsAll(said));
        assertTrue(
                said.size() > 0.8 * lexicon.words().size(),
                said.size() + " of " + lexicon.words().size());
    }

    @Test
    void confusableWordsDifferInOneSound() {
        for (List<String> group : Grammar.confusable()) {
            List<Phone> first = lexicon.pronounce(group.getFirst()).phones();
            for (String word : group) {
                List<Phone> phones = lexicon.pronounce(word).phones();
                assertEquals(first.size(), phones.size(), word);
                long different = IntStream.range(0, first.size())
                        .filter(i -> first.get(i) != phones.get(i))
                        .count();
                assertTrue(different <= 1, group.getFirst() + " and " + word);
            }
            Set<List<Phone>> all =
                    group.stream().map(w -> lexicon.pronounce(w).phones()).collect(Collectors.toSet());
            assertEquals(group.size(), all.size(), "no homophones in " + group);
        }
    }

    @Test
    void unknownWordsAreNamed() {
        ClipSpec spec = ClipSpec.of(SyntheticIdentity.random(1), 64, 1);
        VisemeException unknown =
                assertThrows(VisemeException.class, () -> SyntheticSpeaker.speak("hello xylophone", spec));
        assertTrue(unknown.getMessage().contains("xylophone"), unknown.getMessage());
        assertThrows(VisemeException.class, () -> SyntheticSpeaker.speak("  ", spec));
    }
}
