package org.viseme.model.avhubert;

import org.viseme.VisemeException;
import org.viseme.nn.DropoutRates;
import org.viseme.nn.TransformerConfig;
import org.viseme.nn.TransformerConfig.Activation;
import org.viseme.nn.TransformerDecoderConfig;

/**
 * An {@link AvHubert}: what sees and hears, and what writes.
 *
 * @param decoder its context is as wide as the encoder
 */
public record AvHubertConfig(AvHubertEncoderConfig encoder, TransformerDecoderConfig decoder) {
    /** The token that fills up shorter transcripts. */
    public static final int PADDING = 1;

    /** The token that ends a transcript; decoding starts with it as well. */
    public static final int END = 2;

    /** The token for what is in no vocabulary. */
    public static final int UNKNOWN = 3;

    /** Tokens that mean no text: {@code <s>}, {@code <pad>}, {@code </s>} and {@code <unk>}. */
    public static final int SPECIAL_TOKENS = 4;

    private static final int PUBLISHED_VOCABULARY = 1000;

    public AvHubertConfig {
        if (decoder.contextWidth() != encoder.transformer().width()) {
            throw new VisemeException(
                    "a decoder of contexts of width " + decoder.contextWidth(),
                    "does not fit an encoder of width " + encoder.transformer().width(),
                    "use equal widths");
        }
    }

    /** The base model with the decoder of its fine-tuning. */
    public static AvHubertConfig base() {
        return of(AvHubertEncoderConfig.base(), 6, 768, 3072, 4);
    }

    /** The large model with the decoder of its fine-tuning. */
    public static AvHubertConfig large() {
        return of(AvHubertEncoderConfig.large(), 9, 1024, 4096, 8);
    }

    /**
     * For CPUs.
     *
     * @param vocabulary tokens, with the {@link #SPECIAL_TOKENS}
     */
    public static AvHubertConfig tiny(int vocabulary) {
        return of(AvHubertEncoderConfig.tiny(), 2, 160, 640, 4).withVocabulary(vocabulary);
    }

    private static AvHubertConfig of(AvHubertEncoderConfig encoder, int layers, int width, int hidden, int heads) {
        return new AvHubertConfig(
                encoder,
                new TransformerDecoderConfig(
                        PUBLISHED_VOCABULARY,
                        PADDING,
                        encoder.transformer().width(),
                        new TransformerConfig(
                                layers, width, hidden, heads, Activation.RELU, new DropoutRates(0.1, 0, 0.1, 0)),
                        true,
                        false));
    }

    public AvHubertConfig withVocabulary(int tokens) {
        return new AvHubertConfig(encoder, decoder.withVocabulary(tokens));
    }

    public AvHubertConfig withEncoder(AvHubertEncoderConfig other) {
        return new AvHubertConfig(other, decoder);
    }

    /** With nothing forgotten in training. */
    public AvHubertConfig withoutDropout() {
        return new AvHubertConfig(
                encoder.withDropout(DropoutRates.NONE),
                decoder.withTransformer(decoder.transformer().withDropout(DropoutRates.NONE)));
    }
}
