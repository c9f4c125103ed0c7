package org.viseme.evaluate;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import org.viseme.data.Utterance;
import org.viseme.lipreading.WordReader;
import org.viseme.report.Measure;
import org.viseme.report.Score;
import org.viseme.report.Score.Better;
import org.viseme.report.Score.Kind;

/**
 * Tells the single words of a clip that its own sound drives, by their times (TalkLip's ACC; Wang et al., 2023, section
 * 4.1, where a clip has one word).
 */
final class WordJudge implements Judge {
    private static final double PERCENT = 100;

    private final WordReader reader;
    private final List<Score> scores;

    /**
     * @param name by which the figures are told apart
     * @throws org.viseme.VisemeException when the file holds no reader of single words
     */
    WordJudge(Path file, String name, NDManager manager) {
        reader = WordReader.load(file, manager);
        scores = List.of(new Score(
                Measure.ACC.label(),
                name,
                Better.HIGHER,
                Kind.BEHAVIOUR,
                "words that are told right by the lips, their times being known, in percent of those that can be"));
    }

    @Override
    public List<Score> scores() {
        return scores;
    }

    @Override
    public double[] judge(DrawnClip clip) {
        if (!clip.ownSound()) {
            return new double[] {Double.NaN};
        }
        Utterance drawn = ReadingJudge.drawn(clip);
        double share = drawn.info().words().stream()
                .flatMap(word -> reader.right(drawn, word).stream())
                .mapToInt(right -> right ? 1 : 0)
                .average()
                .orElse(Double.NaN);
        return new double[] {PERCENT * share};
    }
}
