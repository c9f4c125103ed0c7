package org.viseme.text;

import java.util.List;
import org.viseme.VisemeException;

/** Splits texts into tokens with numbers, and puts them together again. */
public sealed interface Tokenizer permits Characters, Words, SentencePieces {
    Vocabulary vocabulary();

    /** The symbols that a text is made of, before they are numbered. */
    List<String> pieces(String text);

    /**
     * The tokens of a text, without any that begin or end it; what has no number becomes {@link Vocabulary#UNKNOWN}.
     */
    default int[] encode(String text) {
        return pieces(text).stream().mapToInt(vocabulary()::number).toArray();
    }

    /** The text of tokens, with one blank between words; of the special ones only the unknown one shows. */
    String decode(int[] tokens);

    /** What a checkpoint's configuration keeps of it. */
    TokenizerState state();

    /**
     * The tokenizer of a checkpoint's configuration.
     *
     * @throws VisemeException when the kind is not known
     */
    static Tokenizer of(TokenizerState state) {
        Vocabulary vocabulary = Vocabulary.of(state.symbols());
        return switch (state.kind()) {
            case Characters.KIND -> new Characters(vocabulary);
            case Words.KIND -> new Words(vocabulary);
            case SentencePieces.KIND -> new SentencePieces(vocabulary, state.modelBytes());
            default ->
                throw new VisemeException(
                        state.kind(),
                        "is no tokenizer that is known here",
                        "use a checkpoint of this version: characters, words or sentence pieces");
        };
    }

    /** Letters and marks of the texts that are given, in a fixed order, small. */
    static Tokenizer characters(List<String> texts) {
        return Characters.of(texts);
    }

    /** Words of the texts that are given, in alphabetical order, small. */
    static Tokenizer words(List<String> texts) {
        return Words.of(texts);
    }
}
