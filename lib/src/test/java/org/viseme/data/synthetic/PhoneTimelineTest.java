package org.viseme.data.synthetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.viseme.data.Word;

class PhoneTimelineTest {
    @Property(tries = 300, seed = "1")
    void everySentenceOfTheGrammarHasConsistentTimes(
            @ForAll long seed,
            @ForAll @DoubleRange(min = 0.7, max = 1.4) double rate,
            @ForAll @IntRange(min = 10, max = 60) int fps) {
        List<String> sentence = Grammar.sentence(seed);
        PhoneTimeline timeline = PhoneTimeline.of(sentence, Lexicon.standard(), rate, fps, seed);
        double now = 0;
        for (PhoneSpan span : timeline.phones()) {
            assertEquals(now, span.startSeconds(), 1e-9);
            assertTrue(span.seconds() > 0.02, span + " is too short");
            now = span.endSeconds();
        }
        assertEquals(timeline.seconds(), now, 1e-9);
        assertEquals(timeline.frames(), Math.round(timeline.seconds() * fps));
        assertEquals(sentence, timeline.words().stream().map(Word::text).toList());
        for (int w = 0; w < sentence.size(); w++) {
            int index = w;
            List<PhoneSpan> spans =
                    timeline.phones().stream().filter(s -> s.word() == index).toList();
            assertEquals(
                    Lexicon.standard().pronounce(sentence.get(w)).phones(),
                    spans.stream().map(PhoneSpan::phone).toList());
            assertEquals(
                    timeline.words().get(w).startSeconds(), spans.getFirst().startSeconds(), 1e-9);
            assertEquals(timeline.words().get(w).endSeconds(), spans.getLast().endSeconds(), 1e-9);
        }
    }

    @Property(tries = 100, seed = "2")
    void lipsCloseForBilabialsAndOpenForOpenVowels(@ForAll long seed) {
        PhoneTimeline timeline = PhoneTimeline.of(Grammar.sentence(seed), Lexicon.standard(), 1, 25, seed);
        ArticulationTrack track = new ArticulationTrack(timeline);
        for (PhoneSpan span : timeline.phones()) {
            MouthPose mouth = track.at(span.centreSeconds());
            if (span.phone().viseme() == Viseme.BILABIAL) {
                assertEquals(0, mouth.opening(), 0.01, span + " is closed");
            } else if (span.phone() == Phone.AA || span.phone() == Phone.AE) {
                assertTrue(mouth.opening() > 0.35, span + " is open: " + mouth);
            } else if (span.phone().viseme() == Viseme.LABIODENTAL) {
                assertTrue(mouth.bite() > 0.95, span + " bites: " + mouth);
            } else if (span.phone() == Phone.UW || span.phone() == Phone.W) {
                assertTrue(mouth.rounding() > 0.45, span + " is round: " + mouth);
            }
            assertTrue(mouth.opening() >= 0 && mouth.opening() <= 1.2, mouth.toString());
        }
    }

    @Property(tries = 100, seed = "2")
    void roundingStartsBeforeTheSound(@ForAll long seed) {
        PhoneTimeline timeline = PhoneTimeline.of(List.of("the", "shoe"), Lexicon.standard(), 1, 25, seed);
        ArticulationTrack track = new ArticulationTrack(timeline);
        PhoneSpan vowel = timeline.phones().get(timeline.phones().size() - 2);
        assertEquals(Phone.UW, vowel.phone());
        assertTrue(track.at(vowel.startSeconds()).rounding() > 0.6);
    }
}
