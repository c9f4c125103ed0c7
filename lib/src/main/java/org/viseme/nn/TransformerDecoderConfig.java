package org.viseme.nn;

import org.viseme.VisemeException;

/**
 * A {@link TransformerDecoder}.
 *
 * @param vocabulary tokens, with those that mean padding, end and unknown
 * @param padding the token that fills up shorter sequences
 * @param contextWidth values of a position of what is decoded
 * @param tied whether tokens are put out by the same weights that take them in
 * @param scaled whether what comes in is multiplied by the square root of the width
 */
public record TransformerDecoderConfig(
        int vocabulary, int padding, int contextWidth, TransformerConfig transformer, boolean tied, boolean scaled) {
    public TransformerDecoderConfig {
        if (vocabulary < 2 || padding < 0 || padding >= vocabulary || contextWidth < 1) {
            throw new VisemeException(
                    "vocabulary=%d, padding=%d, contextWidth=%d".formatted(vocabulary, padding, contextWidth),
                    "is no decoder",
                    "use at least two tokens, one of them the padding, and a positive width");
        }
        if (transformer.width() % 2 != 0) {
            throw new VisemeException(
                    "width=" + transformer.width(), "has no pairs of sine and cosine", "use an even width");
        }
    }

    public TransformerDecoderConfig withVocabulary(int tokens) {
        return new TransformerDecoderConfig(tokens, padding, contextWidth, transformer, tied, scaled);
    }

    public TransformerDecoderConfig withTransformer(TransformerConfig other) {
        return new TransformerDecoderConfig(vocabulary, padding, contextWidth, other, tied, scaled);
    }
}
