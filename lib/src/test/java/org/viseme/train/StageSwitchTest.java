package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.viseme.train.TalkLipStages.Stage;

class StageSwitchTest {
    private static final TalkLipStages WAITING =
            new TalkLipStages(3, TalkLipStages.PLATEAU, TalkLipStages.PLATEAU, 2, 0.01);

    @Test
    void stagesBeginAtTheirSteps() {
        StageSwitch stage = StageSwitch.of(new TalkLipStages(3, 5, 9, 1, 0), true);
        assertEquals(Stage.DRAWING, stage.at(4).stage());
        assertEquals(0, stage.at(4).tunableLayers());
        assertEquals(Stage.LISTENING, stage.at(5).stage());
        assertEquals(3, stage.at(5).tunableLayers());
        assertEquals(Stage.READING, stage.at(9).stage());
        assertEquals(
                Stage.READING,
                StageSwitch.of(new TalkLipStages(3, 0, 0, 1, 0), true).stage());
    }

    @Test
    void whoHearsLocallyHasNoSecondStage() {
        StageSwitch stage = StageSwitch.of(new TalkLipStages(3, 5, 9, 1, 0), false);
        assertEquals(Stage.DRAWING, stage.at(8).stage());
        assertEquals(Stage.READING, stage.at(9).stage());
    }

    @Test
    void aStageEndsWhenTheErrorHasStoppedFalling() {
        StageSwitch stage = StageSwitch.of(WAITING, true).after(1, 0.5).after(2, 0.495);
        assertEquals(Stage.DRAWING, stage.stage());
        stage = stage.after(3, 0.494);
        assertEquals(Stage.LISTENING, stage.stage());
        // the next stage has its own course: the first measurement cannot end it
        stage = stage.after(4, 0.6).after(5, 0.599);
        assertEquals(Stage.LISTENING, stage.stage());
        StageSwitch resumed = StageSwitch.of(WAITING, true).resumed(stage.notes());
        assertEquals(stage, resumed);
        assertEquals(Stage.READING, resumed.after(6, 0.598).stage());
        assertEquals(
                Stage.READING, resumed.after(6, 0.598).after(7, 9).after(8, 9).stage());
    }
}
