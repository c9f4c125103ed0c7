package org.viseme.evaluate;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.List;
import org.viseme.metric.PerceptualNetwork;
import org.viseme.model.perceptual.FeatureDistance;
import org.viseme.model.perceptual.Lpips;
import org.viseme.nn.Pass;
import org.viseme.report.Score;
import org.viseme.report.Score.Better;
import org.viseme.report.Score.Kind;

/** The perceptual distance of the crops, mean over the frames of a clip. */
final class PerceptualJudge implements Judge {
    private static final int BATCH = 16;

    private final Score score;
    private final FeatureDistance network;
    private final NDManager manager;

    private PerceptualJudge(Score score, FeatureDistance network, NDManager manager) {
        this.score = score;
        this.network = network;
        this.manager = manager;
    }

    /** @param backbone by which the figures are told apart, such as alex */
    static PerceptualJudge lpips(String backbone, Lpips network, NDManager manager) {
        return new PerceptualJudge(
                score(
                        "LPIPS",
                        backbone,
                        "learned perceptual distance of the face crop, version 0.1; 0 for equal pictures"),
                network,
                manager);
    }

    /** By the feature network that ships, which is not calibrated on what people find similar. */
    static PerceptualJudge features(NDManager manager) {
        return new PerceptualJudge(
                score(
                        "features",
                        PerceptualNetwork.FEATURES,
                        "distance of the face crop by what a small network over faces sees; 0 for equal pictures; not LPIPS"),
                PerceptualNetwork.parse(PerceptualNetwork.FEATURES).load(manager),
                manager);
    }

    private static Score score(String metric, String scorer, String definition) {
        return new Score(metric, scorer, Better.LOWER, Kind.COMPARISON, definition);
    }

    @Override
    public List<Score> scores() {
        return List.of(score);
    }

    @Override
    public double[] judge(DrawnClip clip) {
        double[] frames = FrameArrays.values(
                clip.drawn(),
                clip.truth(),
                BATCH,
                manager,
                (drawn, truth) -> network.forward(new NDList(drawn, truth), Pass.INFERENCE)
                        .singletonOrThrow()
                        .toType(DataType.FLOAT64, false)
                        .toDoubleArray());
        return new double[] {Arrays.stream(frames).average().orElse(Double.NaN)};
    }
}
