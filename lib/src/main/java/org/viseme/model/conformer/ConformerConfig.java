package org.viseme.model.conformer;

import org.viseme.VisemeException;
import org.viseme.nn.DropoutRates;
import org.viseme.nn.TransformerConfig;
import org.viseme.nn.TransformerConfig.Activation;
import org.viseme.nn.TransformerDecoderConfig;

/**
 * A {@link ConformerReader}.
 *
 * @param channels of the visual front end's first convolution; its last stage has eight times as many
 * @param encoder the Conformer's layers
 * @param kernel frames under its convolutions, an odd number
 * @param decoder writes the text
 * @param ctcWeight share of the connectionist temporal classification in scores, 0..1
 */
public record ConformerConfig(
        int channels, TransformerConfig encoder, int kernel, TransformerDecoderConfig decoder, double ctcWeight) {
    /** The token of connectionist temporal classification that means nothing new; in transcripts it fills up. */
    public static final int BLANK = 0;

    private static final int PUBLISHED_VOCABULARY = 5049;

    public ConformerConfig {
        if (channels < 1 || kernel < 1 || kernel % 2 == 0 || !(ctcWeight >= 0 && ctcWeight <= 1)) {
            throw new VisemeException(
                    "channels=%d, kernel=%d, ctcWeight=%s".formatted(channels, kernel, ctcWeight),
                    "is no reader",
                    "use positive channels, an odd kernel and a weight between 0 and 1");
        }
        if (decoder.contextWidth() != encoder.width() || decoder.padding() != BLANK) {
            throw new VisemeException(
                    "a decoder of contexts of width " + decoder.contextWidth(),
                    "does not fit an encoder of width " + encoder.width(),
                    "use equal widths, and padding with token " + BLANK);
        }
    }

    /** As published: 12 layers of 768 values, 6 of them in the decoder; 250 million weights. */
    public static ConformerConfig paper() {
        return of(64, 768, 3072, 12, 12, 6, 31).withVocabulary(PUBLISHED_VOCABULARY);
    }

    /**
     * For CPUs.
     *
     * @param vocabulary tokens, with the blank, which is the first, and the one that begins and ends, which is the last
     */
    public static ConformerConfig tiny(int vocabulary) {
        return of(16, 128, 512, 4, 4, 2, 15).withVocabulary(vocabulary);
    }

    private static ConformerConfig of(
            int channels, int width, int hidden, int heads, int layers, int decoderLayers, int kernel) {
        DropoutRates rates = new DropoutRates(0.1, 0, 0.1, 0);
        return new ConformerConfig(
                channels,
                new TransformerConfig(layers, width, hidden, heads, Activation.RELU, rates),
                kernel,
                new TransformerDecoderConfig(
                        PUBLISHED_VOCABULARY,
                        BLANK,
                        width,
                        new TransformerConfig(decoderLayers, width, hidden, heads, Activation.RELU, rates),
                        false,
                        true),
                0.1);
    }

    public ConformerConfig withVocabulary(int tokens) {
        return new ConformerConfig(channels, encoder, kernel, decoder.withVocabulary(tokens), ctcWeight);
    }

    /** The token that begins and ends a transcript: the last one. */
    public int end() {
        return decoder.vocabulary() - 1;
    }
}
