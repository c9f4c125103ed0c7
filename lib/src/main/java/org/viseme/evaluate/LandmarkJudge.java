package org.viseme.evaluate;

import java.util.List;
import org.viseme.face.Box;
import org.viseme.face.LandmarkFinder;
import org.viseme.metric.LandmarkDistance;
import org.viseme.report.Score;
import org.viseme.report.Score.Better;
import org.viseme.report.Score.Kind;

/** Compares the landmarks of the lips. */
final class LandmarkJudge implements Judge {
    private final LandmarkFinder finder;
    private final List<Score> scores;

    LandmarkJudge(LandmarkFinder finder) {
        this.finder = finder;
        scores = List.of(
                score("LMD", "mean distance of the lips' landmarks, pixels of the crop"),
                score("LMD, normalised", "the same as a share of the distance of the outer corners of the eyes"));
    }

    private Score score(String metric, String definition) {
        return new Score(metric, finder.name(), Better.LOWER, Kind.COMPARISON, definition);
    }

    @Override
    public List<Score> scores() {
        return scores;
    }

    @Override
    public double[] judge(DrawnClip clip) {
        LandmarkDistance distance = new LandmarkDistance();
        int size = clip.clip().cropSize();
        Box whole = new Box(0, 0, size, size);
        for (int i = 0; i < clip.frames(); i++) {
            distance.add(finder, clip.truth().get(i), clip.drawn().get(i), whole);
        }
        return new double[] {distance.pixels(), distance.normalised()};
    }

    @Override
    public void close() {
        finder.close();
    }
}
