package org.viseme.text;

import ai.djl.sentencepiece.SpTokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.viseme.VisemeException;

/**
 * Pieces of words by a SentencePiece model (Kudo and Richardson, 2018), numbered by a dictionary of fairseq: what
 * AV-HuBERT is fine-tuned with. A piece that begins a word begins with {@code \u2581}. Texts are given to the model as
 * they are: whether letters are large or small is part of what it was trained with.
 */
public final class SentencePieces implements Tokenizer {
    static final String KIND = "sentencepiece";
    private static final String WORD_BEGIN = "\u2581";

    private final Vocabulary vocabulary;
    private final byte[] model;
    private final Optional<SpTokenizer> pieces;

    /**
     * @param model the bytes of a SentencePiece model; none where texts are only put together, which needs no model
     * @throws VisemeException when they are no model
     */
    public SentencePieces(Vocabulary vocabulary, byte[] model) {
        this(vocabulary, model, "the SentencePiece model");
    }

    private SentencePieces(Vocabulary vocabulary, byte[] model, String source) {
        this.vocabulary = vocabulary;
        this.model = model.clone();
        try {
            this.pieces = model.length == 0 ? Optional.empty() : Optional.of(new SpTokenizer(model));
        } catch (RuntimeException e) {
            throw new VisemeException(
                    source, "is no SentencePiece model", "use the .model file that belongs to the checkpoint", e);
        }
    }

    /**
     * @param model a SentencePiece {@code .model} file
     * @param dictionary fairseq's {@code dict.txt} of the same pieces
     * @throws VisemeException when one of them is missing or damaged
     */
    public static SentencePieces read(Path model, Path dictionary) {
        try {
            return new SentencePieces(Vocabulary.readFairseq(dictionary), Files.readAllBytes(model), model.toString());
        } catch (NoSuchFileException e) {
            throw new VisemeException(
                    model.toString(), "is missing", "use the .model file that belongs to the checkpoint", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The pieces of a text.
     *
     * @throws VisemeException when there is no model
     */
    @Override
    public List<String> pieces(String text) {
        return pieces.map(splitter -> splitter.tokenize(text))
                .orElseThrow(() -> new VisemeException(
                        "a vocabulary of sentence pieces",
                        "cannot split a text without its model",
                        "give the .model file that belongs to the checkpoint"));
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    @Override
    public String decode(int[] tokens) {
        String joined = Words.shown(tokens).mapToObj(vocabulary::symbol).collect(Collectors.joining());
        return joined.replace(WORD_BEGIN, " ").replaceAll(" +", " ").strip();
    }

    @Override
    public TokenizerState state() {
        return TokenizerState.of(KIND, vocabulary, model);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%,d sentence pieces", vocabulary.own().size());
    }
}
