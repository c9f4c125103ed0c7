package org.viseme.model.talklip;

import org.viseme.VisemeException;
import org.viseme.model.avhubert.AvHubertEncoderConfig;
import org.viseme.model.wav2lip.Wav2LipConfig;

/**
 * A {@link TalkLip} network.
 *
 * @param channels of the first face convolution; all other layers of the face are multiples of it, as in {@link
 *     Wav2LipConfig}
 * @param hearing how much of the speech one frame hears
 * @param encoder what hears the whole utterance, where {@code hearing} is global; not looked at otherwise
 * @param contextWidth values of the visual context features that contrastive learning compares the speech with: the width
 *     of the lip-reading expert; 0 for a network without the projection onto them
 */
public record TalkLipConfig(int channels, Hearing hearing, AvHubertEncoderConfig encoder, int contextWidth) {
    /** How much of the speech one frame hears. */
    public enum Hearing {
        /** 0.2 s, by convolutions over a mel window (table 3). */
        LOCAL,
        /** The whole utterance, by AV-HuBERT's transformer (section 6.2). */
        GLOBAL
    }

    public TalkLipConfig {
        if (channels < 1 || contextWidth < 0) {
            throw new VisemeException(
                    "channels=%d, contextWidth=%d".formatted(channels, contextWidth),
                    "is no size of a network",
                    "use at least 1 channel, and a contextWidth of 0 or more");
        }
    }

    /** The paper's (l), with the projection of (+ c). */
    public static TalkLipConfig local() {
        AvHubertEncoderConfig base = AvHubertEncoderConfig.base();
        return new TalkLipConfig(
                Wav2LipConfig.paper().channels(),
                Hearing.LOCAL,
                base,
                base.transformer().width());
    }

    /** The paper's (g), with the projection of (+ c): the network that was published. */
    public static TalkLipConfig global() {
        return local().withHearing(Hearing.GLOBAL);
    }

    /** {@link #local} with a quarter of the channels, beside the tiny AV-HuBERT: for CPUs. */
    public static TalkLipConfig localTiny() {
        AvHubertEncoderConfig tiny = AvHubertEncoderConfig.tiny();
        return new TalkLipConfig(
                Wav2LipConfig.tiny().channels(),
                Hearing.LOCAL,
                tiny,
                tiny.transformer().width());
    }

    /** {@link #global} with a quarter of the channels and the tiny AV-HuBERT: for CPUs. */
    public static TalkLipConfig globalTiny() {
        return localTiny().withHearing(Hearing.GLOBAL);
    }

    public TalkLipConfig withChannels(int size) {
        return new TalkLipConfig(size, hearing, encoder, contextWidth);
    }

    public TalkLipConfig withHearing(Hearing other) {
        return new TalkLipConfig(channels, other, encoder, contextWidth);
    }

    public TalkLipConfig withEncoder(AvHubertEncoderConfig other) {
        return new TalkLipConfig(channels, hearing, other, contextWidth);
    }

    public TalkLipConfig withContextWidth(int width) {
        return new TalkLipConfig(channels, hearing, encoder, width);
    }

    /** The U-Net over the face, and what hears locally; the quality discriminator is of its size too. */
    public Wav2LipConfig face() {
        return new Wav2LipConfig(channels);
    }

    /** Values of the embedding of speech that belongs to a frame: 512 local and 768 global ones in the paper's sizes. */
    public int speechWidth() {
        return hearing == Hearing.LOCAL ? bottleneck() : encoder.transformer().width();
    }

    /** Values from which a face is drawn. */
    int bottleneck() {
        return 32 * channels;
    }
}
