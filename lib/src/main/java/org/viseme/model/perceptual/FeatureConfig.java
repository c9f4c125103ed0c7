package org.viseme.model.perceptual;

import org.viseme.VisemeException;

/**
 * Size of a {@link FeatureNetwork} and of the questions that it is trained with.
 *
 * @param channels of its first map; the others have 2, 4, 8 and 8 times as many
 * @param speakers people to tell apart; 0 where that is not asked
 * @param words words to tell apart, the pause counting as one; 0 where that is not asked
 */
public record FeatureConfig(int channels, int speakers, int words) {
    public FeatureConfig {
        if (channels < 1 || speakers < 0 || words < 0) {
            throw new VisemeException(
                    "channels=" + channels + ", speakers=" + speakers + ", words=" + words,
                    "are no size of a network",
                    "use at least 1 channel, and 0 or more classes");
        }
    }

    /** How many answers a question has; 0 when it is not asked. */
    public int classes(FeatureTask task) {
        return switch (task) {
            case SPEAKER -> speakers;
            case WORD -> words;
            case TURN -> FeatureTask.TURNS;
        };
    }
}
