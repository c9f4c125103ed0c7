package org.viseme.train;

import org.viseme.data.UtteranceBatch;

/**
 * A clip as an iteration of {@link Pretraining} sees it.
 *
 * @param clip as it is, a batch of one
 * @param shown the same with other pictures where they are hidden
 * @param unheard whether the sound of a frame is hidden
 * @param unseen whether the picture of a frame is another one
 * @param clusters what is to be told of each frame
 * @param told the cluster that the network finds most probable in each frame
 */
public record HiddenClip(
        UtteranceBatch clip, UtteranceBatch shown, boolean[] unheard, boolean[] unseen, int[] clusters, int[] told) {
    /** Whether sound or picture of a frame is hidden. */
    public boolean hidden(int frame) {
        return unheard[frame] || unseen[frame];
    }

    /** The clusters of what is hidden, -1 elsewhere. */
    public int[] wanted() {
        return ofHidden(clusters);
    }

    /** What the network tells of what is hidden, -1 elsewhere. */
    public int[] guessed() {
        return ofHidden(told);
    }

    private int[] ofHidden(int[] all) {
        int[] chosen = all.clone();
        for (int frame = 0; frame < chosen.length; frame++) {
            chosen[frame] = hidden(frame) ? all[frame] : -1;
        }
        return chosen;
    }
}
