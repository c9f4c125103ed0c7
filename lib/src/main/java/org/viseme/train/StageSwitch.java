package org.viseme.train;

import java.util.Map;
import org.viseme.train.TalkLipStages.Stage;

/**
 * How far a TalkLip training is in its stages. A value; {@link #at} and {@link #after} make the next one, and no stage comes
 * back.
 *
 * @param listens whether there is a second stage
 * @param stage what is learnt now
 * @param plateau the course of the held-out L1 error in this stage
 */
record StageSwitch(TalkLipStages stages, boolean listens, Stage stage, EarlyStop plateau) {
    private static final String STAGE = "stage";
    private static final String COURSE = "stage_course";

    /** Before the first step. */
    static StageSwitch of(TalkLipStages stages, boolean listens) {
        return new StageSwitch(stages, listens, Stage.DRAWING, course(stages)).at(0);
    }

    private static EarlyStop course(TalkLipStages stages) {
        return EarlyStop.of(stages.plateauPatience(), stages.plateauImprovement());
    }

    /** When so many steps are done. */
    StageSwitch at(long step) {
        if (stage == Stage.READING) {
            return this;
        }
        int from = stages.from(following());
        return from == TalkLipStages.PLATEAU || step < from ? this : next().at(step);
    }

    /** With one more measurement on held-out clips. */
    StageSwitch after(long step, double error) {
        StageSwitch measured = new StageSwitch(stages, listens, stage, plateau.after(step, error));
        boolean waits = stage != Stage.READING && stages.from(following()) == TalkLipStages.PLATEAU;
        return waits && measured.plateau.isOver() ? measured.next() : measured;
    }

    private Stage following() {
        return stage == Stage.DRAWING && listens ? Stage.LISTENING : Stage.READING;
    }

    private StageSwitch next() {
        return new StageSwitch(stages, listens, following(), course(stages));
    }

    /** Layers of the listener's transformer that learn now. */
    int tunableLayers() {
        return stage == Stage.DRAWING ? 0 : stages.listenerLayers();
    }

    /** What a checkpoint notes. */
    Map<String, String> notes() {
        return Map.of(STAGE, stage.name(), COURSE, plateau.toJson());
    }

    /** What was noted, if anything. */
    StageSwitch resumed(Map<String, String> notes) {
        return notes.containsKey(STAGE)
                ? new StageSwitch(stages, listens, Stage.valueOf(notes.get(STAGE)), plateau.resumed(notes.get(COURSE)))
                : this;
    }
}
