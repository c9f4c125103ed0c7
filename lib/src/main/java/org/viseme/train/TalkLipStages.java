package org.viseme.train;

import org.viseme.VisemeException;

/**
 * What a TalkLip generator learns when: to draw, then to listen as well, then to be read. A stage begins at its step, or,
 * where that is {@value #PLATEAU}, when the held-out L1 error has stopped falling in the stage before it.
 *
 * @param listenerLayers layers of the transformer that learn from the second stage on, its last ones; 3 in the paper. A
 *     generator that hears locally has none, and no second stage
 * @param listeningFrom the step at which the second stage begins
 * @param readingFrom the step at which the third one does, with the lip-reading and contrastive losses
 * @param plateauPatience measurements without an improvement that end a stage
 * @param plateauImprovement by how much the held-out L1 error of the lower half has to fall to count
 */
public record TalkLipStages(
        int listenerLayers, int listeningFrom, int readingFrom, int plateauPatience, double plateauImprovement) {
    /** When the stage before it is over by itself. */
    public static final int PLATEAU = -1;

    /** What is learnt. */
    enum Stage {
        /** L1 and the adversarial loss; what hears whole utterances stays as it is. */
        DRAWING,
        /** The same with the last layers of what hears. */
        LISTENING,
        /** With the lip-reading and contrastive losses. */
        READING
    }

    public TalkLipStages {
        if (listenerLayers < 0 || listeningFrom < PLATEAU || readingFrom < PLATEAU || plateauPatience < 1) {
            throw new VisemeException(
                    "listenerLayers=%d, listeningFrom=%d, readingFrom=%d, plateauPatience=%d"
                            .formatted(listenerLayers, listeningFrom, readingFrom, plateauPatience),
                    "are no stages",
                    "use steps of 0 or more, or " + PLATEAU + " to wait for the error, and a patience of 1 or more");
        }
    }

    /** As published: a stage ends with the sixth measurement in a row that is no new minimum. */
    static TalkLipStages paper() {
        return new TalkLipStages(3, PLATEAU, PLATEAU, 6, 0);
    }

    /** The step at which a stage begins. */
    int from(Stage stage) {
        return switch (stage) {
            case DRAWING -> 0;
            case LISTENING -> listeningFrom;
            case READING -> readingFrom;
        };
    }
}
