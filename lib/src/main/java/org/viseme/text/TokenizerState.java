package org.viseme.text;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Base64;
import java.util.List;

/**
 * A tokenizer as a checkpoint keeps it.
 *
 * @param kind {@code characters}, {@code words} or {@code sentencepiece}
 * @param symbols of the vocabulary, without the special ones
 * @param model a SentencePiece model file in base 64; empty for the other kinds
 */
public record TokenizerState(String kind, List<String> symbols, String model) {
    public TokenizerState {
        symbols = List.copyOf(symbols);
    }

    static TokenizerState of(String kind, Vocabulary vocabulary) {
        return new TokenizerState(kind, vocabulary.own(), "");
    }

    static TokenizerState of(String kind, Vocabulary vocabulary, byte[] model) {
        return new TokenizerState(kind, vocabulary.own(), Base64.getEncoder().encodeToString(model));
    }

    @JsonIgnore
    byte[] modelBytes() {
        return Base64.getDecoder().decode(model);
    }
}
