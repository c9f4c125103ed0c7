package org.viseme.text;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Every word is a token, in small letters: for corpora with few different words, such as GRID with its 51. */
public final class Words implements Tokenizer {
    static final String KIND = "words";
    private final Vocabulary vocabulary;

    public Words(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** Those that occur in texts. */
    public static Words of(List<String> texts) {
        TreeSet<String> symbols = new TreeSet<>();
        texts.forEach(text -> symbols.addAll(split(text)));
        return new Words(Vocabulary.of(List.copyOf(symbols)));
    }

    private static List<String> split(String text) {
        String small = small(text);
        return small.isEmpty() ? List.of() : Arrays.asList(small.split(" "));
    }

    /** In small letters, one blank between words. */
    static String small(String text) {
        return text.toLowerCase(Locale.ROOT).strip().replaceAll("\\s+", " ");
    }

    /** Tokens that are part of a text. */
    static IntStream shown(int[] tokens) {
        return Arrays.stream(tokens).filter(token -> token >= Vocabulary.UNKNOWN);
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
        return shown(tokens).mapToObj(vocabulary::symbol).collect(Collectors.joining(" "));
    }

    @Override
    public TokenizerState state() {
        return TokenizerState.of(KIND, vocabulary);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%,d words", vocabulary.own().size());
    }
}
