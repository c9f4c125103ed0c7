package org.viseme.data;

import org.viseme.VisemeException;

/**
 * What batches of whole utterances are made of.
 *
 * @param clips clips a batch
 * @param sorted batches whose clips are drawn together and then sorted by length, so that little of a batch is padding;
 *     1 for none
 * @param longestFrames frames that are taken of a clip at most: of a longer one a part, drawn at random
 * @param seed of all random choices
 * @param augmentation changes of the pictures: mirrored, brighter or darker, and moved by up to {@code shift} pixels, 4
 *     of which are AV-HuBERT's random crop of 88 out of 96 pixels. Blur and loudness are not changed here.
 */
public record UtteranceSampling(int clips, int sorted, int longestFrames, long seed, Augmentation augmentation) {
    public UtteranceSampling {
        if (clips < 1 || sorted < 1 || longestFrames < 1) {
            throw new VisemeException(
                    clips + " clips, sorted " + sorted + ", longestFrames " + longestFrames,
                    "no batch can be made of that",
                    "use 1 or more of each");
        }
        if (augmentation.degrade() != 0 || augmentation.loudness() != 0) {
            throw new VisemeException(
                    "degrade " + augmentation.degrade() + ", loudness " + augmentation.loudness(),
                    "utterances are neither blurred nor made louder",
                    "use 0 for both");
        }
    }

    public UtteranceSampling withClips(int count) {
        return new UtteranceSampling(count, sorted, longestFrames, seed, augmentation);
    }
}
