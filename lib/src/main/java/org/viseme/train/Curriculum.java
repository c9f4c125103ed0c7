package org.viseme.train;

import org.viseme.VisemeException;

/**
 * What a lip reader learns when. The decoder alone can learn how sentences go without looking at all, and on a small
 * corpus it does: so the encoder learns first which word each frame shows, where a corpus has the times of its words.
 *
 * @param frameSteps steps in which only the words of single frames are learnt; 0 for none
 * @param frameWeight weight of the words of single frames afterwards, beside the text's 1; 0 for none
 * @param frozenSteps steps after these in which the encoder stays as it is while the decoder learns to write
 * @param ctcWeight weight of the text by CTC, beside the text's 1; 0 for none
 * @param smoothing of the text's targets, see {@link org.viseme.loss.CrossEntropy}
 */
public record Curriculum(int frameSteps, double frameWeight, int frozenSteps, double ctcWeight, double smoothing) {
    public Curriculum {
        if (frameSteps < 0
                || frozenSteps < 0
                || !(frameWeight >= 0 && ctcWeight >= 0 && smoothing >= 0 && smoothing < 1)) {
            throw new VisemeException(
                    "frameSteps %d, frameWeight %s, frozenSteps %d, ctcWeight %s, smoothing %s"
                            .formatted(frameSteps, frameWeight, frozenSteps, ctcWeight, smoothing),
                    "cannot be learnt by",
                    "use 0 or more, and a smoothing below 1");
        }
    }

    /** Without CTC. */
    public Curriculum(int frameSteps, double frameWeight, int frozenSteps, double smoothing) {
        this(frameSteps, frameWeight, frozenSteps, 0, smoothing);
    }

    /** Whether words of single frames are learnt at all. */
    boolean tellsFrames() {
        return frameSteps > 0 || frameWeight > 0;
    }

    /** The weight of single frames in a step. */
    double frameWeight(long step) {
        return writes(step) ? frameWeight : 1;
    }

    /** Whether the text is learnt in a step. */
    boolean writes(long step) {
        return step >= frameSteps;
    }

    /** Whether the encoder stays as it is in a step. */
    boolean frozen(long step) {
        return writes(step) && step < frameSteps + frozenSteps;
    }
}
