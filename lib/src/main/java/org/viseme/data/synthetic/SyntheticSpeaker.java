package org.viseme.data.synthetic;

import java.util.List;
import java.util.Locale;
import org.viseme.VisemeException;

/**
 * Makes clips of a speaking head from words, with ground truth for everything: no recording is involved, and the same
 * words and settings give the same bytes.
 *
 * <pre>{@code
 * SyntheticClip clip = SyntheticSpeaker.speak(
 *         "place blue at f two now", ClipSpec.of(SyntheticIdentity.random(1), 160, 1));
 * clip.write(Path.of("clips"));
 * }</pre>
 */
public final class SyntheticSpeaker {
    private SyntheticSpeaker() {}

    /** A sentence of words from {@link Lexicon#standard()}, separated by spaces. */
    public static SyntheticClip speak(String sentence, ClipSpec spec) {
        String trimmed = sentence.trim().toLowerCase(Locale.ROOT);
        return speak(trimmed.isEmpty() ? List.of() : List.of(trimmed.split("\\s+")), spec);
    }

    /**
     * @param words from {@link Lexicon#standard()}
     * @throws VisemeException when a word is unknown or there is none
     */
    public static SyntheticClip speak(List<String> words, ClipSpec spec) {
        if (words.isEmpty()) {
            throw new VisemeException("synthetic sentence", "it has no words", "give at least one word");
        }
        double rate = spec.identity().voice().rate();
        String id = spec.identity().name() + "-" + Long.toUnsignedString(spec.seed());
        return new SyntheticClip(id, spec, PhoneTimeline.of(words, Lexicon.standard(), rate, spec.fps(), spec.seed()));
    }
}
