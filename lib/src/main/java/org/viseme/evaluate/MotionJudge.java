package org.viseme.evaluate;

import java.util.List;
import org.viseme.data.ClipMedia;
import org.viseme.metric.Leakage;
import org.viseme.metric.Pauses;
import org.viseme.metric.TemporalConsistency;
import org.viseme.report.Score;
import org.viseme.report.Score.Better;
import org.viseme.report.Score.Kind;

/** How the mouth moves: as much as the original's, and not while the sound that drives it is silent. */
final class MotionJudge implements Judge {
    private static final List<Score> SCORES = List.of(
            new Score(
                    "motion ratio",
                    "",
                    Better.LIKE_REAL,
                    Kind.BEHAVIOUR,
                    "change of the mouth's region from frame to frame as a share of the real video's: below 1 it is frozen or"
                            + " blurred, above it flickers"),
            new Score(
                    "silent motion",
                    "",
                    Better.LOWER,
                    Kind.BEHAVIOUR,
                    "change of the mouth's region from frame to frame while the driving sound is silent, 0 to 1: the mouth of"
                            + " the source leaks through"));

    @Override
    public List<Score> scores() {
        return SCORES;
    }

    @Override
    public double[] judge(DrawnClip clip) {
        TemporalConsistency motion = new TemporalConsistency();
        Leakage leakage = new Leakage(Pauses.of(clip.heard(), clip.frames(), ClipMedia.FPS));
        for (int i = 0; i < clip.frames(); i++) {
            motion.add(clip.truth().get(i), clip.drawn().get(i));
            leakage.add(clip.truth().get(i), clip.drawn().get(i));
        }
        return new double[] {motion.ratio(), leakage.silentMotion()};
    }
}
