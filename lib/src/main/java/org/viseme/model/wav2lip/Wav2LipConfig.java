package org.viseme.model.wav2lip;

import org.viseme.VisemeException;
import org.viseme.nn.CbamConfig;
import org.viseme.nn.CbamConfig.Attention;

/**
 * What a generator of the Wav2Lip family is made of: Wav2Lip itself, AttnWav2Lip with its ablations, LPIPS-AttnWav2Lip
 * with its own.
 *
 * @param channels output channels of the first face convolution; all other layers are multiples of it
 * @param depth how far the face is condensed
 * @param cbam the attention blocks: after each block of a deep network's face encoder and decoder, between every
 *     two convolutions of such a block of a shallow one
 * @param alignments semantic alignment modules in a row, which bring the speech into the condensed face of a shallow
 *     network; 9 in LPIPS-AttnWav2Lip, 1 in its ablation, 0 where face and speech are concatenated instead; 0 in a deep
 *     network
 * @param globalRatio share of the channels of an alignment's Fourier convolution that see everything; 0.75 in LaMa
 */
public record Wav2LipConfig(int channels, Depth depth, CbamConfig cbam, int alignments, double globalRatio) {
    /** Width and height of the faces, in pixels. */
    public static final int FACE_SIZE = 96;

    /** Mel bands a window. */
    public static final int MEL_BANDS = 80;

    /** Mel columns a window: 0.2 s, five frames at 25 fps. */
    public static final int MEL_COLUMNS = 16;

    private static final int TINY = 4;

    /** How far the face is condensed before the speech meets it. */
    public enum Depth {
        /** To 1 pixel in seven blocks: Wav2Lip and AttnWav2Lip. */
        DEEP,
        /** To 6x6 pixels in five blocks: LPIPS-AttnWav2Lip. */
        SHALLOW
    }

    public Wav2LipConfig {
        if (channels < 1) {
            throw new VisemeException("channels=" + channels, "is no size of a network", "use at least 1");
        }
        if (alignments < 0 || (alignments > 0 && depth == Depth.DEEP)) {
            throw new VisemeException(
                    "alignments=" + alignments,
                    "do not fit a network of depth " + depth.name().toLowerCase(java.util.Locale.ROOT),
                    "use depth=shallow with 0 or more alignments, or depth=deep with 0");
        }
        if (!(globalRatio > 0 && globalRatio < 1)) {
            throw new VisemeException(
                    "globalRatio=" + globalRatio,
                    "leaves one of two branches without channels",
                    "use a share between 0 and 1, such as 0.75");
        }
    }

    /** Wav2Lip of that size. */
    public Wav2LipConfig(int channels) {
        this(channels, Depth.DEEP, CbamConfig.of(Attention.NONE), 0, 0.75);
    }

    /** As published: 36.3 million weights. */
    public static Wav2LipConfig paper() {
        return new Wav2LipConfig(16);
    }

    /**
     * A quarter of the channels everywhere: 2.3 million weights, for CPUs. An attention to channels has as many hidden ones as
     * in the paper's size: a quarter of them would be one or two in most blocks, which random weights can silence for good.
     */
    public static Wav2LipConfig tiny() {
        return new Wav2LipConfig(TINY).compact();
    }

    /** AttnWav2Lip of the paper's size: 36.5 million weights. {@link #withAttention} gives its ablations. */
    public static Wav2LipConfig attn() {
        return paper().withAttention(Attention.BOTH);
    }

    /** {@link #attn} with a quarter of the channels. */
    public static Wav2LipConfig attnTiny() {
        return attn().withChannels(TINY).compact();
    }

    /** LPIPS-AttnWav2Lip of the paper's size: 15.9 million weights. {@link #withAlignments} gives its ablations. */
    public static Wav2LipConfig lpips() {
        return new Wav2LipConfig(16, Depth.SHALLOW, CbamConfig.of(Attention.BOTH), 9, 0.75);
    }

    /** {@link #lpips} with a quarter of the channels. */
    public static Wav2LipConfig lpipsTiny() {
        return lpips().withChannels(TINY).compact();
    }

    private Wav2LipConfig compact() {
        CbamConfig wider = cbam.withReduction(cbam.reduction() / TINY);
        return new Wav2LipConfig(channels, depth, wider, alignments, globalRatio);
    }

    public Wav2LipConfig withChannels(int size) {
        return new Wav2LipConfig(size, depth, cbam, alignments, globalRatio);
    }

    public Wav2LipConfig withAttention(Attention attention) {
        return new Wav2LipConfig(channels, depth, cbam.with(attention), alignments, globalRatio);
    }

    public Wav2LipConfig withAlignments(int count) {
        return new Wav2LipConfig(channels, depth, cbam, count, globalRatio);
    }
}
