package org.viseme.data.synthetic;

import java.util.ArrayList;
import java.util.List;
import org.viseme.data.Word;

/**
 * A sentence in time: phones without gaps from 0 to the end of the clip, silences included, and the words they make.
 * The clip ends on a whole video frame.
 *
 * @param phones all phones in order, silence as {@link Phone#SIL}
 * @param frames the number of video frames
 * @param seconds the length, {@code frames / fps}
 */
public record PhoneTimeline(List<PhoneSpan> phones, List<Word> words, int frames, double seconds) {
    private static final double FINAL_LENGTHENING = 1.35;

    public PhoneTimeline {
        phones = List.copyOf(phones);
        words = List.copyOf(words);
    }

    /**
     * Gives each phone its time. Lengths vary a little with the seed, by position and not by phone, so that sentences
     * that differ in sounds of one viseme have the same times.
     */
    public static PhoneTimeline of(List<String> sentence, Lexicon lexicon, double rate, double fps, long seed) {
        SeededDraw draw = SeededDraw.of(seed, "timing");
        List<PhoneSpan> phones = new ArrayList<>();
        List<Word> words = new ArrayList<>();
        double now = draw.between(0.24, 0.4);
        phones.add(new PhoneSpan(Phone.SIL, -1, false, 0, now));
        for (int w = 0; w < sentence.size(); w++) {
            boolean last = w == sentence.size() - 1;
            Pronunciation pronunciation = lexicon.pronounce(sentence.get(w));
            double start = now;
            for (int p = 0; p < pronunciation.phones().size(); p++) {
                Phone phone = pronunciation.phones().get(p);
                boolean stressed = p == pronunciation.stressed();
                double seconds = phone.viseme().seconds() / rate * Math.clamp(1 + 0.07 * draw.gaussian(), 0.85, 1.15);
                if (phone.isVowel()) {
                    seconds *= stressed ? 1.15 : 0.85;
                }
                if (last && p >= Math.max(pronunciation.stressed(), 0)) {
                    seconds *= FINAL_LENGTHENING;
                }
                phones.add(new PhoneSpan(phone, w, stressed, now, now + seconds));
                now += seconds;
            }
            words.add(new Word(sentence.get(w), start, now));
            boolean pauses = draw.chance(0.12);
            double pause = draw.between(0.09, 0.17);
            if (pauses && !last) {
                phones.add(new PhoneSpan(Phone.SIL, -1, false, now, now + pause));
                now += pause;
            }
        }
        int frames = (int) Math.ceil((now + draw.between(0.3, 0.45)) * fps);
        double seconds = frames / fps;
        phones.add(new PhoneSpan(Phone.SIL, -1, false, now, seconds));
        return new PhoneTimeline(phones, words, frames, seconds);
    }
}
