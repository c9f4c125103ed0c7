package org.viseme.evaluate;

import java.util.List;
import org.viseme.face.Box;
import org.viseme.face.FaceRecogniser;
import org.viseme.metric.IdentitySimilarity;
import org.viseme.report.Score;
import org.viseme.report.Score.Better;
import org.viseme.report.Score.Kind;

/** Whether the drawn face still is the same person, to a recogniser. */
final class IdentityJudge implements Judge {
    private final FaceRecogniser recogniser;

    IdentityJudge(FaceRecogniser recogniser) {
        this.recogniser = recogniser;
    }

    @Override
    public List<Score> scores() {
        return List.of(new Score(
                "CSIM",
                recogniser.name(),
                Better.HIGHER,
                Kind.COMPARISON,
                "mean cosine of a face recogniser's embeddings of the real and the drawn frame, -1 to 1"));
    }

    @Override
    public double[] judge(DrawnClip clip) {
        IdentitySimilarity similarity = new IdentitySimilarity();
        int size = clip.clip().cropSize();
        Box whole = new Box(0, 0, size, size);
        for (int i = 0; i < clip.frames(); i++) {
            similarity.add(recogniser, clip.truth().get(i), clip.drawn().get(i), whole, clip.landmarks(i));
        }
        return new double[] {similarity.mean()};
    }

    @Override
    public void close() {
        recogniser.close();
    }
}
