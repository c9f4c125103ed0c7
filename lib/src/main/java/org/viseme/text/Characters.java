package org.viseme.text;

import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * Every character is a token, small letters alone; {@value #BLANK} stands for the blank between words, as in fairseq's
 * letter dictionaries.
 */
public final class Characters implements Tokenizer {
    static final String KIND = "characters";
    private static final String BLANK = "|";

    private final Vocabulary vocabulary;

    public Characters(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** Those that occur in texts, the blank among them. */
    public static Characters of(List<String> texts) {
        TreeSet<String> symbols = new TreeSet<>();
        symbols.add(BLANK);
        texts.forEach(text -> symbols.addAll(split(text)));
        return new Characters(Vocabulary.of(List.copyOf(symbols)));
    }

    private static List<String> split(String text) {
        return Words.small(text)
                .replace(" ", BLANK)
                .codePoints()
                .mapToObj(Character::toString)
                .toList();
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    @Override
    public List<String> pieces(String text) {
        return split(text);
    }

    @Override
    public String decode(int[] tokens) {
        StringBuilder text = new StringBuilder();
        Words.shown(tokens).forEach(token -> text.append(vocabulary.symbol(token)));
        return text.toString().replace(BLANK, " ").replaceAll(" +", " ").strip();
    }

    @Override
    public TokenizerState state() {
        return TokenizerState.of(KIND, vocabulary);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%,d characters", vocabulary.own().size());
    }
}
