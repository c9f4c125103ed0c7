package org.viseme.model.perceptual;

import java.util.Locale;

/** What a {@link FeatureNetwork} is asked about a picture of a face while it is trained. */
public enum FeatureTask {
    /** Who is it? */
    SPEAKER,
    /** What is being said at that moment, if anything? */
    WORD,
    /** By how many quarter turns is the picture turned (Gidaris et al., "Unsupervised representation learning", 2018)? */
    TURN;

    /** Answers to {@link #TURN}: 0, 90, 180 and 270 degrees. */
    public static final int TURNS = 4;

    /** In tables. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
