package org.viseme.nn;

import org.viseme.VisemeException;

/**
 * What attention blocks look at.
 *
 * @param attention which modules they have
 * @param reduction how many times fewer channels the hidden layer of the channel attention has; 16 in CBAM
 * @param kernel of the spatial attention, odd; 7 in CBAM, 7 or 3 in AttnWav2Lip
 */
public record CbamConfig(Attention attention, int reduction, int kernel) {
    /** The modules of a block. */
    public enum Attention {
        /** No block at all. */
        NONE,
        /** SattnWav2Lip. */
        SPATIAL,
        /** CattnWav2Lip. */
        CHANNEL,
        /** Channels first, then places: CBAM. */
        BOTH
    }

    public CbamConfig {
        if (reduction < 1 || kernel < 1 || kernel % 2 == 0) {
            throw new VisemeException(
                    "reduction " + reduction + ", kernel " + kernel,
                    "no attention block can be made with",
                    "use a reduction of at least 1 and an odd kernel, such as 16 and 7");
        }
    }

    /** With the sizes of CBAM. */
    public static CbamConfig of(Attention attention) {
        return new CbamConfig(attention, 16, 7);
    }

    public CbamConfig withReduction(int times) {
        return new CbamConfig(attention, times, kernel);
    }

    public CbamConfig with(Attention other) {
        return new CbamConfig(other, reduction, kernel);
    }
}
